import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { observedIn } from '../../../src/runtime/evidence/replay/what-if.ts';
import { load } from '../../../src/vak.ts';
import { folder, started } from '../mk.ts';

const policy = (most: string, more = ''): string => `
tool orders.read { effect: read args { id: string } result: { paid: money } }
tool refunds.issue {
  effect: write
  args { id: string, amount: money, note: string }
  result: { receipt: string }
  lookup { order: orders.read { id: args.id } }
}
tool mail.send { effect: egress args { to: string } result: { id: string } }
agent desk { tools: [orders.read, refunds.issue] }
approvers lead { within: 1h, otherwise: forbid }
policy refunds for desk {
  rule small { permit refunds.issue when args.amount <= ${most} and lookup.order.paid > 0 EUR }
  rule large { require approval from lead for refunds.issue when args.amount > 90 EUR }
}
audit { hide: [args.note] }
${more}`;
const tools = {
  'orders.read': () => ({ paid: '80.00 EUR' }),
  'refunds.issue': () => ({ receipt: 'r' }),
};
const refund = (amount: number) => ({ id: 'o', amount: `${amount}.00 EUR`, note: 'secret words' });

describe('a policy that is observed', () => {
  const candidate = {
    text: `vak 1\n${policy('20 EUR', 'limit few for desk { on refunds.issue at most 2 calls per 1h }')}`,
    name: 'candidate.vak',
  };

  test('says in each entry what it would have decided, and changes nothing', async () => {
    const { vak, state, entries } = await started(policy('100 EUR'), { tools, observe: candidate });
    const session = vak.agent('desk').session();
    for (const amount of [10, 50, 15, 12]) {
      expect(await session.call('refunds.issue', refund(amount))).toMatchObject({ ok: true });
    }
    const all = await entries();
    const [start] = all;
    const decisions = all.filter(({ kind }) => kind === 'decision');
    expect(decisions.map(({ verdict }) => verdict)).toEqual([
      'permit',
      'permit',
      'permit',
      'permit',
    ]);
    expect(decisions.map(({ observed }) => observed)).toMatchObject([
      { plan: start?.observes, verdict: 'permit', rules: ['refunds.small'] },
      { verdict: 'forbid', code: 'VAK6002' },
      { verdict: 'permit' },
      // Its own limit, which has counted what it permitted itself.
      { verdict: 'forbid', code: 'VAK6003', rules: ['few'] },
    ]);
    expect(start?.observes).not.toBe(start?.plan);
    expect(JSON.stringify(all)).not.toContain('secret words');
    const told = [];
    for await (const one of observedIn(join(state, 'audit'))) told.push(one.same);
    expect(told).toEqual(['yes', 'no', 'yes', 'no']);
  });

  test('that cannot be evaluated leaves the call as it is, and says why', async () => {
    const other = { text: 'vak 1\nagent clerk { tools: [] }\n', name: 'other.vak' };
    const { vak, entries } = await started(policy('100 EUR'), { tools, observe: other });
    expect(await vak.agent('desk').session().call('refunds.issue', refund(1))).toMatchObject({
      ok: true,
    });
    const decision = (await entries()).find(({ kind }) => kind === 'decision');
    expect(decision?.observed).toMatchObject({ cannot: 'the plan has no agent `desk`' });
  });

  test('must be without errors before anything starts', async () => {
    const wrong = { text: 'vak 1\nagnet a {}\n', name: 'wrong.vak' };
    await expect(started(policy('1 EUR'), { observe: wrong })).rejects.toMatchObject({
      code: 'VAK6206',
      message: expect.stringContaining('wrong.vak:2:1'),
    });
  });
});

describe('a rehearsal', () => {
  test('decides and records, executes nothing and asks nobody', async () => {
    let executed = 0;
    const counted = {
      'orders.read': () => {
        executed += 1;
        return { paid: '80.00 EUR' };
      },
      'refunds.issue': () => {
        executed += 1;
        return { receipt: 'real' };
      },
    };
    let asked = 0;
    const options = {
      tools: counted,
      approve: async () => {
        asked += 1;
        return { by: 'boss', answer: 'grant' } as const;
      },
      rehearse: { answers: { 'orders.read': { paid: '80.00 EUR' } } },
    };
    const { vak, entries } = await started(policy('200 EUR'), options);
    const session = vak.agent('desk').session();
    expect(await session.call('orders.read', { id: 'o' })).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6002' },
    });
    expect(await session.call('refunds.issue', refund(10))).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6008' },
      decision: { verdict: 'permit' },
    });
    expect(await session.call('refunds.issue', refund(300))).toMatchObject({
      decision: { verdict: 'forbid' },
    });
    const waiting = await session.call('refunds.issue', refund(100));
    expect(waiting).toMatchObject({ ok: false, pending: { ticket: expect.any(String) } });
    expect({ executed, asked }).toEqual({ executed: 0, asked: 0 });
    const all = await entries();
    expect(all[0]).toMatchObject({ kind: 'start', rehearsed: true });
    const decisions = all.filter(({ kind }) => kind === 'decision');
    expect(decisions.every(({ rehearsed }) => rehearsed === true)).toBe(true);
  });

  test('is answered with what was given for a tool, through the whole road', async () => {
    const answers = { 'orders.read': { paid: '8.00 EUR' }, 'refunds.issue': { receipt: 'as if' } };
    const { vak } = await started(policy('200 EUR'), { tools, rehearse: { answers } });
    expect(await vak.agent('desk').session().call('refunds.issue', refund(1))).toMatchObject({
      ok: true,
      value: { receipt: 'as if' },
    });
  });

  test('counts for nothing once it is over', async () => {
    const text = policy(
      '200 EUR',
      'limit one for desk { on refunds.issue at most 1 calls per 1h }',
    );
    const answers = { 'orders.read': { paid: '8.00 EUR' }, 'refunds.issue': { receipt: 'as if' } };
    const first = await started(text, { tools, rehearse: { answers } });
    expect(await first.vak.agent('desk').session().call('refunds.issue', refund(1))).toMatchObject({
      ok: true,
    });
    await first.vak.stop();
    const { vak } = await started(text, { tools, state: first.state });
    const session = vak.agent('desk').session();
    expect(await session.call('refunds.issue', refund(1))).toMatchObject({ ok: true });
    expect(await session.call('refunds.issue', refund(1))).toMatchObject({
      refusal: { code: 'VAK6003' },
    });
  });

  test('answers for tools of the file only', async () => {
    const source = { text: `vak 1\n${policy('1 EUR')}`, name: 'x.vak' };
    const rehearse = { answers: { 'no.such': 1 } };
    await expect(load(source, { state: folder(), rehearse })).rejects.toMatchObject({
      code: 'VAK6203',
    });
  });
});
