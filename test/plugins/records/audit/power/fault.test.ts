import { describe, expect, test } from 'vitest';
import { allOf, expectKept, logOn, type Submitted, submit } from './log-on-disk.ts';
import { SimulatedDisk } from './simulated-disk.ts';

/** The same work each time; resolves when all of it was acknowledged, refused or never begun. */
async function work(disk: SimulatedDisk, submitted: Submitted[]): Promise<'done' | 'failed'> {
  const log = logOn(disk);
  try {
    await log.start();
    for (let n = 0; n < 3; n += 1) {
      const together = [1, 2, 3].map(() =>
        submit(log, { kind: 'test', n: submitted.length }, submitted),
      );
      await Promise.all(together);
    }
    await log.stop();
  } catch (error) {
    expect(error).toMatchObject({ code: 'VAK6105' });
    await log.stop().catch(() => undefined);
    return 'failed';
  }
  const refused = submitted.find((one) => one.refused !== undefined);
  return refused === undefined ? 'done' : 'failed';
}

/** How many operations the work takes when nothing fails. */
async function operations(): Promise<number> {
  const disk = new SimulatedDisk();
  await work(disk, []);
  return disk.operations;
}

describe.each(['EIO', 'ENOSPC'] as const)('a log whose disk answers %s', (code) => {
  test('once, at any operation, is refused from there on and loses nothing acknowledged', async () => {
    const total = await operations();
    expect(total).toBeGreaterThan(30);
    let failures = 0;
    for (let at = 0; at < total; at += 1) {
      const disk = new SimulatedDisk();
      const submitted: Submitted[] = [];
      disk.inject({ at, code });
      if ((await work(disk, submitted)) === 'failed') failures += 1;
      const refused = submitted.filter((one) => one.refused !== undefined);
      for (const one of refused) expect(one.refused).toMatchObject({ code: 'VAK6105' });
      // Acknowledged first, refused after: never one between the others.
      const first = submitted.findIndex((one) => one.refused !== undefined);
      const after = first < 0 ? [] : submitted.slice(first);
      expect(after.every((one) => one.receipt === undefined)).toBe(true);

      const again = logOn(disk.afterExit());
      await again.start();
      expectKept(await allOf(again), submitted);
      expect((await again.append({ kind: 'test', n: 100 })).index).toBeGreaterThanOrEqual(
        submitted.length - refused.length,
      );
      await again.stop();
    }
    expect(failures).toBeGreaterThan(total / 2);
  });

  test('does not write again before it is started anew, though the disk recovered', async () => {
    const disk = new SimulatedDisk();
    const log = logOn(disk);
    await log.start();
    await log.append({ kind: 'test', n: 0 });
    // Whatever comes next fails: a write, a sync, or the signing of the head.
    disk.inject({ at: 0, code });
    await log.append({ kind: 'test', n: 1 }).catch(() => undefined);
    for (let n = 2; n < 5; n += 1) {
      await expect(log.append({ kind: 'test', n })).rejects.toMatchObject({ code: 'VAK6105' });
    }
    expect(log.health()).toMatchObject({ state: 'down' });
    await log.stop();
  });
});
