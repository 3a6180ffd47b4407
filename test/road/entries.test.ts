import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { definePlugin, RateLimiter } from '../../src/runtime/contract/index.ts';
import { context, desk, tools } from './desk.ts';
import { started } from './mk.ts';

const refund = { order: 'o1', amount: '1 EUR' };

describe('an entry holds what its decision rested on', () => {
  test('what the counters said, where a limit was reached', async () => {
    const { vak, entries } = await started(desk, { tools: tools().functions });
    const session = vak.agent('desk').session({ context });
    for (let count = 0; count < 4; count += 1) await session.call('refunds.issue', refund);
    const last = (await entries()).findLast(({ kind }) => kind === 'decision');
    expect(last).toMatchObject({
      verdict: 'forbid',
      counters: [{ asked: 'reserve', short: [{ take: 0, retryAfterMs: 3_600_000, exact: true }] }],
    });
  });

  test('what a ticket was worth, whether or not it helped', async () => {
    const { vak, entries } = await started(desk, { tools: tools().functions });
    const session = vak.agent('desk').session({ context });
    const large = { order: 'o1', amount: '60 EUR' };
    const asked = await session.call('refunds.issue', large);
    if (asked.ok || asked.pending === undefined) throw new Error('not asked');
    const { ticket } = asked.pending;
    await vak.answer(ticket, { by: 'cfo', answer: 'grant' });
    await vak.resume(ticket);
    await session.call('refunds.issue', large, { ticket });
    const told = (await entries()).flatMap(({ consent }) => (consent === undefined ? [] : consent));
    expect(told).toMatchObject([
      { ticket, state: 'granted', met: [{ approvers: 'finance', count: 1 }] },
      { ticket, state: 'refused', code: 'VAK6007' },
    ]);
  });

  test('where a call was turned away, and the context that did not fit', async () => {
    const { vak, entries } = await started(desk, { tools: tools().functions });
    const session = vak.agent('desk').session({ context });
    await session.call('no.such', {});
    await session.call('secretive.read', {});
    await session.call('orders.read', { id: 7 });
    await session.call('orders.read', { id: 'o1' }, { context: { frozen: 'perhaps' } });
    const away = (await entries()).filter(({ kind }) => kind === 'decision');
    expect(away.map((entry) => entry.away)).toEqual(['tool', 'grant', 'args', 'context']);
    expect(away[3]?.context).toEqual({ ...context, frozen: 'perhaps' });
  });

  test('the label that a message brought, so that a restart knows it', async () => {
    const first = await started(desk);
    const session = first.vak.agent('desk').session({ id: 's', context });
    await session.receive('hello', { source: 'stranger' });
    await first.vak.stop();
    const second = await started(desk, { state: first.state });
    const again = second.vak.agent('desk').session({ id: 's', context });
    expect(again.labels).toEqual(['stranger', 'untrusted']);
  });

  test('a result given again after a restart comes with the entry it had', async () => {
    const first = await started(desk, { tools: tools().functions });
    const once = await first.vak
      .agent('desk')
      .session({ id: 's', context })
      .call('orders.read', { id: 'o1' }, { id: 'c1' });
    await first.vak.stop();
    const second = await started(desk, { state: first.state, tools: tools().functions });
    const again = await second.vak
      .agent('desk')
      .session({ id: 's', context })
      .call('orders.read', { id: 'o1' }, { id: 'c1' });
    if (!once.ok) throw new Error('not done');
    expect(once.entry.leaf).toMatch(/^[0-9a-f]{64}$/);
    expect(again).toMatchObject({ ok: true, entry: once.entry });
  });

  test('the chain of agents, where it was handed on', async () => {
    const { vak, entries } = await started(
      `tool a.b { effect: read }
       agent lead { tools: [a.b], delegates: [helper] }
       agent helper { tools: [a.b] }
       policy p for any agent { rule go { permit a.b } }`,
    );
    const lead = vak.agent('lead').session({ id: 'first' });
    const handed = await lead.delegate('helper', 'go');
    if (!handed.ok) throw new Error('not handed on');
    await handed.session.call('a.b', {});
    const last = (await entries()).findLast(({ kind }) => kind === 'decision');
    expect(last?.chain).toEqual({
      agents: ['lead', 'helper'],
      sessions: ['first', handed.session.id],
    });
  });

  test('a breakdown of the road: a plugin that fails leaves a forbid that names it', async () => {
    const broken = definePlugin({
      name: '@acme/bad',
      version: '1.0.0',
      api: 1,
      runs: 'process',
      provides: [RateLimiter],
      setup({ fill }) {
        const boom = (): never => {
          throw new Error('boom');
        };
        fill(RateLimiter, [], () => ({
          reserve: boom,
          peek: boom,
          release: boom,
          settle: boom,
          restore: () => undefined,
        }));
      },
    });
    const { vak, entries } = await started(desk, {
      replace: [broken],
      tools: tools().functions,
    });
    await vak.agent('desk').session({ context }).call('refunds.issue', refund);
    const last = (await entries()).findLast(({ kind }) => kind === 'decision');
    expect(last).toMatchObject({
      verdict: 'forbid',
      code: 'VAK6106',
      away: 'fault',
      opinions: [{ by: '@acme/bad', verdict: 'forbid', because: 'plugin `@acme/bad` failed' }],
    });
  });
});

describe('a start says', () => {
  test('which plan with its places, which plugins fill what, and what changed since the last', async () => {
    const first = await started(desk);
    await first.vak.stop();
    const second = await started(`${desk}\npolicy more for desk { rule r { permit web.fetch } }`, {
      state: first.state,
    });
    const [one, two] = (await second.entries()).filter(({ kind }) => kind === 'start');
    expect(one?.plugins).toContainEqual({
      name: 'vak/policy',
      version: '0.1.0',
      fills: ['policy'],
    });
    expect(one).not.toHaveProperty('changed');
    expect(two?.changed).toEqual({ plan: one?.plan });
    const hex = String(one?.whole).slice('sha256:'.length);
    const whole = readFileSync(join(first.state, 'audit', 'plans', `${hex}.json`), 'utf8');
    expect(JSON.parse(whole)).toMatchObject({ file: 'policy.vak' });
  });
});
