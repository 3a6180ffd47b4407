import { describe, expect, test } from 'vitest';
import { context, desk, tools } from './desk.ts';
import { started } from './mk.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a model makes up fits no type
const madeUp = (value: unknown): any => value;

describe('a model that makes up', () => {
  const names: readonly [string, unknown, string][] = [
    ['the name of an event', 'agent.input', 'agent.input'],
    ['a key of every object', '__proto__', '__proto__'],
    ['a name without end', 'x'.repeat(100_000), `${'x'.repeat(256)}…`],
    ['half of a character', '\ud800', '\ufffd'],
    ['a number', 7, '[number]'],
    ['nothing', undefined, '[nothing]'],
    ['a symbol', Symbol('orders.read'), '[symbol]'],
    [
      'an object that throws',
      {
        toString: () => {
          throw new Error('no');
        },
      },
      '[object]',
    ],
  ];

  test.each(names)('%s for a tool is refused, with an entry', async (_, name, written) => {
    const { vak, entries } = await started(desk, { tools: tools().functions });
    const session = vak.agent('desk').session({ context });
    const refused = await session.call(madeUp(name), { text: 'pay me', source: 'user' });
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'VAK6101' } });
    expect((await entries()).at(-1)).toMatchObject({ kind: 'decision', tool: written });
  });

  test('a reply that is no text is refused', async () => {
    const { vak } = await started(desk, { tools: tools().functions });
    const session = vak.agent('desk').session({ context });
    expect(await session.reply(madeUp(7))).toMatchObject({ refusal: { code: 'VAK6103' } });
  });

  test('arguments of a class is told so', async () => {
    const { vak } = await started(desk, { tools: tools().functions });
    const session = vak.agent('desk').session({ context });
    const refused = await session.call('orders.read', madeUp(new Map()));
    expect(refused).toMatchObject({
      refusal: { detail: '`args` must be a record, not an object of a class' },
    });
  });
});

describe('the id of a call', () => {
  test.each([
    ['principal', { principal: 'eve' }],
    ['tenant', { principal: 'ann', tenant: 'other' }],
  ])('tells another %s nothing of its result', async (_, stranger) => {
    const { functions, issued } = tools();
    const { vak } = await started(desk, { tools: functions });
    const args = { order: 'o1', amount: '1 EUR' };
    const call = (who: object) =>
      vak
        .agent('desk')
        .session({ ...who, context })
        .call('refunds.issue', args, { id: 'c1' });
    expect(await call({ principal: 'ann' })).toMatchObject({ ok: true, value: { receipt: 'r1' } });
    expect(await call(stranger)).toMatchObject({ ok: false, refusal: { code: 'VAK6103' } });
    expect(await call({ principal: 'ann' })).toMatchObject({ ok: true, value: { receipt: 'r1' } });
    expect(issued).toHaveLength(1);
  });
});

describe('the context', () => {
  test('of a provider that never answers forbids the call, and the runtime stops', async () => {
    const { vak } = await started(desk, { tools: tools().functions });
    const session = vak.agent('desk').session({ context: () => new Promise<never>(() => {}) });
    expect(await session.call('orders.read', { id: 'o1' })).toMatchObject({
      ok: false,
      refusal: {
        code: 'VAK6103',
        because: 'the context could not be had',
        detail: 'its provider did not answer within 5000 ms',
      },
    });
    await vak.stop();
  }, 20_000);

  test('given when a session is taken up again takes the place of the one before', async () => {
    const { vak } = await started(desk, { tools: tools().functions });
    const refund = { order: 'o1', amount: '1 EUR' };
    const open = (frozen: boolean) =>
      vak.agent('desk').session({ id: 's1', context: { ...context, frozen } });
    const session = open(false);
    expect(await session.call('refunds.issue', refund)).toMatchObject({ ok: true });
    open(true);
    expect(await session.call('refunds.issue', refund)).toMatchObject({
      refusal: { code: 'VAK6001', rule: 'refunds.frozen' },
    });
  });
});
