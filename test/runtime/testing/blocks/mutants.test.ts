import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExprPlan } from '../../../../src/dsl/plan/plan.ts';
import { print } from '../../../../src/dsl/plan/print.ts';
import { expressionMutants } from '../../../../src/runtime/testing/blocks/expression-mutants.ts';

const at = 'a.vak:1:1';
const amount: ExprPlan = { op: 'ref', root: 'args', path: ['amount'], at };
const money = (json: string): ExprPlan => ({ op: 'literal', type: 'money', json, at });
const text = (json: string): ExprPlan => ({ op: 'literal', type: 'string', json, at });
const printed = (expr: ExprPlan): readonly string[] =>
  expressionMutants(expr).map((mutant) => print(mutant.expr));

test('a comparison is turned at its edge, and its bound moved both ways', () => {
  expect(printed({ op: '<=', left: amount, right: money('50.00 EUR'), at })).toEqual([
    'args.amount < 50.00 EUR',
    'args.amount <= 50.01 EUR',
    'args.amount <= 49.99 EUR',
  ]);
});

test('a bound of nothing moves below zero', () => {
  expect(printed({ op: '>', left: amount, right: money('0.00 EUR'), at })).toContain(
    'args.amount > -0.01 EUR',
  );
});

test('each member of a list is taken out once', () => {
  const items = ['a', 'b', 'c'].map(text);
  expect(printed({ op: 'in', left: amount, right: { op: 'list', items, at }, at })).toEqual([
    'args.amount in ["b", "c"]',
    'args.amount in ["a", "c"]',
    'args.amount in ["a", "b"]',
  ]);
});

test('`and` and `or` are exchanged, and each side is taken out', () => {
  const of = ['a', 'b'].map((name): ExprPlan => ({ op: 'ref', root: 'args', path: [name], at }));
  expect(printed({ op: 'and', of, at })).toEqual(['args.a or args.b', 'args.b', 'args.a']);
});

test('every mutant differs from what it was made of', () => {
  const leaf = fc.oneof(
    fc
      .integer({ min: -99, max: 99 })
      .map((json): ExprPlan => ({ op: 'literal', type: 'int', json, at })),
    fc.constant(amount),
  );
  const relation = fc
    .tuple(fc.constantFrom('==', '!=', '<', '<=', '>', '>='), leaf, leaf)
    .map(([op, left, right]) => ({ op, left, right, at }) as ExprPlan);
  const expr = fc
    .tuple(fc.constantFrom('and', 'or'), fc.array(relation, { minLength: 2, maxLength: 4 }))
    .map(([op, of]) => ({ op, of, at }) as ExprPlan);
  fc.assert(
    fc.property(expr, (one) => {
      for (const mutant of expressionMutants(one)) {
        expect(JSON.stringify(mutant.expr)).not.toBe(JSON.stringify(one));
      }
    }),
  );
});
