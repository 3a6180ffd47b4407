import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { load } from '../../src/index.ts';
import type { EntryJson } from '../../src/runtime/contract/records.ts';
import { readLog } from '../../src/runtime/evidence/log/read.ts';
import { folder } from './mk.ts';

/** A desk with a tool that works for so many ms of wall time, in a sandbox with one child. */
async function desk(sandbox: string, config = '') {
  const home = folder();
  const code = `let kept: Uint8Array[] = [];
export default ({ ms, mb = 0 }: { ms: number; mb?: number }) => {
  for (let i = 0; i < mb; i += 1) kept.push(new Uint8Array(1024 * 1024).fill(1));
  for (const end = Date.now() + ms; Date.now() < end; );
  return ms;
};`;
  writeFileSync(join(home, 'spin.ts'), code);
  writeFileSync(
    join(home, 'policy.vak'),
    `vak 1
tool spin { args { ms: int, mb: int? } effect: read, run: "./spin.ts", sandbox: { ${sandbox} } }
tool quick { args { ms: int } effect: read, run: "./spin.ts", sandbox: { time: 2s, memory: 8MB } }
agent desk { tools: [spin, quick] }
policy p for desk { rule go { permit any tool } }
use "vak/sandbox" for sandbox { children: 1, ready: 1${config} }`,
  );
  const vak = await load(join(home, 'policy.vak'));
  onTestFinished(() => vak.stop());
  const outcomes = async (): Promise<readonly EntryJson[]> => {
    const all: EntryJson[] = [];
    for await (const { entry } of readLog(join(home, '.vak/audit'))) all.push(entry);
    return all.filter(({ kind }) => kind === 'outcome');
  };
  const session = (tenant = 'acme') => vak.agent('desk').session({ tenant });
  return { session, outcomes };
}

describe('a call that waits for a place', () => {
  test('is not refused for what another tenant has waiting', async () => {
    const { session } = await desk('time: 60s');
    const flooding = session('flood');
    const flood = Array.from({ length: 60 }, () => flooding.call('spin', { ms: 100 }));
    // By now it is known how long its calls take.
    await flood[15];
    expect(await session('other').call('quick', { ms: 1 })).toMatchObject({ ok: true, value: 1 });
    expect(await Promise.all(flood)).not.toContainEqual(expect.objectContaining({ ok: false }));
  }, 30_000);

  test('has its turn where children serve one tenant each, and tenants keep their order', async () => {
    const { session } = await desk('time: 60s', ', tenants: "apart"');
    const order: string[] = [];
    const call = (tenant: string): Promise<void> =>
      session(tenant)
        .call('spin', { ms: 30 })
        .then(({ ok }) => {
          order.push(ok ? tenant : 'refused');
        });
    const flood = Array.from({ length: 12 }, () => call('flood'));
    await flood[1];
    await Promise.all([...flood, call('other'), call('other')]);
    expect(order).not.toContain('refused');
    // One at a time, each in its turn; the flood may have begun one more meanwhile.
    expect(order.lastIndexOf('other')).toBeLessThanOrEqual(8);
  }, 60_000);

  test('has its whole time once it has one', async () => {
    const { session, outcomes } = await desk('time: 3s');
    const one = session();
    const both = [one.call('spin', { ms: 2200 }), one.call('spin', { ms: 2200 })];
    expect(await Promise.all(both)).toMatchObject([{ ok: true }, { ok: true }]);
    expect(await outcomes()).toMatchObject([{ status: 'done' }, { status: 'done' }]);
  }, 30_000);

  test('behind others of its session too waits no longer than its time, and was not begun then', async () => {
    const { session, outcomes } = await desk('time: 1500ms, reuse: session');
    const one = session();
    const all = await Promise.all(Array.from({ length: 6 }, () => one.call('spin', { ms: 1000 })));
    expect(all.filter(({ ok }) => ok)).toHaveLength(2);
    const ends = (await outcomes()).map(({ status, exceeded }) => [status, exceeded]);
    const late = { limit: 'wait for a place', bound: 1500, used: expect.any(Number) };
    expect(ends.filter(([status]) => status === 'done')).toHaveLength(2);
    expect(ends.filter(([status]) => status !== 'done')).toEqual(
      Array.from({ length: 4 }, () => ['not started', late]),
    );
  }, 30_000);
});

test('no call answers for the memory of guests that are kept for others', async () => {
  const { session } = await desk('time: 10s, reuse: session');
  for (let i = 0; i < 6; i += 1) {
    const kept = session(`kept-${i}`);
    expect(await kept.call('spin', { ms: 0, mb: 10 })).toMatchObject({ ok: true });
    // Long enough for the watchdog, and the host, to look.
    expect(await session('other').call('quick', { ms: 60 })).toMatchObject({ ok: true });
  }
}, 30_000);
