import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { context, desk, tools } from './desk.ts';
import { folder, started } from './mk.ts';

describe('approval', () => {
  const large = { order: 'o1', amount: '60 EUR' };

  test('holds a call until somebody grants it, then decides everything again', async () => {
    const { functions, issued } = tools();
    const { vak } = await started(desk, { tools: functions });
    const session = vak.agent('desk').session({ principal: 'ann', context });
    const held = await session.call('refunds.issue', large);
    if (held.ok || held.pending === undefined) throw new Error('not held');
    expect(held.pending.card).toMatchObject({ approvers: 'finance', tool: 'refunds.issue' });
    expect(issued).toEqual([]);
    await vak.answer(held.pending.ticket, { by: 'bob', answer: 'grant' });
    expect(await vak.resume(held.pending.ticket)).toMatchObject({ ok: true });
    expect(issued).toHaveLength(1);
  });

  test('is good for one call, and for no other arguments', async () => {
    const { functions, issued } = tools();
    const { vak } = await started(desk, { tools: functions });
    const session = vak.agent('desk').session({ context });
    const held = await session.call('refunds.issue', large);
    if (held.ok || held.pending === undefined) throw new Error('not held');
    const { ticket } = held.pending;
    await vak.answer(ticket, { by: 'bob', answer: 'grant' });
    const other = await session.call('refunds.issue', { ...large, amount: '61 EUR' }, { ticket });
    expect(other).toMatchObject({ ok: false, refusal: { code: 'VAK6007' } });
    expect((await session.call('refunds.issue', large, { ticket })).ok).toBe(true);
    const again = await session.call('refunds.issue', large, { ticket });
    expect(again).toMatchObject({ ok: false, refusal: { code: 'VAK6007' } });
    expect(issued).toHaveLength(1);
  });

  test('that is refused refuses the call', async () => {
    const { functions } = tools();
    const { vak } = await started(desk, { tools: functions });
    const session = vak.agent('desk').session({ context });
    const held = await session.call('refunds.issue', large);
    if (held.ok || held.pending === undefined) throw new Error('not held');
    await vak.answer(held.pending.ticket, { by: 'bob', answer: 'deny' });
    expect(await vak.resume(held.pending.ticket)).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6005' },
    });
  });

  test('that nobody gives in time refuses the call', async () => {
    const { functions } = tools();
    const { vak, clock } = await started(desk, { tools: functions });
    const session = vak.agent('desk').session({ context });
    const held = await session.call('refunds.issue', large);
    if (held.ok || held.pending === undefined) throw new Error('not held');
    await clock.advance(4 * 3_600_000 + 1);
    expect(await vak.resume(held.pending.ticket)).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6006' },
    });
  });

  test('never comes from whom the session is for', async () => {
    const { vak } = await started(desk, { tools: tools().functions });
    const session = vak.agent('desk').session({ principal: 'ann', context });
    const held = await session.call('refunds.issue', large);
    if (held.ok || held.pending === undefined) throw new Error('not held');
    const { ticket } = held.pending;
    for (const by of ['ann', 'Ann', ' ann ', '\uff41nn']) {
      await expect(vak.answer(ticket, { by, answer: 'grant' })).rejects.toThrow(/VAK6205/);
    }
  });

  test('is answered by the host’s `approve`, and waited for on request', async () => {
    const { functions } = tools();
    const { vak } = await started(desk, {
      tools: functions,
      approve: async (card) => ({ by: `head of ${card.approvers}`, answer: 'grant' }),
    });
    const session = vak.agent('desk').session({ context });
    expect((await session.call('refunds.issue', large, { wait: true })).ok).toBe(true);
  });

  test('survives a restart', async () => {
    const state = folder();
    const first = await started(desk, { tools: tools().functions, state });
    const session = first.vak.agent('desk').session({ id: 's1', context });
    const held = await session.call('refunds.issue', large);
    if (held.ok || held.pending === undefined) throw new Error('not held');
    const { ticket } = held.pending;
    await first.vak.answer(ticket, { by: 'bob', answer: 'grant' });
    await first.vak.stop();

    const { functions, issued } = tools();
    const second = await started(desk, { tools: functions, state });
    second.vak.agent('desk').session({ id: 's1', context });
    expect(await second.vak.resume(ticket)).toMatchObject({ ok: true });
    expect(issued).toEqual([{ order: 'o1', amount: '60.00 EUR' }]);
  });

  test('expires when it was to, though the clock was set back over a restart', async () => {
    const state = folder();
    const first = await started(desk, { tools: tools().functions, state });
    const session = first.vak.agent('desk').session({ id: 's1', context });
    const held = await session.call('refunds.issue', large);
    if (held.ok || held.pending === undefined) throw new Error('not held');
    const { ticket, expires } = held.pending;
    await first.vak.answer(ticket, { by: 'bob', answer: 'grant' });
    const hour = 3_600_000;
    await first.clock.advance(expires - first.clock.now() - hour);
    const other = first.vak.agent('desk').session({ id: 's2', context });
    await other.call('orders.read', { id: 'o1' });
    await first.vak.stop();

    const { functions, issued } = tools();
    const second = await started(desk, { tools: functions, state });
    expect(second.clock.now()).toBeLessThan(expires - hour);
    await second.clock.advance(hour);
    const again = second.vak.agent('desk').session({ id: 's1', context });
    expect(await second.vak.resume(ticket)).toMatchObject({ refusal: { code: 'VAK6006' } });
    expect(issued).toEqual([]);
    // Who is asked from here on has as long as the clock says.
    const anew = await again.call('refunds.issue', large);
    if (anew.ok || anew.pending === undefined) throw new Error('not held');
    await second.vak.answer(anew.pending.ticket, { by: 'bob', answer: 'grant' });
    expect(await second.vak.resume(anew.pending.ticket)).toMatchObject({ ok: true });
  });
});

