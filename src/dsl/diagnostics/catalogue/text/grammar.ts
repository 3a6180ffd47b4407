import { entry } from '../../catalogue.ts';

/** Codes VAK12xx: how words stand together. */
export const grammar = {
  expected: entry<{ readonly what: string; readonly after?: string; readonly found: string }>({
    code: 'VAK1201',
    severity: 'error',
    title: 'something else was expected',
    message: ({ what, after, found }) =>
      `expected ${what}${after === undefined ? '' : ` after \`${after}\``}, found ${found}`,
    page: {
      bad: 'limit refunds for desk {\n  at most calls per 1h\n}',
      why: 'At this place the grammar allows only what the message names. The published grammar shows every form of every clause.',
      good: 'limit refunds for desk {\n  at most 20 calls per 1h\n}',
    },
  }),
  unbalanced: entry<{ readonly bracket: string; readonly open: boolean }>({
    code: 'VAK1202',
    severity: 'error',
    title: 'a bracket without its partner',
    message: ({ bracket, open }) =>
      open ? `this \`${bracket}\` is never closed` : `this \`${bracket}\` closes nothing`,
    page: {
      bad: 'agent desk {\n  tools: [orders.read\n}',
      why: 'Every `{`, `[` and `(` is closed in the order in which they were opened.',
      good: 'agent desk {\n  tools: [orders.read]\n}',
    },
  }),
  misspelt: entry<{ readonly found: string; readonly meant: string }>({
    code: 'VAK1203',
    severity: 'error',
    title: 'a word that is not known here',
    message: ({ found }) => `\`${found}\` is not a word vak knows here`,
    help: ({ meant }) => `did you mean \`${meant}\`?`,
    page: {
      bad: 'rule large {\n  require aproval from finance for refunds.issue\n}',
      why: 'The word stands where a reserved word is needed and resembles one. It is reported and read as that word, so that the rest of the file is still checked.',
      good: 'rule large {\n  require approval from finance for refunds.issue\n}',
    },
  }),
  noComma: entry<Record<string, never>>({
    code: 'VAK1204',
    severity: 'error',
    title: 'a comma is missing',
    message: () => 'a comma is missing here',
    help: () => 'a comma may be left out only between facts on different lines',
    page: {
      bad: 'approvers finance { within: 4h otherwise: forbid }',
      why: 'Facts on one line and the values of a list are set apart by commas, so that no reader has to guess where one ends.',
      good: 'approvers finance { within: 4h, otherwise: forbid }',
    },
  }),
  mixedLogic: entry<Record<string, never>>({
    code: 'VAK1205',
    severity: 'error',
    title: '`and` mixed with `or`',
    message: () => '`and` and `or` stand side by side without parentheses',
    help: () => 'put parentheses around the part that belongs together',
    page: {
      bad: 'when args.urgent or args.small and args.known',
      why: 'Readers disagree about which of the two binds tighter, and a rule must not be read in two ways.',
      good: 'when args.urgent or (args.small and args.known)',
    },
  }),
  twice: entry<{ readonly what: string; readonly where: string }>({
    code: 'VAK1206',
    severity: 'error',
    title: 'a part stands twice',
    message: ({ what, where }) => `\`${what}\` stands twice in one ${where}`,
    page: {
      bad: 'tool orders.read {\n  args { id: string }\n  args { key: string }\n}',
      why: 'Two of them would leave open which one counts.',
      good: 'tool orders.read {\n  args { id: string, key: string }\n}',
    },
  }),
  unknownItem: entry<{ readonly found: string; readonly expected: string }>({
    code: 'VAK1207',
    severity: 'error',
    title: 'a word that begins nothing here',
    message: ({ found, expected }) => `\`${found}\` begins nothing here; expected ${expected}`,
    page: {
      bad: 'widget orders { effect: read }',
      why: 'Every declaration and every clause starts with the word that says what it is. What this word began is skipped up to the end of its braces.',
      good: 'tool orders.list { effect: read }',
    },
  }),
  surplus: entry<{ readonly found: string }>({
    code: 'VAK1208',
    severity: 'error',
    title: 'something that does not belong here',
    message: ({ found }) => `\`${found}\` does not belong here`,
    page: {
      bad: 'rule look {\n  permit permit orders.read\n}',
      why: 'Without it, what stands around it can be read; with it, it cannot.',
      good: 'rule look {\n  permit orders.read\n}',
    },
  }),
  swapped: entry<{ readonly first: string; readonly second: string }>({
    code: 'VAK1209',
    severity: 'error',
    title: 'two words in the wrong order',
    message: ({ first, second }) => `\`${first}\` stands before \`${second}\` here, not after it`,
    page: {
      bad: 'limit refunds for desk {\n  most at 20 calls per 1h\n}',
      why: 'With the two the other way round the text can be read. It is reported, and read that way.',
      good: 'limit refunds for desk {\n  at most 20 calls per 1h\n}',
    },
  }),
  foreignWay: entry<{ readonly found: string; readonly instead: string }>({
    code: 'VAK1210',
    severity: 'error',
    title: 'the way of another language',
    message: ({ found, instead }) => `\`${found}\` is written \`${instead}\` here`,
    page: {
      bad: 'type Order {\n  status: enum("paid", "delivered")\n}',
      why: 'Other languages say it like this. It is reported once, with what says the same here, and read that way, so that the rest of the file is still checked.',
      good: 'type Order {\n  status: one of ["paid", "delivered"]\n}',
    },
  }),
};
