import { describe, expect, test } from 'vitest';
import { load } from '../../src/index.ts';
import { context, desk, tools } from './desk.ts';
import { started } from './mk.ts';

describe('a call', () => {
  test('that a rule permits is executed and recorded before and after', async () => {
    const { functions, issued } = tools();
    const { vak, entries } = await started(desk, { tools: functions });
    const session = vak.agent('desk').session({ principal: 'ann', context });
    const result = await session.call('refunds.issue', { order: 'o1', amount: '20 EUR' });
    expect(result).toMatchObject({ ok: true, value: { receipt: 'r1' } });
    expect(issued).toEqual([{ order: 'o1', amount: '20.00 EUR' }]);
    const kinds = (await entries()).map(({ kind }) => kind);
    expect(kinds).toEqual(['start', 'session', 'lookup', 'decision', 'outcome']);
  });

  test('that a rule forbids is refused with the author’s words and no values', async () => {
    const { functions, issued } = tools();
    const { vak } = await started(desk, { tools: functions });
    const frozen = { ...context, frozen: true };
    const session = vak.agent('desk').session({ context: frozen });
    const result = await session.call('refunds.issue', { order: 'o1', amount: '20 EUR' });
    expect(result).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6001', because: 'Frozen accounts never receive money.' },
    });
    expect(issued).toEqual([]);
  });

  test('that nobody speaks for is forbidden', async () => {
    const { vak } = await started(desk);
    const session = vak.agent('desk').session({ context });
    const result = await session.call('web.fetch', { url: 'https://a.example/' });
    expect(result).toMatchObject({ ok: false, refusal: { code: 'VAK6002' } });
  });

  test.each([
    ['of an unknown tool', 'no.such', {}, 'VAK6101'],
    ['of a tool that is not granted', 'secretive.read', { id: 'x' }, 'VAK6102'],
    ['with a wrong argument', 'refunds.issue', { order: 'o1', amount: 20 }, 'VAK6103'],
    ['with an unknown argument', 'orders.read', { id: 'o1', as: 'admin' }, 'VAK6103'],
    [
      'with an argument outside its `where`',
      'refunds.issue',
      { order: 'o1', amount: '0 EUR' },
      'VAK6103',
    ],
    ['with arguments that are no record', 'orders.read', 'o1', 'VAK6103'],
    ['whose look-up fails', 'refunds.issue', { order: 'o9', amount: '1 EUR' }, 'VAK6009'],
  ])('%s is refused and recorded', async (_, tool, args, code) => {
    const { functions } = tools();
    const { vak, entries } = await started(desk, { tools: functions });
    const result = await vak
      .agent('desk')
      .session({ context })
      .call(tool, args as never);
    expect(result).toMatchObject({ ok: false, refusal: { code } });
    expect((await entries()).at(-1)).toMatchObject({ kind: 'decision', verdict: 'forbid', code });
  });

  test('cannot claim what a look-up tells otherwise', async () => {
    const { functions } = tools();
    const { vak } = await started(desk, { tools: functions });
    const session = vak.agent('desk').session({ context });
    const result = await session.call('refunds.issue', { order: 'o1', amount: '201 EUR' });
    expect(result).toMatchObject({ ok: false, refusal: { code: 'VAK6002' } });
  });

  test('past a limit is refused, and says when to come again', async () => {
    const { functions } = tools();
    const { vak, clock } = await started(desk, { tools: functions });
    const session = vak.agent('desk').session({ context });
    const refund = () => session.call('refunds.issue', { order: 'o1', amount: '1 EUR' });
    for (let count = 0; count < 3; count += 1) expect((await refund()).ok).toBe(true);
    await clock.advance(1_000);
    expect(await refund()).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6003', retryAfterMs: 3_599_000 },
    });
    await clock.advance(3_599_000);
    expect((await refund()).ok).toBe(true);
  });

  test('with the id of one that ended gets its recorded result and runs nothing', async () => {
    const { functions, issued } = tools();
    const { vak } = await started(desk, { tools: functions });
    const session = vak.agent('desk').session({ context });
    const refund = () =>
      session.call('refunds.issue', { order: 'o1', amount: '1 EUR' }, { id: 'once' });
    expect(await refund()).toMatchObject({ ok: true, value: { receipt: 'r1' } });
    expect(await refund()).toMatchObject({ ok: true, value: { receipt: 'r1' } });
    expect(issued).toHaveLength(1);
  });
});

describe('events', () => {
  test('are decided, recorded and labelled like calls', async () => {
    const talk = `${desk}
policy talk for desk {
  rule no_threats {
    forbid agent.reply
    when args.text like "*lawyer*"
    because "No threats."
  }
}`;
    const { vak, entries } = await started(talk);
    const session = vak.agent('desk').session({ context });
    expect((await session.receive('refund me', { source: 'user' })).ok).toBe(true);
    expect((await session.model({ model: 'm', output: 'ok', tokens: 3 })).ok).toBe(true);
    expect((await session.reply('see https://a.example/x')).ok).toBe(true);
    expect(await session.reply('my lawyer will call')).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6001', because: 'No threats.' },
    });
    expect(session.labels).toEqual(['model', 'user']);
    const said = (await entries()).filter(({ kind }) => kind === 'decision');
    expect(said.map(({ tool }) => tool)).toEqual([
      'agent.input',
      'model.call',
      'agent.reply',
      'agent.reply',
    ]);
  });
});

describe('what an embedder does wrong', () => {
  test.each([
    ['an unknown option', () => load('x.vak', { tols: {} } as never), /VAK6202.*`tols`/],
    ['a file that is not there', () => load('no-such.vak'), /VAK6206.*no-such\.vak/],
    [
      'a key of `tools` that is no tool',
      () => started(desk, { tools: { 'a.b': () => 1 } }),
      /VAK6203/,
    ],
    ['a file with errors', () => started('agent a { tols: [] }'), /VAK6206.*policy\.vak:2:/],
  ])('%s throws', async (_, wrong, message) => {
    await expect(wrong()).rejects.toThrow(message);
  });

  test('an unknown agent throws', async () => {
    const { vak } = await started(desk);
    expect(() => vak.agent('dsek')).toThrow(/VAK6201.*`desk`/);
  });

  test('a call after the session’s end throws', async () => {
    const { vak } = await started(desk);
    const session = vak.agent('desk').session({ context });
    await session.end();
    await expect(session.call('orders.read', { id: 'o1' })).rejects.toThrow(/VAK6104/);
  });

  test('a stopped runtime throws', async () => {
    const { vak } = await started(desk);
    await vak.stop();
    expect(() => vak.agent('desk')).toThrow(/VAK6204/);
  });
});
