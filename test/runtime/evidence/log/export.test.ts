import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatProof } from '../../../../src/runtime/evidence/head/proof-file.ts';
import { exportLog, layLogTiles } from '../../../../src/runtime/evidence/log/export.ts';
import { prove } from '../../../../src/runtime/evidence/log/prove.ts';
import { verifyLog } from '../../../../src/runtime/evidence/verification/verify.ts';
import {
  checkProof,
  type Hash,
  leafHash,
  parseCheckpoint,
  readVerifier,
} from '../../../../src/verify/index.ts';
import { entry, folder, opened } from '../../../plugins/records/audit/log-folder.ts';

/** The entries of a bundle, each behind its length in two bytes. */
function unbundled(file: string): readonly Buffer[] {
  const bytes = readFileSync(file);
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 2 + bytes.readUInt16BE(at);
    found.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return found;
}

async function grow(base: string, count: number): Promise<void> {
  const { log, wired } = await opened(base);
  await Promise.all(Array.from({ length: count }, (_, n) => log.append(entry(n))));
  await wired.stop();
}

test('an export is the log in tiles and bundles, and later ones bring it up to date', async () => {
  const base = folder();
  const [log, to] = [join(base, 'log'), join(base, 'out')];
  let expected = 0;
  for (const count of [200, 400, 7]) {
    await grow(base, count);
    expected += count;
    expect(await exportLog(log, to)).toBe(expected);
    const head = parseCheckpoint(readFileSync(join(to, 'checkpoint'), 'utf8'));
    expect(head?.size).toBe(expected);
    const bundle = (n: number, width: number) =>
      `${String(n).padStart(3, '0')}${width === 256 ? '' : `.p/${width}`}`;
    const entries: Buffer[] = [];
    for (let n = 0; n * 256 < expected; n += 1) {
      const name = bundle(n, Math.min(256, expected - n * 256));
      const own = unbundled(join(to, 'tile', 'entries', name));
      const hashes = Buffer.from(own.map((each) => leafHash(each)).join(''), 'latin1');
      expect(readFileSync(join(to, 'tile', '0', name)).equals(hashes)).toBe(true);
      entries.push(...own);
    }
    const lines = readFileSync(join(log, 'entries.jsonl'), 'utf8').split('\n').slice(0, -1);
    expect(entries.map(String)).toEqual(lines);
  }
});

test('a closed log has its tiles, proves from them, and tells a wrong one', async () => {
  const base = folder();
  const log = join(base, 'log');
  await grow(base, 700);
  const tile = join(log, 'tile', '1', '000.p', '2');
  const key = readVerifier(readFileSync(join(log, 'log.pub'), 'utf8'));
  const lines = readFileSync(join(log, 'entries.jsonl'), 'utf8').split('\n');
  const leaf = (index: number): Hash => leafHash(Buffer.from(lines[index] as string));
  expect((await verifyLog(log)).problems).toEqual([]);
  expect(checkProof(formatProof(await prove(log, 600)), leaf(600), key)).toBe(true);

  const right = readFileSync(tile);
  for (let at = 0; at < right.length; at += 1) {
    const wrong = Buffer.from(right);
    wrong[at] = (wrong[at] as number) ^ 1;
    writeFileSync(tile, wrong);
    const { problems } = await verifyLog(log);
    expect(problems.map(({ problem }) => problem).join()).toContain('tile/1/000.p/2');
  }
  // The signed root is what counts: with a wrong tile the proof is made from the leaves.
  expect(checkProof(formatProof(await prove(log, 600)), leaf(600), key)).toBe(true);
  rmSync(join(log, 'tile'), { recursive: true });
  await layLogTiles(log);
  expect(readFileSync(tile).equals(right)).toBe(true);
});

test('a log whose leaf hashes were changed is not exported', async () => {
  const base = folder();
  await grow(base, 5);
  writeFileSync(join(base, 'log', 'leaves'), Buffer.alloc(5 * 32));
  await expect(exportLog(join(base, 'log'), join(base, 'out'))).rejects.toMatchObject({
    code: 'VAK6108',
  });
});
