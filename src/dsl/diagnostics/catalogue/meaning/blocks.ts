import { entry } from '../../catalogue.ts';

type Nothing = Record<string, never>;

/** Codes VAK42xx: blocks whose parts do not make a whole. */
export const blocks = {
  withinNoApproval: entry<Nothing>({
    code: 'VAK4201',
    severity: 'error',
    title: '`within` where nobody is asked',
    message: () => '`within` says how long a question stands, and this rule asks nobody',
    page: {
      bad: 'rule own {\n  permit orders.read\n  within 2h\n}',
      why: 'Only `require approval` asks. A permit that ends is written with `session.now`.',
      good: 'rule own {\n  require approval from finance for refunds.issue\n  within 2h\n}',
    },
  }),
  clauseTwice: entry<{ readonly clause: string }>({
    code: 'VAK4202',
    severity: 'error',
    title: 'a clause that may stand once',
    message: ({ clause }) => `\`${clause}\` stands here a second time`,
    page: {
      bad: 'rule look {\n  permit orders.read\n  because "Orders may be read."\n  because "Everyone may."\n}',
      why: 'Of two of them only one could count.',
      good: 'rule look {\n  permit orders.read\n  because "Orders may be read."\n}',
    },
  }),
  hideFromWhat: entry<Nothing>({
    code: 'VAK4203',
    severity: 'error',
    title: '`hide` without `from records`',
    message: () => 'what is hidden is hidden from records',
    help: () => 'write `hide … from records`, or `remove …` to take it out of the call',
    page: {
      bad: 'rule letter {\n  permit email.send\n  when args.to == context.customer.email\n  then hide args.body\n}',
      why: 'The tool still receives what is hidden; entries, traces and notices do not. The words say so.',
      good: 'rule letter {\n  permit email.send\n  when args.to == context.customer.email\n  then hide args.body from records\n}',
    },
  }),
  removesRequired: entry<{ readonly path: string; readonly tool: string }>({
    code: 'VAK4204',
    severity: 'error',
    title: 'a required argument cannot be removed',
    message: ({ path, tool }) => `\`${tool}\` cannot be called without \`${path}\``,
    page: {
      bad: 'rule letter {\n  permit email.send\n  then remove args.body\n}',
      why: 'Removing makes a new call that is decided again. Without a required argument it would always be refused. Declare it with `?`.',
      good: 'rule refund {\n  permit refunds.issue\n  then remove args.reason\n}',
    },
  }),
  nobodyAsked: entry<Nothing>({
    code: 'VAK4205',
    severity: 'error',
    title: 'an approval that nobody gives',
    message: () => 'at least one identity must approve',
    page: {
      bad: 'rule large {\n  require approval from 0 of finance for refunds.issue\n}',
      why: 'An approval of nobody would be met at once.',
      good: 'rule large {\n  require approval from 2 of finance for refunds.issue\n}',
    },
  }),
  asksItself: entry<{ readonly name: string }>({
    code: 'VAK4206',
    severity: 'error',
    title: 'approvers who would be asked again for ever',
    message: ({ name }) =>
      `\`${name}\` would be asked once more whenever \`${name}\` does not answer`,
    page: {
      bad: 'approvers security { within: 8h, otherwise: require approval from security }',
      why: '`otherwise` says what follows when nobody answers in time. Asking the same people again never ends.',
      good: 'approvers security { within: 8h, otherwise: require approval from finance }',
    },
  }),
  factMissing: entry<{ readonly block: string; readonly key: string }>({
    code: 'VAK4207',
    severity: 'error',
    title: 'a key that a block cannot do without',
    message: ({ block, key }) => `a \`${block}\` needs \`${key}\``,
    page: {
      bad: 'secret mail_key { for: [email.send] }',
      why: 'Without it there is nothing that the block could stand for.',
      good: 'secret mail_key { from: env("MAIL_KEY"), for: [email.send] }',
    },
  }),
  badBound: entry<{ readonly what: string }>({
    code: 'VAK4208',
    severity: 'error',
    title: 'a bound that bounds nothing',
    message: ({ what }) => `${what} is needed here`,
    page: {
      bad: 'limit refund_value for desk {\n  on refunds.issue\n  at most 100 of args.amount per 1d\n}',
      why: 'Calls are counted in whole numbers, sums in the type of what is summed, and every span of time is longer than nothing.',
      good: 'limit refund_value for desk {\n  on refunds.issue\n  at most 100 EUR of args.amount per 1d\n}',
    },
  }),
  limitIncomplete: entry<{ readonly limit: string; readonly what: string }>({
    code: 'VAK4209',
    severity: 'error',
    title: 'a limit that limits nothing',
    message: ({ limit, what }) => `the limit \`${limit}\` lacks ${what}`,
    page: {
      bad: 'limit refund_count for desk {\n  on refunds.issue\n}',
      why: 'A limit says what it counts, with `on`, and how much of it is too much.',
      good: 'limit refund_count for desk {\n  on refunds.issue\n  at most 20 calls per 1h\n}',
    },
  }),
  scopeUnused: entry<{ readonly scope: string }>({
    code: 'VAK4210',
    severity: 'error',
    title: 'a scope without anything that lasts',
    message: ({ scope }) => `\`per ${scope}\` is for clauses about the order of calls`,
    page: {
      bad: 'constraint in_bounds {\n  per session\n  for every refunds.issue holds args.amount <= lookup.order.paid\n}',
      why: '`for every … holds` looks at one call at a time, so that it makes no difference whose session it is in.',
      good: 'constraint in_bounds {\n  for every refunds.issue holds args.amount <= lookup.order.paid\n}',
    },
  }),
  constraintEmpty: entry<{ readonly constraint: string }>({
    code: 'VAK4211',
    severity: 'error',
    title: 'a constraint that demands nothing',
    message: ({ constraint }) => `nothing must hold by the constraint \`${constraint}\``,
    page: {
      bad: 'constraint in_bounds {\n  because "Never more than was paid."\n}',
      why: 'A constraint says what must hold, with `for every … holds`, or in which order calls come, with `before … always` or `after …`.',
      good: 'constraint in_bounds {\n  for every refunds.issue holds args.amount <= lookup.order.paid\n  because "Never more than was paid."\n}',
    },
  }),
  expectsNothing: entry<Nothing>({
    code: 'VAK4212',
    severity: 'error',
    title: 'an expectation without a call',
    message: () => 'there is no call of which this could be expected',
    page: {
      bad: 'test "nothing" for desk {\n  expect permit\n}',
      why: 'An expectation is about the last call before it.',
      good: 'test "an order" for desk {\n  call orders.read { id: "ord_1" }\n  expect permit\n}',
    },
  }),
  whereReadsCall: entry<{ readonly root: string }>({
    code: 'VAK4213',
    severity: 'error',
    title: 'a choice of tools that depends on the call',
    message: ({ root }) => `\`any tool where\` may read \`tool\`, not \`${root}\``,
    help: () => 'put what is asked of the call into a `when` clause',
    page: {
      bad: 'rule small {\n  forbid any tool where context.customer.frozen\n}',
      why: 'Which tools a rule speaks of is settled when the file is checked, so that readers can be shown a list.',
      good: 'rule small {\n  forbid any tool where tool.effect == write\n  when context.customer.frozen\n}',
    },
  }),
};
