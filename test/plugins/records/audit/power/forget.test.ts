import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FileLog } from '../../../../../src/plugins/records/audit/writing/log.ts';
import type { EntryJson, Recorded } from '../../../../../src/runtime/contract/index.ts';
import { withhold } from '../../../../../src/runtime/evidence/withheld/commitment.ts';
import { verifyLog } from '../../../../../src/verify/index.ts';
import { logOn } from './log-on-disk.ts';
import { SimulatedDisk } from './simulated-disk.ts';

const secrets = ['alice@example.com', 'bob@example.com', 'carol@example.com'];

/** Three entries, each with a value that it only commits to, and one without. */
async function given(): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk();
  const log = logOn(disk);
  await log.start();
  for (const [n, value] of secrets.entries()) {
    const made = withhold({ kind: 'test', n, to: value }, [{ path: ['to'], value }]);
    await log.append(made.entry, made.withheld);
  }
  await log.append({ kind: 'test', n: 3 });
  await log.stop();
  return disk;
}

const forgotten: EntryJson = {
  kind: 'forgotten',
  by: 'dpo',
  values: [0, 1].map((index) => ({ index, pointers: ['/to'] })),
};

async function all(log: FileLog): Promise<readonly Recorded[]> {
  const found: Recorded[] = [];
  for await (const one of log.read()) found.push(one);
  return found;
}

const verified = async (disk: SimulatedDisk) => {
  const base = mkdtempSync(join(tmpdir(), 'vak-forget-'));
  try {
    for (const [name, bytes] of disk.files()) {
      mkdirSync(dirname(join(base, name)), { recursive: true });
      writeFileSync(join(base, name), bytes);
    }
    return await verifyLog(join(base, 'log'));
  } finally {
    rmSync(base, { recursive: true });
  }
};

/** What a reopened log says: nothing was begun, or all of it is done and on record. */
async function expectAllOrNothing(disk: SimulatedDisk): Promise<'kept' | 'forgotten'> {
  const log = logOn(disk);
  await log.start();
  const found = await all(log);
  await log.stop();
  const said = found.filter(({ entry: { kind } }) => kind === 'forgotten');
  const values = found.flatMap(({ withheld = [] }) => withheld.map(({ value }) => value));
  const report = await verified(disk);
  expect(report).toMatchObject({ ok: true, problems: [] });
  if (said.length === 0) {
    expect(values).toEqual(secrets);
    expect(report.withheld).toEqual({ kept: 3, forgotten: 0, absent: 0 });
    return 'kept';
  }
  expect(said).toHaveLength(1);
  expect(values).toEqual(secrets.slice(2));
  expect(report.withheld).toEqual({ kept: 1, forgotten: 2, absent: 0 });
  for (const [, bytes] of disk.files()) expect(bytes.includes('alice@')).toBe(false);
  return 'forgotten';
}

describe('forgetting', () => {
  test.each([
    'power',
    'EIO',
  ] as const)('is done or not begun, whatever operation %s ends it at', async (code) => {
    const seen = new Set<string>();
    let finished = false;
    for (let at = 0; !finished; at += 1) {
      const disk = await given();
      const log = logOn(disk);
      await log.start();
      disk.inject({ at, code });
      const answer = await log.forget(forgotten).then(
        () => 'done',
        () => 'failed',
      );
      finished = disk.operations <= at;
      await log.stop().catch(() => undefined);
      for (const luck of code === 'power' ? [0, 0.3, 0.6, 0.99] : [0]) {
        const found = code === 'power' ? disk.afterCut(() => luck) : disk.afterExit();
        const state = await expectAllOrNothing(found);
        if (answer === 'done') expect(state).toBe('forgotten');
        seen.add(`${answer} ${state}`);
      }
    }
    expect([...seen].sort()).toEqual(['done forgotten', 'failed forgotten', 'failed kept']);
  });

  test('goes on beside appends, and loses none of their values', async () => {
    const disk = await given();
    const log = logOn(disk);
    await log.start();
    const value = 'dora@example.com';
    const made = withhold({ kind: 'test', to: value }, [{ path: ['to'], value }]);
    await Promise.all([
      log.append(made.entry, made.withheld),
      log.forget(forgotten),
      log.append(made.entry, made.withheld),
      log.forget({ ...forgotten, values: [{ index: 2, pointers: ['/to'] }] }),
      log.append(made.entry, made.withheld),
    ]);
    const values = (await all(log)).flatMap(({ withheld = [] }) => withheld);
    expect(values.map((one) => one.value)).toEqual([value, value, value]);
    await log.stop();
    expect(await verified(disk)).toMatchObject({
      ok: true,
      withheld: { kept: 3, forgotten: 3, absent: 0 },
    });
  });
});
