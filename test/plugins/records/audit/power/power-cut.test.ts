import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type Verification,
  verifyLog,
} from '../../../../../src/runtime/evidence/verification/verify.ts';
import { seeded } from '../../../../../src/runtime/testing/seeded.ts';
import { allOf, expectKept, logOn, type Submitted, submit } from './log-on-disk.ts';
import { SimulatedDisk } from './simulated-disk.ts';

/** How many power cuts are played; a longer run finds more. */
const cuts = Number(process.env.VAK_POWER_CUTS ?? 500);
const generations = 10;

interface Life {
  readonly disk: SimulatedDisk;
  /** All that was submitted. */
  readonly submitted: readonly Submitted[];
  /** How many cuts found two groups on their way. */
  readonly inTwo: number;
}

/** One disk that loses its power again and again. */
async function life(seed: number): Promise<Life> {
  const { below } = seeded(seed);
  const random = (): number => below(2 ** 30) / 2 ** 30;
  const submitted: Submitted[] = [];
  let disk = new SimulatedDisk();
  let inTwo = 0;
  for (let generation = 0; generation < generations; generation += 1) {
    disk.inject({ at: below(60), code: 'power' });
    const log = logOn(disk);
    const waiting: Promise<void>[] = [];
    try {
      await log.start();
      expectKept(await allOf(log), submitted);
      for (let burst = 0; burst < 6; burst += 1) {
        // Now and then so many that they are hashed together, and that two groups are on their way at once.
        const size = below(5) === 0 ? 64 + below(128) : 1 + below(4);
        for (let at = 0; at < size; at += 1) {
          const text = 'x'.repeat(below(300));
          waiting.push(submit(log, { kind: 'test', n: submitted.length, text }, submitted));
        }
        if (random() < 0.7) await waiting.at(-1);
      }
      await Promise.all(waiting);
      await log.stop();
    } catch (error) {
      // Only the cut itself may end a life; a log that does not open again is a failure.
      if (!isCut(error)) throw error;
      await log.stop().catch(() => undefined);
    }
    if (disk.throughWhenCut === 2) inTwo += 1;
    disk = disk.afterCut(random);
    await expectAcknowledgedIntact(disk, submitted);
  }
  return { disk, submitted, inTwo };
}

function isCut(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause)
    if (at.constructor.name === 'PowerCut') return true;
  return false;
}

/** What `verifyLog` says of a disk's log. */
async function verified(disk: SimulatedDisk): Promise<Verification> {
  const folder = mkdtempSync(join(tmpdir(), 'vak-power-'));
  try {
    for (const [name, bytes] of disk.files()) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    return await verifyLog(join(folder, 'log'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As it was found, before anyone mends it: at most the tail that nobody acknowledged is broken. */
async function expectAcknowledgedIntact(
  disk: SimulatedDisk,
  submitted: readonly Submitted[],
): Promise<void> {
  const known = Math.max(-1, ...submitted.map(({ receipt }) => receipt?.index ?? -1)) + 1;
  if (known === 0) return;
  const { entries, checkpoint, problems } = await verified(disk);
  const vouched = Math.max(known, checkpoint?.size ?? 0);
  expect(entries).toBeGreaterThanOrEqual(vouched);
  expect(problems.filter(({ index = -1 }) => index < vouched)).toEqual([]);
}

describe('a log whose disk loses its power', () => {
  test(`opens again after each of ${cuts} cuts, with all that was acknowledged`, {
    timeout: 600_000,
  }, async () => {
    let [acknowledged, cutInTwo] = [0, 0];
    for (let seed = 0; seed < cuts / generations; seed += 1) {
      const { disk, submitted, inTwo } = await life(seed).catch((error) => {
        throw new Error(`seed ${seed}`, { cause: error });
      });
      const log = logOn(disk);
      await log.start();
      expectKept(await allOf(log), submitted);
      await log.stop();
      expect(await verified(disk)).toMatchObject({ ok: true, unsigned: 0 });
      cutInTwo += inTwo;
      acknowledged += submitted.filter(({ receipt }) => receipt !== undefined).length;
    }
    expect(acknowledged).toBeGreaterThan(cuts);
    expect(cutInTwo).toBeGreaterThan(0);
    process.stderr.write(`${cutInTwo} cuts found two large groups on their way\n`);
  });
});
