import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCheckpoint } from '../../../../src/runtime/evidence/head/checkpoint.ts';
import { newSigningKey, readVerifier } from '../../../../src/runtime/evidence/head/key.ts';
import { readReceipt, signReceipt } from '../../../../src/runtime/evidence/head/receipt.ts';
import { leafHash } from '../../../../src/runtime/evidence/tree/hash.ts';
import { verifyLog } from '../../../../src/runtime/evidence/verification/verify.ts';
import { entry, folder, opened } from '../../../plugins/records/audit/log-folder.ts';

/** Appends entries to the log in `base`, with a receipt for the last; gives the head and the receipt. */
async function grow(base: string, ...numbers: readonly number[]) {
  const { log, wired } = await opened(base);
  let last = 0;
  for (const n of numbers) last = (await log.append(entry(n))).index;
  const receipt = (await log.vouch?.(last)) as string;
  await wired.stop();
  return { head: readFileSync(join(base, 'log', 'checkpoint'), 'utf8'), receipt };
}

/** What `change` makes of a log whose owner has the key, and what was kept elsewhere before. */
async function rewritten(change: (base: string) => Promise<unknown>) {
  const base = folder();
  await grow(base, 0, 1);
  cpSync(join(base, 'log'), join(base, 'old'), { recursive: true });
  const kept = await grow(base, 2, 3);
  await change(base);
  return verifyLog(join(base, 'log'), { heads: [kept.head], receipts: [kept.receipt] });
}

/** Puts the log back to two entries, as its owner can. */
function restore(base: string): void {
  rmSync(join(base, 'log'), { recursive: true });
  cpSync(join(base, 'old'), join(base, 'log'), { recursive: true });
}

describe('a head and a receipt that were kept elsewhere', () => {
  test('agree with a log that only grew', async () => {
    const report = await rewritten((base) => grow(base, 4, 5));
    expect(report).toMatchObject({ ok: true, entries: 6 });
  });

  test('prove that a log was put back, though its own files agree', async () => {
    const report = await rewritten(async (base) => {
      restore(base);
      expect(await verifyLog(join(base, 'log'))).toMatchObject({ ok: true, entries: 2 });
    });
    expect(report.problems).toEqual([
      { index: 2, problem: 'missing, though a kept head was signed over 4 entries' },
      { index: 3, problem: 'missing, though a receipt was given for it' },
    ]);
  });

  test('prove that a log was put back and written anew, and signed by its owner', async () => {
    const report = await rewritten(async (base) => {
      restore(base);
      await grow(base, 2, 30, 4);
    });
    expect(report.problems).toEqual([
      { problem: 'the first 4 entries are not those of a kept head' },
      { index: 3, problem: 'not the entry that a receipt was given for' },
    ]);
  });

  test('count only when they are of this log', async () => {
    const base = folder();
    await grow(base, 0);
    const { head, receipt } = await grow(folder(), 0);
    const report = await verifyLog(join(base, 'log'), {
      heads: [head, 'nonsense'],
      receipts: [receipt, 'nonsense'],
    });
    expect(report.problems.map(({ problem }) => problem)).toEqual([
      'a kept head is not one of this log',
      'a kept head is not one of this log',
      'a kept receipt is not one of this log',
      'a kept receipt is not one of this log',
    ]);
  });
});

describe('a receipt', () => {
  const signer = newSigningKey('a').as('a');
  const leaf = leafHash(Buffer.from('{}'));

  test('reads back under its key, and under no other', () => {
    const text = signReceipt({ index: 7, leaf }, signer);
    expect(readReceipt(text, signer)).toEqual({ origin: 'a', index: 7, leaf });
    expect(readReceipt(text, newSigningKey('a').as('a'))).toBeUndefined();
    expect(readReceipt(text.replace('entry 7', 'entry 8'), signer)).toBeUndefined();
  });

  test('never passes for a head', () => {
    expect(parseCheckpoint(signReceipt({ index: 7, leaf }, signer))).toBeUndefined();
  });

  test('is given for what was acknowledged, before a stop and after a start, and for nothing else', async () => {
    const base = folder();
    const { receipt } = await grow(base, 0, 1);
    const key = readVerifier(readFileSync(join(base, 'log', 'log.pub'), 'utf8'));
    const { log } = await opened(base);
    expect(readReceipt(receipt, key)?.index).toBe(1);
    expect(readReceipt((await log.vouch?.(1)) as string, key)).toEqual(readReceipt(receipt, key));
    for (const index of [2, -1, 0.5]) {
      await expect(log.vouch?.(index)).rejects.toMatchObject({ code: 'VAK6112' });
    }
  });
});

describe('a log without its entries', () => {
  test('is broken, not absent, when a head speaks of them', async () => {
    const base = folder();
    await grow(base, 0, 1);
    rmSync(join(base, 'log', 'entries.jsonl'));
    const { ok, problems } = await verifyLog(join(base, 'log'));
    expect(ok).toBe(false);
    expect(problems).toEqual([
      { index: 0, problem: 'missing, like all after it: the head was signed over 2 entries' },
    ]);
    writeFileSync(join(base, 'log', 'entries.jsonl'), '');
    expect((await verifyLog(join(base, 'log'))).problems).toEqual(problems);
  });
});
