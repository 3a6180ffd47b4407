import { entry } from '../../catalogue.ts';

/** Codes VAK43xx: what tools promise, and what follows from it. */
export const tools = {
  raisedEffect: entry<{
    readonly tool: string;
    readonly stated: string;
    readonly argument: string;
  }>({
    code: 'VAK4301',
    severity: 'warning',
    title: 'a tool that reaches further than it says',
    message: ({ tool, stated, argument }) =>
      `\`${tool}\` says \`${stated}\`, but \`${argument}\` lets it reach out: it counts as \`egress\``,
    help: () => 'write `effect: egress`',
    page: {
      bad: 'tool pages.get {\n  effect: read\n  args { page: url }\n}',
      why: 'Whoever chooses an address chooses who learns of it: a tool with a `url`, `host` or `email` among its arguments can carry data out. It is at least `egress`, and rules about `read` do not match it.',
      good: 'tool pages.get {\n  effect: egress\n  args { page: url }\n}',
    },
  }),
  trusted: entry<{ readonly tool: string }>({
    code: 'VAK4302',
    severity: 'info',
    title: 'a tool whose results are trusted',
    message: ({ tool }) => `results of \`${tool}\` count as trusted`,
    page: {
      bad: 'tool prices.get {\n  effect: read\n  result: { price: money }\n  returns: trusted\n}',
      why: 'Results are untrusted unless the tool says otherwise. Each that does is listed, for what it returns may carry decisions.',
      good: 'tool prices.get {\n  effect: read\n  result: { price: money }\n}',
    },
  }),
  lookupChanges: entry<{ readonly tool: string; readonly effect: string }>({
    code: 'VAK4303',
    severity: 'error',
    title: 'a look-up that does more than look',
    message: ({ tool, effect }) => `a look-up only reads, and \`${tool}\` is \`${effect}\``,
    page: {
      bad: 'tool orders.close {\n  effect: write\n  args { id: string }\n  lookup { refund: refunds.issue { order_id: args.id, amount: 1 EUR } }\n}',
      why: 'Look-ups run before anything is decided, so they may change nothing and tell nobody: their tools are `pure` or `read`.',
      good: 'tool orders.close {\n  effect: write\n  args { id: string }\n  lookup { order: orders.read { id: args.id } }\n}',
    },
  }),
  lookupGivesNothing: entry<{ readonly tool: string }>({
    code: 'VAK4304',
    severity: 'error',
    title: 'a look-up that gives nothing',
    message: ({ tool }) => `\`${tool}\` declares no result that could be looked up`,
    page: {
      bad: 'tool clock.ping {\n  effect: read\n}\ntool orders.close {\n  effect: write\n  args { id: string }\n  lookup { now: clock.ping {} }\n}',
      why: 'Conditions read the fields of a look-up, and those come from the result that its tool declares.',
      good: 'tool orders.close {\n  effect: write\n  args { id: string }\n  lookup { order: orders.read { id: args.id } }\n}',
    },
  }),
  eventHeld: entry<{ readonly name: string }>({
    code: 'VAK4305',
    severity: 'error',
    title: 'an event in a list of tools',
    message: ({ name }) => `\`${name}\` is an event; every agent has it`,
    page: {
      bad: 'agent clerk { tools: [orders.read, agent.reply] }',
      why: 'Input, model calls, replies and hand-offs need no grant. Rules can name and forbid them.',
      good: 'agent clerk { tools: [orders.read] }',
    },
  }),
  unproved: entry<{ readonly name: string }>({
    code: 'VAK4306',
    severity: 'warning',
    title: 'a claim that is not proved',
    message: ({ name }) => `“${name}” is checked for its names and types, and not proved`,
    page: {
      bad: 'prove "no refund above 500 EUR" {\n  never desk calls refunds.issue when args.amount > 500 EUR\n}',
      why: 'This version does not decide questions over all possible calls. The claim is kept for one that does; nothing at run time depends on it.',
      good: 'test "no refund above 500 EUR" for desk {\n  given context { customer: { email: "a@shop.example", frozen: false } }\n  call refunds.issue { order_id: "ord_1", amount: 501 EUR }\n  expect forbid\n}',
    },
  }),
};
