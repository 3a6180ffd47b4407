import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  type AuditLog,
  canonicalJson,
  type EntryJson,
  hexOf,
  leafHash,
  type Receipt,
  verifyLog,
} from '../../../../src/runtime/contract/index.ts';
import { folder, opened } from './log-folder.ts';

/** An entry whose length differs from that of most others: some are short, a few hold kilobytes. */
const entryOf = (n: number): EntryJson => ({
  kind: 'test',
  n,
  text: 'é'.repeat(n % 97 === 0 ? 3_000 : (n * 7919) % 240),
});

/** Appends from `from` on, so many at a time, each lane one after another. */
async function load(log: AuditLog, from: number, count: number, lanes: number): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  let next = from;
  const lane = async (): Promise<void> => {
    while (next < from + count) {
      const n = next;
      next += 1;
      receipts[n - from] = await log.append(entryOf(n));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return receipts;
}

test('under a load that lasts and swells, each receipt names its entry, and the log verifies', async () => {
  const base = folder();
  const { log, wired } = await opened(base);
  const receipts: Receipt[] = [];
  for (const lanes of [1_000, 3, 150, 300, 1_024, 64, 2_500]) {
    receipts.push(...(await load(log, receipts.length, 5_000, lanes)));
  }
  const leaves = new Map(receipts.map(({ index, leaf }, n) => [index, { leaf, n }]));
  expect(leaves.size).toBe(receipts.length);
  for await (const { index, entry } of log.read()) {
    const told = leaves.get(index);
    if (entry.kind !== 'test') continue;
    expect(entry.n).toBe(told?.n);
    expect(told?.leaf).toBe(hexOf(leafHash(Buffer.from(canonicalJson(entry)))));
  }
  await wired.stop();
  expect(await verifyLog(join(base, 'log'))).toMatchObject({ ok: true, entries: receipts.length });
});

test('each append is answered, at whatever moment of a stop it comes', async () => {
  const answers: string[] = [];
  for (let moment = 0; moment < 12; moment += 1) {
    const { log, wired } = await opened(folder());
    const stopping = wired.stop();
    for (let turn = 0; turn < moment; turn += 1) await null;
    const answer = log.append(entryOf(moment)).then(
      () => 'kept',
      (error: { readonly code: string }) => error.code,
    );
    await stopping;
    answers.push(await Promise.race([answer, setTimeout(1_000, 'none')]));
  }
  expect(new Set(answers)).toEqual(new Set(['kept', 'VAK6105']));
});
