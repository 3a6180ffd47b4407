import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waysOf } from '../../../../src/plugins/policy/engine/ways.ts';
import type { ExprPlan, RulePlan } from '../../../../src/runtime/contract/index.ts';
import { list, lit, op, ref, text } from '../../../dsl/plan/written.ts';
import { rules as randomRules } from './random.ts';
import { planOf, rule, when } from './sample.ts';

const crowd = (like: (index: number) => ExprPlan): readonly RulePlan[] =>
  Array.from({ length: 40 }, (_, index) => rule(`p.r${index}`, 'forbid', [when(like(index))]));

const waysOfCrowd = (like: (index: number) => ExprPlan) => waysOf(planOf(crowd(like)));

describe('how rules are found', () => {
  it.each<[string, string, (index: number) => ExprPlan]>([
    ['literal', 'args.id', (index) => op(ref('args.id'), '==', text(`w${index}`))],
    ['literal', 'args.n', (index) => op(ref('args.n'), '==', lit('money', `${index}.00 EUR`))],
    [
      'member',
      'args.id',
      (index) => op(ref('args.id'), 'in', list(text(`a${index}`), text(`b${index}`))),
    ],
    ['prefix', 'args.p', (index) => op(ref('args.p'), 'in', lit('path', `/srv/${index}`))],
    ['interval', 'args.n', (index) => op(ref('args.n'), '>', lit('int', index))],
  ])('by a %s on %s', (by, on, like) => {
    const ways = waysOfCrowd(like);
    expect(ways).toHaveLength(40);
    for (const way of ways) expect(way).toMatchObject({ found: 'lookup', by, on, why: null });
  });

  it('a condition between two facts, or under `not`, is scanned and says why', () => {
    const [way] = waysOfCrowd(() => op(ref('args.a'), '==', ref('args.b')));
    expect(way).toMatchObject({ found: 'scan', by: null, on: null, why: expect.any(String) });
  });

  it('few rules are walked, and what they would be looked up by is told', () => {
    const few = [rule('p.one', 'forbid', [when(op(ref('args.id'), '==', text('x')))])];
    expect(waysOf(planOf(few))).toMatchObject([
      { rule: 'p.one', found: 'scan', by: 'literal', on: 'args.id', why: expect.any(String) },
    ]);
  });

  it('tells of every rule exactly once for each tool and agent', () => {
    fc.assert(
      fc.property(randomRules, (all) => {
        const plan = planOf(all);
        const told = waysOf(plan)
          .flatMap(({ rule: name, tool, agents }) => agents.map((agent) => [name, tool, agent]))
          .sort();
        const meant = plan.agents.flatMap((agent) =>
          agent.tools.flatMap((tool) =>
            [
              ...new Set(
                plan.rules
                  .filter(
                    ({ agents, tools }) =>
                      tools.includes(tool) && (agents === null || agents.includes(agent.name)),
                  )
                  .map(({ name }) => name),
              ),
            ].map((name) => [name, tool, agent.name]),
          ),
        );
        expect(new Set(told.map(String))).toEqual(new Set(meant.map(String)));
      }),
    );
  });
});