describe('an outcome nobody knows', () => {
  const crashing = {
    ...tools().functions,
    'refunds.issue': () => new Promise(() => undefined),
  };

  test('is written for a tool that does not answer in time, and holds an equal call', async () => {
    const { vak, entries } = await started(desk, { tools: crashing });
    const session = vak.agent('desk').session({ context });
    const refund = { order: 'o1', amount: '5 EUR' };
    const late = await session.call('refunds.issue', refund);
    expect(late).toMatchObject({ ok: false, refusal: { code: 'VAK7001' } });
    const unknown = (await entries()).at(-1);
    expect(unknown).toMatchObject({ kind: 'outcome', status: 'unknown' });
    const again = await session.call('refunds.issue', refund);
    expect(again.ok ? undefined : again.pending?.card.because).toEqual([
      'the outcome of an equal call is unknown',
    ]);
  });

  test('is written at restart for a decision without one, until the host reconciles it', async () => {
    const state = folder();
    const first = await started(desk, { tools: crashing, state });
    void first.vak
      .agent('desk')
      .session({ context })
      .call('refunds.issue', { order: 'o1', amount: '5 EUR' }, { id: 'c1' });
    const permitted = async () =>
      (await first.entries()).some(({ verdict }) => verdict === 'permit');
    while (!(await permitted())) await new Promise((resolve) => setTimeout(resolve, 5));
    writeFileSync(join(state, 'audit', 'noted'), '');

    // The first runtime is gone without an end, as after a crash: its lock is a dead process's.
    const copy = folder();
    const { cpSync, rmSync } = await import('node:fs');
    cpSync(state, copy, { recursive: true });
    for (const lock of ['lock', 'audit/lock']) rmSync(join(copy, lock), { force: true });

    const second = await started(desk, { tools: tools().functions, state: copy });
    const session = second.vak.agent('desk').session({ context });
    const refund = () => session.call('refunds.issue', { order: 'o1', amount: '5 EUR' });
    const held = await refund();
    expect(held.ok ? undefined : held.pending).toBeDefined();
    await second.vak.reconcile('c1', 'failed');
    expect((await refund()).ok).toBe(true);
    await expect(second.vak.reconcile('c1', 'not started')).rejects.toThrow(/VAK6205/);
    const again = session.call('refunds.issue', { order: 'o1', amount: '5 EUR' }, { id: 'c1' });
    expect(await again).toMatchObject({
      refusal: { code: 'VAK6107', because: 'this call failed, and why was not recorded' },
    });
  });
});
