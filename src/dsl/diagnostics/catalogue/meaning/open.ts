import { entry } from '../../catalogue.ts';

/** Codes VAK41xx that warn: what others undo, and what is left open. */
export const open = {
  overridden: entry<{ readonly rule: string; readonly by: string }>({
    code: 'VAK4102',
    severity: 'warning',
    title: 'a rule that another always overrides',
    message: ({ rule, by }) => `whenever \`${rule}\` holds, \`${by}\` forbids`,
    page: {
      bad: 'rule clean_up {\n  permit shell.run\n  when args.command runs "rm"\n}\nrule no_removal {\n  forbid shell.run\n  when args.command runs "rm"\n}',
      why: 'Any forbid wins, whatever the order. A rule that speaks only where another forbids changes nothing.',
      good: 'rule clean_up {\n  permit shell.run\n  when args.command runs "rm"\n}\nrule no_removal {\n  forbid shell.run\n  when args.command runs "rm" with ["-r"]\n}',
    },
  }),
  opensNothing: entry<{ readonly rule: string }>({
    code: 'VAK4103',
    severity: 'warning',
    title: 'an approval for calls that nothing permits',
    message: ({ rule }) => `no permit rule speaks of a call that \`${rule}\` is about`,
    page: {
      bad: 'rule large {\n  require approval from finance for refunds.issue\n  when args.amount > 50 EUR\n}',
      why: '`require approval` opens nothing: it asks a person about a call that some rule permits. Where none does, the call is forbidden and nobody is asked.',
      good: 'rule large {\n  require approval from finance for refunds.issue\n  when args.amount > 50 EUR\n}\nrule medium_refund {\n  permit refunds.issue\n  when args.amount <= 500 EUR\n}',
    },
  }),
  neverAll: entry<{ readonly rule: string }>({
    code: 'VAK4115',
    severity: 'warning',
    title: 'conditions that are never all true',
    message: ({ rule }) => `the conditions of \`${rule}\` are never all true`,
    help: () =>
      'a rule speaks where all its conditions hold: join two with `or`, or write two rules',
    page: {
      bad: 'rule either {\n  permit shell.run\n  when args.command runs "ls"\n  when not args.command runs "ls"\n}',
      why: 'All conditions of a rule must hold. Where one excludes another, or is false by itself, a permit never opens anything, and a forbid or an approval speaks only where something is unknown.',
      good: 'rule either {\n  permit shell.run\n  when args.command runs "ls" or args.command runs "pwd"\n}',
    },
  }),
  unbounded: entry<{ readonly tool: string; readonly agent: string }>({
    code: 'VAK4110',
    severity: 'warning',
    title: 'a tool that changes things without limit or approval',
    message: ({ tool }) => `\`${tool}\` changes things and has no limit`,
    help: ({ tool, agent }) =>
      `add \`limit ${tool.replace(/[^A-Za-z0-9]+/g, '_')}_rate for ${agent} { on ${tool} at most … calls per … }\``,
    page: {
      bad: 'tool orders.close {\n  effect: write\n  args { id: string }\n}\nagent clerk { tools: [orders.close] }\npolicy closing for clerk {\n  rule close { permit orders.close }\n}',
      why: 'A model that goes round in circles does the same thing again and again. A tool with the effect `write` or `irreversible` that a rule permits should have a `limit`, or a person who is asked.',
      good: 'tool orders.close {\n  effect: write\n  args { id: string }\n}\nagent clerk { tools: [orders.close] }\npolicy closing for clerk {\n  rule close { permit orders.close }\n}\nlimit close_rate for clerk {\n  on orders.close\n  at most 20 calls per 1h\n}',
    },
  }),
  labelUnused: entry<{ readonly label: string }>({
    code: 'VAK4112',
    severity: 'warning',
    title: 'a label that no rule names',
    message: ({ label }) => `no rule names the label \`${label}\``,
    page: {
      bad: 'tool orders.list {\n  effect: read\n  labels: [bulk]\n}',
      why: 'A label is there for rules to speak of. One that none names is misspelt or forgotten.',
      good: 'tool orders.list {\n  effect: read\n  labels: [bulk]\n}\npolicy lists for desk {\n  rule none { forbid any tool labelled bulk }\n}',
    },
  }),
  secretLeaves: entry<{
    readonly secret: string;
    readonly tool: string;
    readonly argument: string;
  }>({
    code: 'VAK4113',
    severity: 'warning',
    title: 'a secret for a tool that goes where it is told',
    message: ({ secret, tool, argument }) =>
      `\`${tool}\` goes where \`${argument}\` says, and \`${secret}\` is for it`,
    help: () => 'give the secret to a tool whose address is fixed',
    page: {
      bad: 'tool pages.get {\n  effect: egress\n  args { page: url }\n}\nsecret page_key { from: env("PAGE_KEY"), for: [pages.get] }',
      why: 'Who chooses the address chooses who receives the secret, and the model chooses the arguments.',
      good: 'tool prices.get {\n  effect: egress\n  args { article: string }\n}\nsecret page_key { from: env("PAGE_KEY"), for: [prices.get] }',
    },
  }),
  decidesOnRecord: entry<{ readonly path: string; readonly tool: string }>({
    code: 'VAK4114',
    severity: 'warning',
    title: 'a decision that rests on a record the model wrote',
    message: ({ path, tool }) =>
      `\`${path}\` is what the model says, and \`${tool}\` cannot be undone`,
    help: () => 'fetch the record with a `lookup` in the tool and read that',
    page: {
      bad: 'tool orders.void {\n  effect: irreversible\n  args { order: Order }\n}\nagent clerk { tools: [orders.void] }\npolicy voiding for clerk {\n  rule paid { permit orders.void when args.order.status == "paid" }\n  rule ask { require approval from finance for orders.void }\n}',
      why: 'A model can invent any argument, or repeat a record that was true an hour ago. What decides about an irreversible tool should be fetched by the runtime.',
      good: 'tool orders.void {\n  effect: irreversible\n  args { id: string }\n  lookup { order: orders.read { id: args.id } }\n}\nagent clerk { tools: [orders.void] }\npolicy voiding for clerk {\n  rule paid { permit orders.void when lookup.order.status == "paid" }\n  rule ask { require approval from finance for orders.void }\n}',
    },
  }),
};
