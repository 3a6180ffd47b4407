import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decideBy } from '../../src/replay/decide-by.ts';
import { replayLog } from '../../src/runtime/evidence/replay/replay-log.ts';
import { folder, type Started, started } from './mk.ts';

const base = `
tool orders.read { effect: read args { id: string } result: { total: int } }
tool refunds.issue { effect: irreversible args { order_id: string, amount: int } }
tool mail.send { effect: egress args { to: string } }
agent desk { tools: [orders.read, refunds.issue, mail.send], delegates: [clerk] }
agent clerk { tools: [orders.read, refunds.issue, mail.send] }
policy p for any agent { rule all { permit orders.read, refunds.issue, mail.send } }
`;
const tools = {
  'orders.read': ({ id }: { id: string }) => {
    if (id === 'gone') throw new Error('there is no such order');
    return { total: id.length };
  },
  'refunds.issue': () => null,
  'mail.send': () => null,
};
const refused = (rule: string) => ({ ok: false, refusal: { code: 'VAK6004', rule } });
const desk = async (constraint: string, options: object = {}) => {
  const run = await started(`${base}\n${constraint}`, { tools, ...options });
  return { ...run, session: run.vak.agent('desk').session({ id: 's1' }) };
};

describe('before … always', () => {
  const readFirst =
    'constraint c { per session before refunds.issue always orders.read because "Read first." }';

  test('wants the earlier call done, not only made', async () => {
    const { session } = await desk(readFirst);
    const refund = { order_id: 'o1', amount: 5 };
    expect(await session.call('refunds.issue', refund)).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6004', rule: 'c', because: 'Read first.' },
    });
    expect(await session.call('orders.read', { id: 'gone' })).toMatchObject({ ok: false });
    expect(await session.call('refunds.issue', refund)).toMatchObject(refused('c'));
    expect(await session.call('orders.read', { id: 'o1' })).toMatchObject({ ok: true });
    expect(await session.call('refunds.issue', refund)).toMatchObject({ ok: true });
  });

  test('matches the two calls, by arguments and by what came of the earlier one', async () => {
    const { session } = await desk(`constraint c {
      per session
      before refunds.issue always orders.read
        matching earlier.args.id == later.args.order_id and later.args.amount <= earlier.result.total
    }`);
    await session.call('orders.read', { id: 'abc' });
    const refund = (order_id: string, amount: number) =>
      session.call('refunds.issue', { order_id, amount });
    expect(await refund('ab', 1)).toMatchObject(refused('c'));
    expect(await refund('abc', 4)).toMatchObject(refused('c'));
    expect(await refund('abc', 3)).toMatchObject({ ok: true });
  });

  test('looks at its scope alone', async () => {
    for (const [scope, others] of [
      ['session', [false, false, false]],
      ['principal', [true, false, false]],
      ['tenant', [true, true, false]],
    ] as const) {
      const { vak, session } = await desk(
        `constraint c { per ${scope} before refunds.issue always orders.read }`,
      );
      await session.call('orders.read', { id: 'o1' });
      const sessions = [
        vak.agent('desk').session(),
        vak.agent('desk').session({ principal: 'eve' }),
        vak.agent('desk').session({ tenant: 'other' }),
      ];
      const oks = [];
      for (const each of sessions) {
        oks.push((await each.call('refunds.issue', { order_id: 'o1', amount: 1 })).ok);
      }
      expect(oks, scope).toEqual(others);
    }
  });

  test('counts what was done before the session was handed on, and after', async () => {
    const { session } = await desk(readFirst);
    await session.call('orders.read', { id: 'o1' });
    const handed = await session.delegate('clerk', 'refund it');
    if (!handed.ok) throw new Error(handed.refusal?.because);
    const refund = { order_id: 'o1', amount: 1 };
    expect(await handed.session.call('refunds.issue', refund)).toMatchObject({ ok: true });
  });
});

