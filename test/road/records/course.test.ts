import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { started } from '../mk.ts';
import { changed, day, decisionOf, type Forged, forge, found } from './forging.ts';

/** The first entry of a kind, or that fits. */
const oneOf = (entries: Forged[], fits: (one: Forged) => boolean): Forged => entries.find(fits);
/** Puts an entry before the last one, which is a stop. */
const slip = (entries: Forged[], entry: Forged): void => {
  const { at } = entries[entries.length - 2];
  entries.splice(entries.length - 1, 0, { v: 1, at, ...entry });
};
const opened = (entries: Forged[]): Forged =>
  oneOf(entries, ({ fact }) => fact?.fact === 'opened').fact;
const answered = (entries: Forged[]): Forged =>
  oneOf(entries, ({ fact }) => fact?.fact === 'answered').fact;

describe('a log that its owner made up contradicts the course of things where', () => {
  const cases: readonly (readonly [string, (entries: Forged[]) => void, string])[] = [
    ['nothing had started', (entries) => void entries.shift(), 'no runtime had started'],
    [
      'it goes on behind its stop',
      (entries) => {
        entries.push({ ...decisionOf(entries, 'forbid', '12.00 EUR'), call: 'late' });
      },
      'the runtime had stopped before it',
    ],
    [
      'a start tells of another plan before it',
      (entries) => {
        entries.findLast(({ kind }) => kind === 'start').changed = { plan: 'sha256:00' };
      },
      'the plan before it was',
    ],
    [
      'a call is of somebody else than its session',
      (entries) => {
        decisionOf(entries, 'permit', '10.00 EUR').principal = 'eve';
      },
      'session s is of another principal',
    ],
    [
      'a session was never begun',
      (entries) => {
        entries.splice(
          entries.findIndex(({ kind }) => kind === 'session'),
          1,
        );
      },
      'session s was never begun',
    ],
    [
      'a session begins twice',
      (entries) => slip(entries, { ...oneOf(entries, ({ kind }) => kind === 'session') }),
      'session s was begun before',
    ],
    [
      'a session is clean again',
      (entries) => {
        decisionOf(entries, 'permit', '11.00 EUR').labels = [];
      },
      'had the label `untrusted`, which nothing takes away',
    ],
    [
      'what was carried out is said to have been a rehearsal',
      (entries) => {
        entries.findLast(({ kind }) => kind === 'start').rehearsed = true;
      },
      'its start is a rehearsal, and it is not marked as rehearsed',
    ],
    [
      'a question was put about a call that waited for nobody',
      (entries) => {
        Object.assign(decisionOf(entries, 'approval', '60.00 EUR'), { verdict: 'forbid' });
      },
      'which waited for nobody',
    ],
    [
      'somebody else was asked',
      (entries) => {
        opened(entries).requirements[0].approvers = 'interns';
      },
      'does not ask `finance`',
    ],
    [
      'somebody answered who was not asked',
      (entries) => {
        answered(entries).approvers = 'interns';
      },
      'answered for `interns`, who was not asked',
    ],
    [
      'an answer came too late',
      (entries) => {
        answered(entries).at = opened(entries).expires;
      },
      'was answered when it had expired',
    ],
    [
      'whom it was for answered, spelled otherwise',
      (entries) => {
        answered(entries).by = ' Ada';
      },
      'was not granted by `finance`',
    ],
    [
      'a call ended before it was permitted',
      (entries) => {
        oneOf(entries, ({ kind }) => kind === 'outcome').at = '2025-12-31T00:00:00.000Z';
      },
      'ended before it was permitted',
    ],
    [
      'what is known was reconciled',
      (entries) => {
        const { call } = oneOf(entries, ({ kind }) => kind === 'outcome');
        slip(entries, { kind: 'reconcile', call, outcome: 'not started' });
      },
      'has no outcome that is unknown',
    ],
    [
      'it was recovered over other entries',
      (entries) => slip(entries, { kind: 'recovered', signed: 2, kept: 1, cut: 0, mended: false }),
      'it was recovered over 3 entries',
    ],
    [
      'a key hands over that was none any more',
      (entries) => {
        slip(entries, { kind: 'rotated', from: 'a', to: 'b' });
        slip(entries, { kind: 'rotated', from: 'a', to: 'c' });
      },
      'key a hands over, and b had taken over before',
    ],
    [
      'what comes later was forgotten',
      (entries) =>
        slip(entries, { kind: 'forgotten', by: 'x', values: [{ index: 99, pointers: ['/args'] }] }),
      'forgetting what was not yet written',
    ],
    [
      'a note belongs to what comes later',
      (entries) => slip(entries, { kind: 'note', level: 'info', text: 'x', parent: 99 }),
      'it belongs to an entry behind it',
    ],
    [
      'a secret was opened that the plan does not have',
      (entries) => slip(entries, { kind: 'lease', secret: 'bank', tool: 'refunds.issue' }),
      'the plan has no secret `bank`',
    ],
    [
      'something was taken back under another plan',
      (entries) =>
        slip(entries, { kind: 'revoked', plan: 'sha256:00', tool: 'web.fetch', by: 'x', left: {} }),
      'the plan sha256:00 was not in force',
    ],
    [
      'more is left than had been left before',
      (entries) => {
        const { plan } = entries[0];
        const taken = { kind: 'revoked', plan, tool: 'web.fetch', by: 'x' };
        slip(entries, { ...taken, left: { calls: 2 } });
        slip(entries, { ...taken, left: { calls: 2, read: ['/etc'] } });
      },
      'it leaves `web.fetch` `read` that had been taken back before',
    ],
    [
      'a tool was given what had been taken back',
      (entries) => {
        const { plan } = entries[0];
        const permit = decisionOf(entries, 'permit', '11.00 EUR');
        const revoked = { kind: 'revoked', plan, tool: 'refunds.issue', by: 'x', left: {} };
        entries.splice(entries.indexOf(permit), 0, { v: 1, at: permit.at, ...revoked });
        const ended = oneOf(
          entries,
          ({ kind, call }) => kind === 'outcome' && call === permit.call,
        );
        const asked = [
          { call: 'read', what: '/x', times: 1, code: 'VAK7007' },
          { call: 'fetch', what: 'GET https://a.example', times: 1 },
        ];
        ended.usage = { wallMs: 1, asked };
      },
      '`refunds.issue` was given `fetch`, which had been taken back',
    ],
    [
      'a tool asked for another that had been taken back from it',
      (entries) => {
        const { plan } = entries[0];
        const permit = decisionOf(entries, 'permit', '11.00 EUR');
        const revoked = { kind: 'revoked', plan, tool: 'refunds.issue', by: 'x', left: {} };
        entries.splice(entries.indexOf(permit), 0, { v: 1, at: permit.at, ...revoked });
        const caller = { call: permit.call, tools: ['refunds.issue'] };
        const read = oneOf(
          entries,
          ({ kind, tool }) => kind === 'decision' && tool !== permit.tool,
        );
        const { at, labels } = permit;
        const inner = { ...read, at, call: 'inner', labels, caller };
        entries.splice(entries.indexOf(permit) + 1, 0, inner);
      },
      '`refunds.issue` asked for it, from which `orders.read` had been taken back',
    ],
    [
      'what was carried out is marked as rehearsed',
      (entries) => {
        decisionOf(entries, 'permit', '11.00 EUR').rehearsed = true;
      },
      'marked as rehearsed',
    ],
    [
      'a plan is said to have been observed that was not',
      (entries) => {
        decisionOf(entries, 'permit', '11.00 EUR').observed = { plan: 'sha256:00', cannot: 'x' };
      },
      'observes another plan than sha256:00',
    ],
  ];
  test.each(cases)('%s', async (_name, change, problem) => {
    const log = await day();
    forge(log, change);
    expect((await found(log)).join('\n')).toContain(problem);
  });
});

