import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyEngine } from '../../../../src/plugins/policy/engine/engine.ts';
import { combine } from '../../../../src/runtime/call/decision/verdict.ts';
import type {
  Decision,
  Facts,
  Opinion,
  RulePlan,
  Truth,
  Verdict,
} from '../../../../src/runtime/contract/index.ts';
import { condition } from '../../../../src/runtime/contract/index.ts';
import { facts, rules } from './random.ts';
import { call, planOf, rule } from './sample.ts';

const decide = (all: readonly RulePlan[], each: Facts): Decision =>
  combine(policyEngine(planOf(all)).decide(call(each)) as readonly Opinion[], true);

const strictness: Readonly<Record<Verdict, number>> = { permit: 0, approval: 1, forbid: 2 };

/** The truth of a rule's conditions, by the definition and nothing else. */
function truthOf({ conditions }: RulePlan, each: Facts): Truth {
  const truths = conditions.map(({ word, expr }) => {
    const truth = condition(expr)(each);
    return typeof truth === 'boolean' && word === 'unless' ? !truth : truth;
  });
  if (truths.includes(false)) return false;
  return truths.every((truth) => truth === true) || truths.find((truth) => truth !== true)!;
}

describe('the verdict on a call', () => {
  it('is what the definition says: objections unless false, permits only if true, forbid first', () => {
    fc.assert(
      fc.property(rules, facts, (all, each) => {
        const objects = (verdict: Verdict) =>
          all.some((one) => one.verdict === verdict && truthOf(one, each) !== false);
        const granted = all.some((one) => one.verdict === 'permit' && truthOf(one, each) === true);
        const expected = objects('forbid') || !granted ? 'forbid' : objects('approval');
        const verdict =
          expected === 'forbid' ? 'forbid' : expected === true ? 'approval' : 'permit';
        expect(decide(all, each).verdict).toBe(verdict);
      }),
    );
  });

  it('is forbid wherever a forbid holds, whatever else is permitted', () => {
    fc.assert(
      fc.property(rules, facts, (all, each) => {
        expect(decide([...all, rule('p.no', 'forbid')], each).verdict).toBe('forbid');
      }),
    );
  });

  it('is forbid where an approval names nobody to ask', () => {
    expect(decide([rule('p.yes', 'permit'), rule('p.ask', 'approval')], {}).verdict).toBe('forbid');
  });

  it('never loosens when an objection is added, or a permit taken away', () => {
    fc.assert(
      fc.property(rules, facts, fc.nat(), (all, each, at) => {
        const before = strictness[decide(all, each).verdict];
        const asking = rule('p.ask', 'approval', [], { from: { approvers: 'a', count: 1 } });
        expect(strictness[decide([...all, asking], each).verdict]).toBeGreaterThanOrEqual(before);
        const permits = all.filter(({ verdict }) => verdict === 'permit');
        const without = all.filter((one) => one !== permits[at % Math.max(1, permits.length)]);
        expect(strictness[decide(without, each).verdict]).toBeGreaterThanOrEqual(before);
      }),
    );
  });
});
