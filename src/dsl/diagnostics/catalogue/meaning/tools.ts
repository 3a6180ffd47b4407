import { entry } from '../../catalogue.ts';

/** Codes VAK43xx: what tools promise, and what follows from it. */
export const tools = {
  raisedEffect: entry<{
    readonly tool: string;
    readonly stated: string;
    /** The argument or the grant that gives it more. */
    readonly through: string;
    readonly does: string;
    readonly effect: string;
  }>({
    code: 'VAK4301',
    severity: 'warning',
    title: 'a tool that reaches further than it says',
    message: ({ tool, stated, through, does, effect }) =>
      `\`${tool}\` says \`${stated}\`, but \`${through}\` lets it ${does}: it counts as \`${effect}\``,
    help: ({ effect }) => `write \`effect: ${effect}\``,
    page: {
      bad: 'tool pages.get {\n  effect: read\n  args { page: url }\n}',
      why: 'Whoever chooses an address chooses who learns of it: a tool with a `url`, `host` or `email` among its arguments can carry data out. It is at least `egress`, and rules about `read` do not match it. What a sandbox grants counts alike: `network` makes a tool at least `egress`, `write` at least `write`, `read`, `env` and `remember` at least `read`.',
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
  sandboxConflict: entry<{ readonly key: string; readonly word: string; readonly why: string }>({
    code: 'VAK4311',
    severity: 'error',
    title: 'a fact of a sandbox that cannot hold',
    message: ({ key, word, why }) => `\`${key}: ${word}\` cannot hold: ${why}`,
    page: {
      bad: 'tool notes.add {\n  effect: write\n  args { text: string }\n  run: "./notes.ts"\n  sandbox: { reuse: session }\n}',
      why: 'A sandbox promises only what it can keep. A guest that serves several calls keeps what it left in its variables, so only a tool whose effect is `pure` or `read` may be reused, within one session, and never where its runs must repeat exactly. The tiers `process`, `isolate` and `quickjs` run the code of `run`; `inline` is the host\u2019s own function and has none.',
      good: 'tool notes.find {\n  effect: read\n  args { text: string }\n  run: "./notes.ts"\n  sandbox: { reuse: session }\n}',
    },
  }),
  grantWithoutCode: entry<{ readonly tool: string; readonly key: string }>({
    code: 'VAK4307',
    severity: 'error',
    title: 'a grant to a tool that runs in no sandbox',
    message: ({ tool, key }) =>
      `\`${tool}\` has no \`run\`, so its sandbox cannot grant or withhold \`${key}\``,
    help: () => 'say where its code is with `run`, or leave the grant out',
    page: {
      bad: 'tool prices.get {\n  effect: egress\n  args { article: string }\n  sandbox: { network: ["prices.example"] }\n}',
      why: 'What a sandbox grants holds for code that runs in it. A tool without `run` is answered by the host or by another server, which nothing here fences: a grant would promise what is not kept.',
      good: 'tool prices.get {\n  effect: egress\n  args { article: string }\n  run: "./prices.ts"\n  sandbox: { network: ["prices.example"] }\n}',
    },
  }),
  secretInEnv: entry<{ readonly tool: string; readonly name: string; readonly secret: string }>({
    code: 'VAK4308',
    severity: 'error',
    title: 'a secret handed to a guest as a variable',
    message: ({ tool, name, secret }) =>
      `\`env\` would show \`${tool}\` the value of secret \`${secret}\`, which is read from \`${name}\``,
    help: () => 'leave the variable out: the secret’s `to` and `as` put its value where it belongs',
    page: {
      bad: 'tool prices.get {\n  effect: egress\n  run: "./prices.ts"\n  sandbox: { network: ["prices.example"], env: ["PRICES_KEY"] }\n}\nsecret prices_key {\n  from: env("PRICES_KEY")\n  for: [prices.get]\n  to: ["https://prices.example/"]\n  as: header("Authorization", "Bearer {}")\n}',
      why: 'Code in a sandbox never holds the value of a secret: the host puts it into the request, after it knows where that goes. A variable of the environment would hand the same value to the code itself.',
      good: 'tool prices.get {\n  effect: egress\n  run: "./prices.ts"\n  sandbox: { network: ["prices.example"] }\n}\nsecret prices_key {\n  from: env("PRICES_KEY")\n  for: [prices.get]\n  to: ["https://prices.example/"]\n  as: header("Authorization", "Bearer {}")\n}',
    },
  }),
  secretUnreachable: entry<{
    readonly tool: string;
    readonly secret: string;
    readonly why: string;
  }>({
    code: 'VAK4309',
    severity: 'warning',
    title: 'a secret that never gets to its tool',
    message: ({ tool, secret, why }) => `\`${secret}\` is for \`${tool}\` and never used: ${why}`,
    page: {
      bad: 'tool prices.get {\n  effect: egress\n  run: "./prices.ts"\n  sandbox: { network: ["prices.example"] }\n}\nsecret prices_key {\n  from: env("PRICES_KEY")\n  for: [prices.get]\n}',
      why: 'For code in a sandbox the host puts a secret into requests to the addresses of its `to`, in the place its `as` says. Without both, or to an address that the tool’s `network` does not grant, it is never used.',
      good: 'tool prices.get {\n  effect: egress\n  run: "./prices.ts"\n  sandbox: { network: ["prices.example"] }\n}\nsecret prices_key {\n  from: env("PRICES_KEY")\n  for: [prices.get]\n  to: ["https://prices.example/"]\n  as: header("Authorization", "Bearer {}")\n}',
    },
  }),
};