test('an entry that names however much is held against others all the same', async () => {
  const log = await day();
  const many = Array.from({ length: 60_000 }, (_, n) => `label ${n}`);
  forge(log, (entries) => {
    const { plan } = entries[0];
    decisionOf(entries, 'permit', '10.00 EUR').labels = many;
    const taken = { kind: 'revoked', plan, tool: 'web.fetch', by: 'x' };
    slip(entries, { ...taken, left: { read: many } });
    slip(entries, { ...taken, left: { read: [...many].reverse() } });
    const asks = many.map((approvers) => ({ approvers, count: 1, withinMs: 1 }));
    decisionOf(entries, 'approval', '60.00 EUR').requirements = asks;
    opened(entries).requirements = [...asks].reverse();
  });
  const told = await found(log);
  // Once for each of the five that follow.
  expect(told.filter((one) => one.includes('which nothing takes away'))).toHaveLength(5);
  expect(told.filter((one) => one.includes('does not ask'))).toEqual([]);
  expect(told.filter((one) => one.includes('taken back'))).toEqual([]);
});

describe('a log under a rate, and a limit that people may pass', () => {
  const text = `
tool pings.send { effect: write args { n: int } result: string }
tool secretive.read { effect: read args { id: string } result: string }
approvers boss { within: 1h, otherwise: forbid }
secret key { from: env("KEY"), for: [pings.send] }
secret sent { from: env("SENT"), for: [pings.send], to: ["https://api.example.com/v1"], as: header("authorization", "Bearer {}") }
agent desk { tools: [pings.send, secretive.read] }
policy p for desk { rule all { permit pings.send, secretive.read } }
limit pace for desk { on pings.send rate 2 calls per 1m burst 1 }
limit day for desk { on pings.send at most 2 calls per 1d otherwise require approval from boss }
`;
  const functions = { 'pings.send': () => 'sent', 'secretive.read': () => 'read' };
  async function pinged(): Promise<string> {
    const { vak, clock, state } = await started(text, { tools: functions });
    const session = vak.agent('desk').session({ id: 's', principal: 'ada' });
    for (const n of [1, 2]) await session.call('pings.send', { n });
    await clock.advance(60_000);
    const asked = await session.call('pings.send', { n: 3 });
    if (asked.ok || asked.pending === undefined) throw new Error(JSON.stringify(asked));
    await vak.answer(asked.pending.ticket, { by: 'boss@example.com', answer: 'grant' });
    expect(await vak.resume(asked.pending.ticket)).toMatchObject({ ok: true });
    await vak.stop();
    return join(state, 'audit');
  }

  test('contradicts itself nowhere where those were asked whom the limit names', async () => {
    const log = await pinged();
    expect(await changed(log)).toEqual([]);
    expect(await found(log)).toEqual([]);
  });

  test('contradicts itself where more passed than burst and rate together', async () => {
    const log = await pinged();
    forge(log, (entries) => {
      const permits = entries.filter(
        ({ kind, verdict }) => kind === 'decision' && verdict === 'permit',
      );
      const takes = permits[0].takes.filter((take: Forged) => take.window === 'pace/0');
      for (const n of [1, 2, 3]) slip(entries, { ...permits.at(-1), takes, call: `more ${n}` });
    });
    expect((await found(log)).join('\n')).toContain('limit `pace/0` had let 3 through already');
  });

  test('contradicts itself where a secret was opened behind what was taken back', async () => {
    const log = await pinged();
    forge(log, (entries) => {
      const { at, plan } = oneOf(entries, ({ verdict }) => verdict === 'permit');
      const lease = { at, kind: 'lease', secret: 'sent', tool: 'pings.send' };
      const revoked = { at, kind: 'revoked', plan, tool: 'pings.send', by: 'ops' };
      slip(entries, lease);
      slip(entries, { ...revoked, left: { network: ['https://api.example.com:443'] } });
      slip(entries, lease);
      slip(entries, { ...revoked, left: {} });
      slip(entries, { ...lease, code: 'VAK7007' });
      slip(entries, lease);
    });
    expect(await found(log)).toEqual([
      'secret `sent` was opened for `pings.send`, from which its address had been taken back',
    ]);
  });

  test('contradicts itself where a secret was opened that its tool had no use for', async () => {
    const log = await pinged();
    forge(log, (entries) => {
      const at = entries.findIndex(({ kind }) => kind === 'decision');
      const lease = { v: 1, kind: 'lease', at: entries[at].at, secret: 'key' };
      entries.splice(at, 0, { ...lease, tool: 'pings.send' });
      slip(entries, { ...lease, tool: 'pings.send' });
      slip(entries, { ...lease, tool: 'secretive.read' });
    });
    expect(await found(log)).toEqual([
      'secret `key` was opened for `pings.send`, of which no call was permitted',
      'secret `key` is not for `secretive.read`',
    ]);
  });
});
