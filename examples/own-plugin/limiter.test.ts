import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load, VakError } from 'vak';
import { describePlugin, fakeClock, given, wire } from 'vak/conformance';
import { HostSide, RateLimiter, type Take } from 'vak/plugin';
import { afterAll, describe, expect, test } from 'vitest';
import plugin from './limiter.ts';

const state = mkdtempSync(join(tmpdir(), 'vak-own-plugin-'));
afterAll(() => rmSync(state, { recursive: true, force: true }));
const host: HostSide = {
  tools: {},
  approve: undefined,
  authorize: undefined,
  state,
  base: state,
  audit: undefined,
};
const provided = () => [given(HostSide, host)];

// The whole conformance suite, on one file that every case finds full of the counts of the others.
describePlugin(plugin, { config: { file: 'suite.db' }, provided });

describe('counts in a file', () => {
  const take: Take = {
    window: 'w',
    key: 'k',
    form: 'at most',
    amount: 1n,
    max: 2n,
    perMs: 1_000,
  };
  const opened = async () => {
    const wired = await wire(plugin, provided(), { config: { file: 'restart.db' } });
    await wired.start();
    return { limiter: wired.get(RateLimiter), stop: () => wired.stop() };
  };

  test('outlast a restart, and are not doubled by what the log restores', async () => {
    const first = await opened();
    await first.limiter.reserve('a', [take], 1_000);
    await first.stop();
    const second = await opened();
    await second.limiter.restore('a', [take], 1_000);
    expect((await second.limiter.peek([take], 1_500)).ok).toBe(true);
    await second.limiter.reserve('b', [take], 1_500);
    expect((await second.limiter.peek([take], 1_999)).ok).toBe(false);
    expect((await second.limiter.peek([take], 2_000)).ok).toBe(true);
    await second.stop();
  });

  test('that were lost come back from the log', async () => {
    const { limiter, stop } = await opened();
    await limiter.restore('lost', [{ ...take, key: 'other', amount: 2n }], 1_500);
    expect((await limiter.peek([{ ...take, key: 'other' }], 2_000)).ok).toBe(false);
    await stop();
  });

  test('are not reachable before the start and after the stop: the call would be forbidden', async () => {
    const wired = await wire(plugin, provided(), { config: { file: 'closed.db' } });
    expect(() => wired.get(RateLimiter).peek([take], 0)).toThrow('not open');
  });

  test('lie in the state folder, whatever the file says', async () => {
    const away = wire(plugin, provided(), { config: { file: '../elsewhere.db' } });
    await expect(away).rejects.toThrow('must be a plain file name');
    await expect(away).rejects.toBeInstanceOf(VakError);
  });
});

describe('a policy that uses the plugin', () => {
  const file = fileURLToPath(new URL('newsletter.vak', import.meta.url));
  const letter = { to: 'ann@example.com', text: 'news' };

  test('limits with it, and the limit outlasts the runtime', async () => {
    const folder = join(state, 'policy');
    const clock = fakeClock(Date.UTC(2026, 0, 1));
    const sent: string[] = [];
    const tools = { 'mail.send': ({ to }: { to: string }) => void sent.push(to) };

    const vak = await load(file, { tools, state: folder, clock });
    const session = vak.agent('newsletter').session({ principal: 'editor' });
    for (let count = 0; count < 3; count += 1) {
      expect(await session.call('mail.send', letter)).toMatchObject({ ok: true });
    }
    expect(await session.call('mail.send', letter)).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6003', because: 'Nobody gets more than three letters an hour.' },
    });
    expect(await session.call('mail.send', { ...letter, to: 'bob@example.com' })).toMatchObject({
      ok: true,
    });
    await vak.stop();

    await clock.advance(30 * 60_000);
    const again = await load(file, { tools, state: folder, clock });
    const later = again.agent('newsletter').session({ principal: 'editor' });
    expect(await later.call('mail.send', letter)).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6003' },
    });
    await clock.advance(30 * 60_000);
    expect(await later.call('mail.send', letter)).toMatchObject({ ok: true });
    await again.stop();
    expect(sent).toEqual([
      'ann@example.com',
      'ann@example.com',
      'ann@example.com',
      'bob@example.com',
      'ann@example.com',
    ]);
  });
});
