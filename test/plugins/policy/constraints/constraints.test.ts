import { describe, expect, it } from 'vitest';
import { constraintVoice } from '../../../../src/plugins/policy/constraints/constraints.ts';
import type { ConstraintPlan, Facts, Objection } from '../../../../src/runtime/contract/index.ts';
import { op, record, ref, value } from '../../../dsl/plan/written.ts';
import { approvers, call } from '../engine/sample.ts';

/** `for every t holds lookup.order.refunded + args.amount <= lookup.order.paid` */
const neverOverRefund = (more: Partial<ConstraintPlan> = {}): ConstraintPlan => ({
  name: 'never_over_refund',
  agents: null,
  tools: ['t'],
  holds: [
    {
      tools: ['t'],
      expr: op(
        op(ref('lookup.order.refunded'), '+', ref('args.amount')),
        '<=',
        ref('lookup.order.paid'),
      ),
      at: 'p.vak:20:3',
    },
  ],
  otherwise: { verdict: 'forbid' },
  at: 'p.vak:19:1',
  ...more,
});
const refund = (amount: string, paid?: string): Facts => ({
  args: record({ amount: value('money', amount) }),
  ...(paid === undefined
    ? {}
    : {
        lookup: record({
          order: record({ paid: value('money', paid), refunded: value('money', '60 EUR') }),
        }),
      }),
});
const objected = async (plan: ConstraintPlan, facts: Facts, more = {}) =>
  (await constraintVoice({
    constraints: [plan],
    approvers: [approvers('finance', 5_000)],
  }).object(call(facts, more))) as readonly Objection[];

describe('a constraint', () => {
  it('is silent where what must hold is true', async () => {
    expect(await objected(neverOverRefund(), refund('20 EUR', '80 EUR'))).toEqual([]);
  });

  it('objects where it is false', async () => {
    const plan = neverOverRefund({ because: 'Nobody gets back more than they paid.' });
    expect(await objected(plan, refund('20.01 EUR', '80 EUR'))).toEqual([
      {
        by: 'constraint',
        verdict: 'forbid',
        rule: 'never_over_refund',
        at: 'p.vak:20:3',
        code: 'VAK6004',
        because: 'Nobody gets back more than they paid.',
        detail: '`lookup.order.refunded + args.amount <= lookup.order.paid` at p.vak:20:3 is false',
      },
    ]);
  });

  it('objects where it is unknown, and says what is not known', async () => {
    const [missing] = await objected(neverOverRefund(), refund('20 EUR'));
    expect(missing?.detail).toMatch(/is unknown: `lookup.order.refunded` is not known$/);
    const [dollars] = await objected(neverOverRefund(), refund('20 USD', '80 EUR'));
    expect(dollars?.detail).toMatch(/`lookup.order.refunded \+ args.amount` has no exact result$/);
  });

  it('asks for approval where it says so, for as long as the approvers take', async () => {
    const plan = neverOverRefund({
      otherwise: { verdict: 'approval', from: { approvers: 'finance', count: 2 } },
    });
    expect(await objected(plan, refund('30 EUR', '80 EUR'))).toMatchObject([
      { verdict: 'approval', from: { approvers: 'finance', count: 2, withinMs: 5_000 } },
    ]);
  });

  it('binds the tools and agents it names, every agent of the chain included', async () => {
    const plan = neverOverRefund({ agents: ['parent'] });
    const over = refund('30 EUR', '80 EUR');
    expect(await objected(plan, over)).toEqual([]);
    expect(await objected(plan, over, { agents: ['parent', 'a'] })).toHaveLength(1);
    expect(await objected(neverOverRefund(), over, { tool: 'u' })).toEqual([]);
  });
});
