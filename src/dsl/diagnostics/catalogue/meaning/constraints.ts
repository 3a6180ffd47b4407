import { entry } from '../../catalogue.ts';

const quoted = (names: readonly string[]): string =>
  [...new Set(names)].map((name) => `\`${name}\``).join(' and ');

/** Codes VAK424x that warn: what constraints mean together. */
export const constraints = {
  neverTogether: entry<{ readonly names: readonly string[]; readonly tool: string }>({
    code: 'VAK4240',
    severity: 'warning',
    title: 'constraints that no call can meet',
    message: ({ names, tool }) =>
      names.length === 1
        ? `no call of \`${tool}\` can meet this clause of ${quoted(names)}`
        : `no call of \`${tool}\` can meet these clauses of ${quoted(names)} together`,
    help: () => 'every clause must hold: join what may hold instead with `or`',
    page: {
      bad: 'constraint small {\n  for every refunds.issue holds args.amount <= 50 EUR\n}\nconstraint worth_it {\n  for every refunds.issue holds args.amount > 50 EUR\n}',
      why: 'A call must meet every clause of every constraint that speaks of its tool. Where none can, each is objected to, whatever the rules permit.',
      good: 'constraint small {\n  for every refunds.issue holds args.amount <= 50 EUR\n}\nconstraint worth_it {\n  for every refunds.issue holds args.amount > 5 EUR\n}',
    },
  }),
  alwaysHolds: entry<{ readonly name: string }>({
    code: 'VAK4241',
    severity: 'warning',
    title: 'a constraint that no call can miss',
    message: ({ name }) => `every call meets this clause of \`${name}\``,
    help: () => 'types and their `where` hold already before a constraint is asked',
    page: {
      bad: 'constraint positive {\n  for every refunds.issue holds args.amount > 0 EUR or args.amount <= 0 EUR\n}',
      why: 'A constraint objects where its expression is false or unknown. One that is true of every call guards nothing, though it looks as if it did.',
      good: 'constraint bounded {\n  for every refunds.issue holds args.amount > 1 EUR and args.amount <= 500 EUR\n}',
    },
  }),
  saidAlready: entry<{ readonly name: string; readonly by: string }>({
    code: 'VAK4242',
    severity: 'warning',
    title: 'a constraint that another one says already',
    message: ({ name, by }) =>
      name === by
        ? `another clause of \`${name}\` says this already`
        : `whatever meets \`${by}\` meets this clause of \`${name}\` too`,
    page: {
      bad: 'constraint small {\n  for every refunds.issue holds args.amount <= 50 EUR\n}\nconstraint bounded {\n  for every refunds.issue holds args.amount <= 500 EUR\n}',
      why: 'What it would object to, the other one objects to as strongly. It can go, or its bound is not the one that was meant.',
      good: 'constraint small {\n  for every refunds.issue holds args.amount <= 50 EUR otherwise require approval from finance\n}\nconstraint bounded {\n  for every refunds.issue holds args.amount <= 500 EUR\n}',
    },
  }),
};
