import { entry } from '../../catalogue.ts';

type Sides = { readonly left: string; readonly operator: string; readonly right: string };

/** Codes VAK31xx: what conditions compute with. */
export const conditions = {
  notACondition: entry<{ readonly type: string }>({
    code: 'VAK3101',
    severity: 'error',
    title: 'a condition that is neither true nor false',
    message: ({ type }) => `a condition is true or false; this is ${type}`,
    page: {
      bad: 'rule any_amount {\n  permit refunds.issue\n  when args.amount\n}',
      why: 'Nothing is true by being there or by being more than nothing. Say what is asked of the value.',
      good: 'rule any_amount {\n  permit refunds.issue\n  when args.amount <= 20 EUR\n}',
    },
  }),
  neverCompares: entry<Sides>({
    code: 'VAK3102',
    severity: 'error',
    title: 'a comparison that can never hold',
    message: ({ left, operator, right }) =>
      `\`${operator}\` can never hold between ${left} and ${right}`,
    help: ({ left, right }) =>
      [left, right].some((side) => side.startsWith('money'))
        ? 'an amount stands with its currency, such as `50 EUR`'
        : undefined,
    page: {
      bad: 'rule small {\n  permit refunds.issue\n  when args.amount < 50\n}',
      why: 'Values of different types are never equal and have no order: an amount of money is no number, a duration no size. Write the literal with its unit.',
      good: 'rule small {\n  permit refunds.issue\n  when args.amount < 50 EUR\n}',
    },
  }),
  notAMember: entry<{ readonly word: string; readonly type: string }>({
    code: 'VAK3103',
    severity: 'error',
    title: 'not a member of the enum',
    message: ({ word, type }) => `\`${word}\` is not ${type}`,
    page: {
      bad: 'rule delivered {\n  permit refunds.issue\n  when lookup.order.status == "deliverd"\n}',
      why: 'The other side can only be one of the members that were declared. A misspelt one would never be met.',
      good: 'rule delivered {\n  permit refunds.issue\n  when lookup.order.status == "delivered"\n}',
    },
  }),
  noArithmetic: entry<Sides>({
    code: 'VAK3104',
    severity: 'error',
    title: 'a sum of things that do not add up',
    message: ({ left, operator, right }) => `there is no ${left} ${operator} ${right}`,
    page: {
      bad: 'rule some {\n  permit refunds.issue\n  when args.amount + 1 <= lookup.order.paid\n}',
      why: 'Sums and differences are of one type; a product is of an amount and a number or percentage. Money and numbers are never added.',
      good: 'rule some {\n  permit refunds.issue\n  when args.amount + 1 EUR <= lookup.order.paid\n}',
    },
  }),
  currencies: entry<{ readonly left: string; readonly right: string }>({
    code: 'VAK3105',
    severity: 'error',
    title: 'two currencies in one comparison',
    message: ({ left, right }) => `${left} and ${right} do not mix`,
    page: {
      bad: 'rule small {\n  permit refunds.issue\n  when args.amount <= 50 USD\n}',
      why: 'vak knows no rates of exchange. The argument’s `where` holds it against another currency, so that this could never be true.',
      good: 'rule small {\n  permit refunds.issue\n  when args.amount <= 50 EUR\n}',
    },
  }),
  bareWord: entry<{ readonly word: string; readonly type: string | undefined }>({
    code: 'VAK3106',
    severity: 'error',
    title: 'a word where no enum is',
    message: ({ word, type }) =>
      type === undefined
        ? `\`${word}\` is a bare word, and no enum stands beside it`
        : `\`${word}\` is a bare word, and what stands beside it is ${type}, no enum`,
    page: {
      bad: 'rule late {\n  permit refunds.issue\n  when args.order_id == first\n}',
      why: 'A bare word is a member of the enum on the other side. A text stands in quotes; what is read starts with `args`, `context` or another root.',
      good: 'rule late {\n  permit refunds.issue\n  when args.order_id == "first"\n}',
    },
  }),
  badPattern: entry<Record<string, never>>({
    code: 'VAK3107',
    severity: 'error',
    title: '`like` without a pattern',
    message: () => 'after `like` stands a pattern in quotes',
    page: {
      bad: 'rule known {\n  permit orders.read\n  when args.id like context.customer.email\n}',
      why: 'A pattern is written out, so that readers see what it matches and nobody can supply another. `*` matches any run of characters.',
      good: 'rule known {\n  permit orders.read\n  when args.id like "ord_*"\n}',
    },
  }),
  notLike: entry<{ readonly type: string }>({
    code: 'VAK3108',
    severity: 'error',
    title: '`like` beside something that is no text',
    message: ({ type }) => `a pattern matches texts; this is ${type}`,
    page: {
      bad: 'rule round {\n  permit refunds.issue\n  when args.amount like "*.00 EUR"\n}',
      why: 'Patterns are for strings, paths, URLs, hosts, e-mail addresses and commands. Amounts are compared.',
      good: 'rule round {\n  permit refunds.issue\n  when args.amount <= 20 EUR\n}',
    },
  }),
  notIn: entry<{ readonly left: string; readonly right: string }>({
    code: 'VAK3109',
    severity: 'error',
    title: '`in` something that cannot hold it',
    message: ({ left, right }) => `${left} cannot be \`in\` ${right}`,
    help: ({ left, right }) => (left === right ? 'for one value write `==`' : undefined),
    page: {
      bad: 'rule first {\n  permit orders.read\n  when args.id in "ord_1"\n}',
      why: '`in` asks whether a list has a value, or whether a path is a folder or lies below it. For one value write `==`.',
      good: 'rule first {\n  permit orders.read\n  when args.id in ["ord_1", "ord_2"]\n}',
    },
  }),
  noOrder: entry<Sides>({
    code: 'VAK3110',
    severity: 'error',
    title: 'an order where there is none',
    message: ({ left, operator }) => `${left} has no order that \`${operator}\` could ask for`,
    page: {
      bad: 'rule early {\n  permit orders.read\n  when args.id < "ord_5"\n}',
      why: 'Numbers, money, durations, sizes, percentages and times have an order, and so has `tool.effect`. Texts have many, none of which is meant by everyone.',
      good: 'rule early {\n  permit orders.read\n  when args.id in ["ord_1", "ord_2"]\n}',
    },
  }),
  insideJson: entry<{ readonly path: string }>({
    code: 'VAK3111',
    severity: 'error',
    title: 'a look into a value of no declared shape',
    message: ({ path }) => `\`${path}\` is json, and no condition may look inside`,
    help: () => 'declare its fields where it is declared',
    page: {
      bad: 'tool notes.add {\n  effect: write\n  args { note: json }\n}\npolicy notes for desk {\n  rule mine { permit notes.add when args.note.owner == "desk" }\n}',
      why: '`json` says that nothing is promised about a value. A condition rests on promises, so the fields it reads must be declared.',
      good: 'tool notes.add {\n  effect: write\n  args { note: { owner: string, text: string } }\n}\nagent clerk { tools: [notes.add] }\npolicy notes for clerk {\n  rule mine { permit notes.add when args.note.owner == "clerk" }\n}',
    },
  }),
  noParts: entry<{ readonly path: string; readonly type: string; readonly part: string }>({
    code: 'VAK3112',
    severity: 'error',
    title: 'a part of something that has none',
    message: ({ path, type, part }) => `\`${path}\` is ${type}, which has no \`${part}\``,
    page: {
      bad: 'rule euros {\n  permit refunds.issue\n  when args.amount.currency == "EUR"\n}',
      why: 'Records have their fields. Of the kinds, a `url` has `scheme host port path query`, a `path` has `name extension`, an `email` has `local domain`. All other values are whole.',
      good: 'rule euros {\n  permit refunds.issue\n  when args.amount <= 500 EUR\n}',
    },
  }),
  notACommand: entry<{ readonly type: string }>({
    code: 'VAK3113',
    severity: 'error',
    title: '`runs` beside something that is no command',
    message: ({ type }) => `\`runs\` asks about a command; this is ${type}`,
    page: {
      bad: 'rule no_removal {\n  forbid files.read\n  when args.path runs "rm"\n}',
      why: 'Only an argument of the kind `command` is parsed into programs and flags. Declare it as one.',
      good: 'rule no_removal {\n  forbid shell.run\n  when args.command runs "rm"\n}',
    },
  }),
  badFlag: entry<Record<string, never>>({
    code: 'VAK3114',
    severity: 'error',
    title: 'a flag that is none',
    message: () => 'a flag is one word that starts with `-`',
    page: {
      bad: 'rule no_removal {\n  forbid shell.run\n  when args.command runs "rm" with ["r"]\n}',
      why: 'Flags are written as on a command line, each by itself: `-r`, `--force`. `-rf`, `-fr` and `-r -f` in a call are all found.',
      good: 'rule no_removal {\n  forbid shell.run\n  when args.command runs "rm" with ["-r"]\n}',
    },
  }),
  noSign: entry<{ readonly type: string }>({
    code: 'VAK3115',
    severity: 'error',
    title: 'a sign before something that has none',
    message: ({ type }) => `there is no negative of ${type}`,
    page: {
      bad: 'rule odd {\n  permit orders.read\n  when args.id == -"ord_1"\n}',
      why: 'Numbers, money, percentages and durations can be negative.',
      good: 'rule odd {\n  permit orders.read\n  when args.id == "ord_1"\n}',
    },
  }),
  missingInSome: entry<{
    readonly path: string;
    readonly without: readonly string[];
    readonly has: readonly string[];
  }>({
    code: 'VAK3116',
    severity: 'error',
    title: 'an argument that only some of the tools have',
    message: ({ path, without }) =>
      `\`${path}\` is not in ${without.map((each) => `\`${each}\``).join(', ')}`,
    page: {
      bad: 'rule no_keys {\n  forbid files.read, email.send\n  when args.path like "*.key"\n}',
      why: 'A condition that reads what a tool does not have is unknown for every call of it, and an unknown condition forbids. Name only tools that have it, or ask with `has` first.',
      good: 'rule no_keys {\n  forbid files.read, email.send\n  when args has path and args.path like "*.key"\n}',
    },
  }),
  differsByTool: entry<{
    readonly path: string;
    readonly readings: readonly { readonly type: string; readonly tool: string }[];
  }>({
    code: 'VAK3117',
    severity: 'error',
    title: 'an argument that means different things',
    message: ({ path, readings }) =>
      `\`${path}\` is ${readings.map(({ type, tool }) => `${type} in \`${tool}\``).join(' and ')}`,
    help: () => 'write one rule for each',
    page: {
      bad: 'tool inbox.read {\n  effect: read\n  args { path: string }\n}\nagent clerk { tools: [inbox.read, files.read] }\npolicy reading for clerk {\n  rule read { permit inbox.read, files.read when args.path like "a*" }\n}',
      why: 'A path and a string of one spelling are compared differently, so that one condition would mean two things.',
      good: 'tool inbox.read {\n  effect: read\n  args { path: path }\n}\nagent clerk { tools: [inbox.read, files.read] }\npolicy reading for clerk {\n  rule read { permit inbox.read, files.read when args.path like "a*" }\n}',
    },
  }),
  unmatched: entry<{ readonly pattern: string; readonly type: string; readonly why: string }>({
    code: 'VAK3118',
    severity: 'error',
    title: 'a pattern that nothing can match',
    message: ({ pattern, type }) => `no ${type} is ever like \`${pattern}\``,
    help: ({ why }) => why,
    page: {
      bad: 'rule no_secrets {\n  forbid files.read\n  when args.path like "./secrets/*"\n}',
      why: 'Paths, URLs, hosts and e-mails are made canonical before a rule reads them. A pattern that spells what no canonical form holds, such as `./`, `//`, a standard port or a host in other letters than ASCII, would never hold, and a forbid by it never forbid.',
      good: 'rule no_secrets {\n  forbid files.read\n  when args.path like "secrets/*"\n}',
    },
  }),
  badProgram: entry<Record<string, never>>({
    code: 'VAK3119',
    severity: 'error',
    title: 'a program with a folder or flags in its name',
    message: () => 'a program is named by one word, without folders',
    help: () => 'flags follow `with`, as in `runs "rm" with ["-r"]`',
    page: {
      bad: 'rule no_removal {\n  forbid shell.run\n  when args.command runs "/bin/rm"\n}',
      why: 'Programs of a command line are compared by their own names, wherever they lie: `/bin/rm`, `./rm` and `rm` are one. A name with a folder or a space in it would never be met.',
      good: 'rule no_removal {\n  forbid shell.run\n  when args.command runs "rm"\n}',
    },
  }),
};
