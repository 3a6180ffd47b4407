import { entry } from '../../catalogue.ts';

/** Codes VAK41xx: rules that say less, or other, than they seem to. */
export const rules = {
  unreached: entry<{
    readonly kind: string;
    readonly name: string;
    readonly tools: readonly string[];
  }>({
    code: 'VAK4101',
    severity: 'error',
    title: 'a rule that no call can reach',
    message: ({ kind, name, tools }) =>
      tools.length === 0
        ? `no tool is one that the ${kind} \`${name}\` speaks of`
        : `no agent that the ${kind} \`${name}\` is for holds ${tools.map((each) => `\`${each}\``).join(' or ')}`,
    page: {
      bad: 'agent clerk { tools: [orders.read] }\npolicy clerks for clerk {\n  rule refund { permit refunds.issue }\n}',
      why: 'The agents it is for do not hold the tools it names, so it can never speak. A `forbid any tool …` is exempt: it may stand guard over tools to come.',
      good: 'agent clerk { tools: [orders.read, refunds.issue] }\npolicy clerks for clerk {\n  rule refund { permit refunds.issue when args.amount <= 10 EUR }\n}',
    },
  }),
  exampleFails: entry<{ readonly rule: string }>({
    code: 'VAK4104',
    severity: 'error',
    title: 'an example that the rule does not match',
    message: ({ rule }) => `the conditions of \`${rule}\` are false for this example`,
    page: {
      bad: 'rule small {\n  permit refunds.issue\n  when args.amount <= 50 EUR\n  example { order_id: "ord_1", amount: 60 EUR }\n}',
      why: 'An example is a call that the rule is about. What it leaves out, such as look-ups and the context, is unknown; the rest must not make the conditions false.',
      good: 'rule small {\n  permit refunds.issue\n  when args.amount <= 50 EUR\n  example { order_id: "ord_1", amount: 40 EUR }\n}',
    },
  }),
  counterexampleHolds: entry<{ readonly rule: string; readonly unknown: boolean }>({
    code: 'VAK4105',
    severity: 'error',
    title: 'a counterexample that the rule does not exclude',
    message: ({ rule, unknown }) =>
      `the conditions of \`${rule}\` are ${unknown ? 'not false' : 'true'} for this counterexample`,
    page: {
      bad: 'rule small {\n  permit refunds.issue\n  when args.amount <= 50 EUR\n  counterexample { order_id: "ord_1", amount: 50 EUR }\n}',
      why: 'A counterexample is a call that the rule is not about: its arguments alone make the conditions false.',
      good: 'rule small {\n  permit refunds.issue\n  when args.amount <= 50 EUR\n  counterexample { order_id: "ord_1", amount: 51 EUR }\n}',
    },
  }),
  exampleRefused: entry<{
    readonly tool: string;
    readonly path: string;
    readonly expected: string;
  }>({
    code: 'VAK4106',
    severity: 'error',
    title: 'an example that is no call',
    message: ({ tool, path, expected }) =>
      `\`${tool}\` would not accept this: \`${path}\` must be ${expected}`,
    page: {
      bad: 'rule small {\n  permit refunds.issue\n  when args.amount <= 50 EUR\n  example { order_id: "ord_1", amount: 0 EUR }\n}',
      why: 'Arguments that a tool does not accept are refused before any rule is asked, so that they say nothing about a rule.',
      good: 'rule small {\n  permit refunds.issue\n  when args.amount <= 50 EUR\n  example { order_id: "ord_1", amount: 1 EUR }\n}',
    },
  }),
};
