import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { condition } from '../../../src/dsl/plan/evaluate.ts';
import type { ExprPlan } from '../../../src/dsl/plan/plan.ts';
import type { Truth } from '../../../src/dsl/values/value.ts';
import { unknown } from '../../../src/dsl/values/value.ts';
import { and, lit, not, or, ref } from './written.ts';

const yes = lit('bool', true);
const no = lit('bool', false);
const nothing = ref('args.missing');
const truths: readonly (readonly [ExprPlan, Truth])[] = [
  [yes, true],
  [no, false],
  [nothing, unknown],
];

const holds = (plan: ExprPlan): Truth => condition(plan)({});

describe('three truth values', () => {
  const table: readonly (readonly [Truth, Truth, Truth, Truth])[] = [
    [true, true, true, true],
    [true, false, false, true],
    [true, unknown, unknown, true],
    [false, false, false, false],
    [false, unknown, false, unknown],
    [unknown, unknown, unknown, unknown],
  ];
  const planOf = (truth: Truth) => truths.find(([, of]) => of === truth)?.[0] as ExprPlan;

  it.each(table)('%s with %s: `and` is %s, `or` is %s, in either order', (a, b, both, either) => {
    expect(holds(and(planOf(a), planOf(b)))).toBe(both);
    expect(holds(and(planOf(b), planOf(a)))).toBe(both);
    expect(holds(or(planOf(a), planOf(b)))).toBe(either);
    expect(holds(or(planOf(b), planOf(a)))).toBe(either);
  });

  it('`not` keeps unknown unknown', () => {
    expect(truths.map(([plan]) => holds(not(plan)))).toEqual([false, true, unknown]);
  });

  const formula = fc.letrec<{ any: ExprPlan }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(...truths.map(([plan]) => plan)),
      fc.tuple(tie('any'), tie('any')).map(([a, b]) => and(a, b)),
      fc.tuple(tie('any'), tie('any')).map(([a, b]) => or(a, b)),
      tie('any').map(not),
    ),
  })).any;

  it('the order of operands cannot matter, and De Morgan holds', () => {
    fc.assert(
      fc.property(formula, formula, (a, b) => {
        expect(holds(and(a, b))).toBe(holds(and(b, a)));
        expect(holds(or(a, b))).toBe(holds(or(b, a)));
        expect(holds(not(and(a, b)))).toBe(holds(or(not(a), not(b))));
      }),
    );
  });

  it('more knowledge never turns true into false or back', () => {
    const known = (plan: ExprPlan, as: ExprPlan): ExprPlan => {
      if (plan === nothing) return as;
      if (plan.op === 'and' || plan.op === 'or') {
        return { ...plan, of: plan.of.map((part) => known(part, as)) };
      }
      return plan.op === 'not' ? not(known(plan.of, as)) : plan;
    };
    fc.assert(
      fc.property(formula, fc.constantFrom(yes, no), (plan, as) => {
        const before = holds(plan);
        if (before !== unknown) expect(holds(known(plan, as))).toBe(before);
      }),
    );
  });
});
