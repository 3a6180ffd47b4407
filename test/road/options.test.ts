import { describe, expect, test } from 'vitest';
import { context, desk, tools } from './desk.ts';
import { started } from './mk.ts';

/** What a host in plain JavaScript may write, where the types say otherwise. */
// biome-ignore lint/suspicious/noExplicitAny: the point is that the type does not fit
const wrong = (value: unknown): any => value;

describe('a mistake of the host is thrown, never taken for something else', () => {
  const openings: readonly object[] = [
    { principle: 'ann' },
    { principal: 7 },
    { principal: '' },
    { principal: { id: 'ann', attribute: {} } },
    { principal: { id: 7 } },
    { tenant: {} },
    { id: 7 },
    { constructor: 1 },
  ];

  test.each(openings)('a session opened with %j', async (options) => {
    const { vak } = await started(desk, { tools: tools().functions });
    const bad = expect.objectContaining({ code: 'VAK6202' });
    expect(() => vak.agent('desk').session(wrong(options))).toThrow(bad);
    const call = { agent: 'desk', tool: 'orders.read', args: { id: 'o1' } };
    if (!('id' in options))
      await expect(vak.decide({ ...call, ...wrong(options) })).rejects.toEqual(bad);
  });

  test('a name of more than 1,024 characters', async () => {
    const { vak } = await started(desk, { tools: tools().functions });
    const bad = expect.objectContaining({ code: 'VAK6202' });
    const [fits, long] = ['x'.repeat(1_024), 'x'.repeat(1_025)];
    for (const options of [{ id: long }, { tenant: long }, { principal: { id: long } }]) {
      expect(() => vak.agent('desk').session(options)).toThrow(bad);
    }
    const session = vak.agent('desk').session({ id: fits, tenant: fits, principal: fits, context });
    expect(await session.call('orders.read', { id: 'o1' }, { id: fits })).toMatchObject({
      ok: true,
    });
  });

  test('a misspelt option of a call, or an id that is no text', async () => {
    const { vak } = await started(desk, { tools: tools().functions });
    const session = vak.agent('desk').session({ context });
    for (const options of [
      { tikcet: 't' },
      { id: 7 },
      { id: 'x'.repeat(1_025) },
      { toString: 1 },
    ]) {
      const call = session.call('orders.read', { id: 'o1' }, wrong(options));
      await expect(call).rejects.toMatchObject({ code: 'VAK6202' });
    }
  });

  test('an answer that is none leaves the question open and no entry', async () => {
    const { functions, issued } = tools();
    const { vak } = await started(desk, { tools: functions });
    const session = vak.agent('desk').session({ principal: 'ann', context });
    const held = await session.call('refunds.issue', { order: 'o1', amount: '60 EUR' });
    if (held.ok || held.pending === undefined) throw new Error('not held');
    const { ticket } = held.pending;
    const odd = [
      { by: 'bob', answer: 'yes' },
      { answer: 'grant' },
      { by: '', answer: 'grant' },
      { by: 'bob', answer: 'grant', comment: {} },
      { by: 'b'.repeat(1_025), answer: 'grant' },
      undefined,
    ];
    for (const given of odd) {
      await expect(vak.answer(ticket, wrong(given))).rejects.toMatchObject({ code: 'VAK6202' });
    }
    expect(await vak.resume(ticket)).toMatchObject({ ok: false, pending: { ticket } });
    expect(issued).toEqual([]);
  });

  test('a no with more to say than an entry holds is a no', async () => {
    const { functions, issued } = tools();
    const comment = `${'c'.repeat(8_191)}\u{1f600}`;
    const { vak, entries } = await started(desk, {
      tools: functions,
      approve: async () => ({ by: 'bob', answer: 'deny', comment }),
    });
    const session = vak.agent('desk').session({ principal: 'ann', context });
    const held = await session.call('refunds.issue', { order: 'o1', amount: '60 EUR' });
    const { ticket } = (held as { pending: { ticket: string } }).pending;
    const denied = async () => (await vak.resume(ticket)) as { refusal?: { because: string } };
    await expect.poll(async () => (await denied()).refusal?.because).toBe('approval was refused');
    const kept = JSON.stringify({ comment: `${'c'.repeat(8_191)}\ufffd…` }).slice(1, -1);
    expect(JSON.stringify(await entries())).toContain(kept);
    expect(issued).toEqual([]);
  });

  test('an outcome that is none of the three settles nothing', async () => {
    const { vak } = await started(desk, { tools: tools().functions });
    await expect(vak.reconcile('c1', wrong('maybe'))).rejects.toMatchObject({ code: 'VAK6202' });
  });
});