describe('after … never', () => {
  const never = (scope: string): string =>
    `constraint c { per ${scope} after orders.read never mail.send }`;

  test('counts from the decision, even of a call that failed', async () => {
    const { session } = await desk(never('session'));
    expect(await session.call('mail.send', { to: 'a' })).toMatchObject({ ok: true });
    await session.call('orders.read', { id: 'gone' });
    expect(await session.call('mail.send', { to: 'a' })).toMatchObject(refused('c'));
  });

  test('asks for approval where it says so', async () => {
    const { session } = await desk(`approvers boss { within: 1h, otherwise: forbid }
      constraint c { per session after orders.read never mail.send otherwise require approval from boss }`);
    await session.call('orders.read', { id: 'o1' });
    expect(await session.call('mail.send', { to: 'a' })).toMatchObject({
      ok: false,
      pending: { ticket: expect.any(String) },
    });
  });

  test('cannot be passed by calls of two sessions at once', async () => {
    const { vak } = await desk(never('principal'));
    for (let round = 0; round < 20; round += 1) {
      const principal = `p${round}`;
      const [read, send] = await Promise.all([
        vak.agent('desk').session({ principal }).call('orders.read', { id: 'o1' }),
        vak.agent('desk').session({ principal }).call('mail.send', { to: 'a' }),
      ]);
      const again = vak.agent('desk').session({ principal });
      expect(read.ok).toBe(true);
      if (send.ok) expect(await again.call('mail.send', { to: 'b' })).toMatchObject(refused('c'));
    }
  });

  test('is unknown, and objects, where an entry hides what it matches', async () => {
    const { session } = await desk(`
      policy q for desk { rule keep { permit orders.read then hide args.id from records } }
      constraint c { per session after orders.read never mail.send matching earlier.args.id == later.args.to }`);
    await session.call('orders.read', { id: 'o1' });
    expect(await session.call('mail.send', { to: 'other' })).toMatchObject(refused('c'));
  });
});

describe('after … eventually', () => {
  const followUp = `constraint c {
    per session
    after refunds.issue eventually mail.send within 10m matching earlier.args.order_id == later.args.to
  }`;
  const minute = 60_000;

  test('is settled by the call that follows in time', async () => {
    const { session, clock, vak, entries } = await desk(followUp);
    await session.call('refunds.issue', { order_id: 'o1', amount: 1 });
    await clock.advance(9 * minute);
    await session.call('mail.send', { to: 'o1' });
    await clock.advance(10 * minute);
    expect((await vak.health()).missed).toEqual([]);
    expect(await session.call('refunds.issue', { order_id: 'o2', amount: 1 })).toMatchObject({
      ok: true,
    });
    expect((await entries()).filter(({ kind }) => kind === 'note')).toEqual([]);
  });

  test('is put on record when it is missed, and the next one is refused until it is made good', async () => {
    const { session, clock, vak, entries } = await desk(followUp);
    await session.call('refunds.issue', { order_id: 'o1', amount: 1 }, { id: 'first' });
    await session.call('mail.send', { to: 'other' });
    await clock.advance(11 * minute);
    expect((await vak.health()).missed).toMatchObject([{ constraint: 'c', call: 'first' }]);
    const next = { order_id: 'o2', amount: 1 };
    expect(await session.call('refunds.issue', next)).toMatchObject(refused('c'));
    const notes = (await entries()).filter(({ kind }) => kind === 'note');
    expect(notes).toMatchObject([{ level: 'warning', data: { constraint: 'c', call: 'first' } }]);
    await session.call('mail.send', { to: 'o1' });
    expect((await vak.health()).missed).toEqual([]);
    expect(await session.call('refunds.issue', next)).toMatchObject({ ok: true });
  });
});

describe('what came before what', () => {
  const both = `constraint c {
    per session
    before refunds.issue always orders.read matching earlier.args.id == later.args.order_id
    after refunds.issue eventually mail.send within 10m
  }`;
  const again = async (run: Started, startMs: number) => {
    const state = folder();
    await run.vak.stop();
    cpSync(run.state, state, { recursive: true });
    const next = await started(`${base}\n${both}`, { tools, state, startMs });
    return { ...next, session: next.vak.agent('desk').session({ id: 's1' }) };
  };

  test('is known after a restart, and so is what was missed meanwhile, once', async () => {
    const run = await desk(both);
    await run.session.call('orders.read', { id: 'o1' });
    await run.session.call('refunds.issue', { order_id: 'o1', amount: 1 });
    const second = await again(run, Date.UTC(2026, 0, 2));
    expect((await second.entries()).filter(({ kind }) => kind === 'note')).toHaveLength(1);
    expect(await second.session.call('refunds.issue', { order_id: 'o1', amount: 1 })).toMatchObject(
      refused('c'),
    );
    await second.session.call('mail.send', { to: 'a' });
    const third = await again(second, Date.UTC(2026, 0, 3));
    expect((await third.entries()).filter(({ kind }) => kind === 'note')).toHaveLength(1);
    const refund = (order_id: string) =>
      third.session.call('refunds.issue', { order_id, amount: 1 });
    expect(await refund('o2')).toMatchObject(refused('c'));
    expect(await refund('o1')).toMatchObject({ ok: true });
  });

  test('is replayed from the log', async () => {
    const run = await desk(both);
    await run.session.call('refunds.issue', { order_id: 'o1', amount: 1 });
    await run.session.call('orders.read', { id: 'o1' });
    await run.session.call('refunds.issue', { order_id: 'o1', amount: 1 });
    await run.vak.stop();
    const same: string[] = [];
    for await (const one of replayLog(join(run.state, 'audit'), decideBy)) same.push(one.same);
    expect(same).toEqual(['yes', 'yes', 'yes']);
  });
});
