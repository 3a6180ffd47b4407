import { describe, expect, test } from 'vitest';
import { render } from '../../../src/dsl/diagnostics/render.ts';
import { analysed, codes, findings, onDesk } from './desk.ts';

/** Constraints on the desk, one for each clause. */
const claims = (...clauses: readonly string[]): string =>
  clauses.map((clause, index) => `constraint c${index} {\n  ${clause}\n}`).join('\n');
const refunds = (...holds: readonly string[]): string =>
  claims(...holds.map((each) => `for every refunds.issue holds ${each}`));

const conflict = 'VAK4240';
const vacuous = 'VAK4241';
const implied = 'VAK4242';

describe('constraints that no call can meet', () => {
  test.each<readonly string[]>([
    ['args.amount < 5 EUR', 'args.amount > 5 EUR'],
    ['args.amount == 5 EUR', 'args.amount in [6 EUR, 7 EUR]'],
    ['args.order_id in ["a", "b"]', 'args.order_id in ["b", "c"]', 'args.order_id != "b"'],
    // No amount is below nothing, as the type says.
    ['args.amount <= 0 EUR'],
    ['args.amount <= lookup.order.paid', 'args.amount > lookup.order.paid'],
    ['args.amount <= lookup.order.paid', 'lookup.order.paid < args.amount'],
    ['lookup.order.status == "paid"', 'lookup.order.status == "delivered"'],
    ['lookup.order.status != "paid" and lookup.order.status != "delivered"'],
    ['args.order_id like "ord_*"', 'not args.order_id like "ord_*"'],
    ['args has reason and args.reason == "x"', 'not args has reason'],
  ])('%s', (...holds) => {
    expect(codes(refunds(...holds))).toEqual([conflict]);
  });

  test.each<readonly string[]>([
    ['args.amount < 5 EUR', 'args.amount > 4 EUR'],
    ['args.amount <= lookup.order.paid', 'args.amount >= lookup.order.paid'],
    ['args.order_id like "a*"', 'args.order_id like "*b"'],
    ['args has reason and args.reason == "x"', 'args.order_id != "a"'],
    ['tool.effect > write', 'args.amount < 50 EUR'],
  ])('nothing is said of %s', (...holds) => {
    expect(codes(refunds(...holds)).filter((code) => code === conflict)).toEqual([]);
  });

  test('each conflict stands without what it does not need, and at both places', () => {
    const text = refunds('args.order_id != "a"', 'args.amount < 5 EUR', 'args.amount > 6 EUR');
    const { diagnostics } = analysed(onDesk(text));
    expect(render(diagnostics.filter(({ code }) => code === conflict))).toMatchInlineSnapshot(`
      "warning[VAK4240]: no call of \`refunds.issue\` can meet these clauses of \`c1\` and \`c2\` together
         ┌ page.vak:64:3
      64│   for every refunds.issue holds args.amount > 6 EUR
        │   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ every clause must hold: join what may hold instead with \`or\`
         ┌ page.vak:61:3
      61│   for every refunds.issue holds args.amount < 5 EUR
        │   ------------------------------------------------- and this one
      "
    `);
  });

  test('constraints for different agents do not meet', () => {
    const clerk = 'agent clerk { tools: [refunds.issue] }\n';
    const of = (name: string, agent: string, holds: string) =>
      `constraint ${name} for ${agent} {\n  for every refunds.issue holds ${holds}\n}\n`;
    const apart = `${clerk}${of('a', 'desk', 'args.amount < 5 EUR')}${of('b', 'clerk', 'args.amount > 5 EUR')}`;
    expect(codes(apart)).toEqual([]);
    const shared = `${clerk}${of('a', 'desk, clerk', 'args.amount < 5 EUR')}${of('b', 'clerk', 'args.amount > 5 EUR')}`;
    expect(codes(shared)).toEqual([conflict]);
  });

  test('a tool that is told apart by its type alone is told by name', () => {
    const text = claims(
      'for every orders.read, refunds.issue holds tool.effect == read',
      'for every refunds.issue holds tool.effect == irreversible',
    );
    expect(findings(text)).toEqual([
      `${conflict} 5:3 no call of \`refunds.issue\` can meet these clauses of \`c0\` and \`c1\` together`,
    ]);
  });
});

describe('constraints that no call can miss', () => {
  test.each([
    'args.amount > 0 EUR',
    'args.amount != 5 EUR or args.amount > 0 EUR',
    'lookup.order.status in ["paid", "delivered"]',
    'args has reason or not args has reason',
    'args has reason or args.amount > 0 EUR',
  ])('%s', (holds) => {
    expect(codes(refunds(holds))).toEqual([vacuous]);
  });

  test.each([
    // Whatever may be missing, or in another currency, is unknown, to which a constraint objects.
    'lookup.order.paid > 5 EUR or lookup.order.paid <= 5 EUR',
    'context.customer.frozen or not context.customer.frozen',
    'args.amount <= lookup.order.paid or args.amount > lookup.order.paid',
    'args.order_id like "a*" or not args.order_id like "b*"',
  ])('nothing is said of %s', (holds) => {
    expect(codes(refunds(holds))).toEqual([]);
  });

  test('what is so for some of its tools only is not told', () => {
    const some = 'for every orders.read, refunds.issue holds tool.effect >= write';
    expect(codes(claims(some)).includes(vacuous)).toBe(false);
  });
});

describe('constraints that are said already', () => {
  test('the wider bound, wherever it stands', () => {
    expect(findings(refunds('args.amount < 9 EUR', 'args.amount < 5 EUR'))).toEqual([
      `${implied} 2:3 whatever meets \`c1\` meets this clause of \`c0\` too`,
    ]);
  });

  test('of two that say the same, the later one', () => {
    const same = refunds('args.amount < lookup.order.paid', 'lookup.order.paid > args.amount');
    expect(findings(same)).toEqual([
      `${implied} 5:3 whatever meets \`c0\` meets this clause of \`c1\` too`,
    ]);
  });

  test('not where the other one objects less, or to fewer agents', () => {
    const asking =
      'for every refunds.issue holds args.amount < 5 EUR otherwise require approval from finance';
    expect(codes(claims(asking, 'for every refunds.issue holds args.amount < 9 EUR'))).toEqual([]);
    const some =
      'constraint few for desk {\n  for every refunds.issue holds args.amount < 5 EUR\n}\n';
    expect(codes(`${some}${refunds('args.amount < 9 EUR')}`)).toEqual([]);
  });

  test('not where what is read may be missing', () => {
    const holds = ['args.amount < 5 EUR', 'args.amount < 9 EUR and args.reason == "x"'];
    expect(codes(refunds(...holds)).includes(implied)).toBe(false);
  });
});

test('many constraints are compared as far as the steps go, and never told what is not so', () => {
  const many = Array.from({ length: 200 }, (_, index) => `args.order_id != "x${index}"`);
  expect(codes(refunds(...many))).toEqual([]);
});
