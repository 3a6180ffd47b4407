import { expect } from 'vitest';
import { openLog } from '../../../../../src/plugins/records/audit/opening/open.ts';
import { FileLog } from '../../../../../src/plugins/records/audit/writing/log.ts';
import {
  canonicalJson,
  type EntryJson,
  meaning,
  newSigningKey,
  type Receipt,
} from '../../../../../src/runtime/contract/index.ts';
import { digest, plan } from '../given.ts';
import type { SimulatedDisk } from './simulated-disk.ts';

const key = newSigningKey('simulated');
const noLock = async () => ({ release: () => undefined });

/** A log on a simulated disk, not yet started; its heads follow one another at once. */
export const logOn = (disk: SimulatedDisk): FileLog =>
  new FileLog((failed) =>
    openLog(
      {
        disk,
        folder: '/log',
        key: async () => key,
        lock: noLock,
        plan: { digest, meaning: canonicalJson(meaning(plan)) },
        now: () => 0,
        pauseMs: 0,
      },
      failed,
    ),
  );

/** An entry that was handed to a log, and what the log said to it. */
export interface Submitted {
  readonly entry: EntryJson;
  receipt?: Receipt;
  refused?: unknown;
}

/** Hands an entry over; the outcome is noted in `submitted` when it is known. */
export function submit(log: FileLog, entry: EntryJson, submitted: Submitted[]): Promise<void> {
  const one: Submitted = { entry };
  submitted.push(one);
  return log.append(entry).then(
    (receipt) => {
      one.receipt = receipt;
    },
    (error: unknown) => {
      one.refused = error;
    },
  );
}

/** Every entry that the log can read. */
export async function allOf(log: FileLog): Promise<readonly EntryJson[]> {
  const found: EntryJson[] = [];
  for await (const { entry } of log.read()) found.push(entry);
  return found;
}

/**
 * Holds what a reopened log contains against what was submitted to it: nothing acknowledged is lost or
 * elsewhere, nothing is there that was not submitted, and the order is that of submission.
 */
export function expectKept(found: readonly EntryJson[], submitted: readonly Submitted[]): void {
  for (const { entry, receipt } of submitted) {
    if (receipt !== undefined) expect(found[receipt.index]).toEqual(entry);
  }
  const own = found.filter(({ kind }) => kind !== 'recovered').map(({ n }) => n as number);
  const order = submitted.map(({ entry }) => entry.n as number);
  let from = 0;
  for (const n of own) {
    const at = order.indexOf(n, from);
    expect(at, `entry ${n} was submitted, and after those before it`).toBeGreaterThanOrEqual(from);
    from = at + 1;
  }
}
