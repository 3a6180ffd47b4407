import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newSigningKey } from '../../../../src/runtime/evidence/head/key.ts';
import { formatProof } from '../../../../src/runtime/evidence/head/proof-file.ts';
import { prove, proveConsistency } from '../../../../src/runtime/evidence/log/prove.ts';
import { checkpointOf, readLog } from '../../../../src/runtime/evidence/log/read.ts';
import {
  checkProof,
  fromBase64,
  type Hash,
  leafHash,
  parseCheckpoint,
  readVerifier,
  verifyConsistency,
} from '../../../../src/verify/index.ts';
import { entry, folder, opened, written } from '../../../plugins/records/audit/log-folder.ts';

const count = 11;
const leaves = (log: string): readonly Hash[] =>
  readFileSync(join(log, 'entries.jsonl'), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => leafHash(Buffer.from(line)));
const keyOf = (log: string) => readVerifier(readFileSync(join(log, 'log.pub'), 'utf8'));

describe('a proof that an entry is in the log', () => {
  test('convinces whoever has the key and the entry, offline', async () => {
    const log = await written(folder(), count);
    const [hashes, key] = [leaves(log), keyOf(log)];
    for (const [index, leaf] of hashes.entries()) {
      const proof = formatProof(await prove(log, index));
      expect(proof.startsWith(`c2sp.org/tlog-proof@v1\nindex ${index}\n`)).toBe(true);
      expect(checkProof(proof, leaf, key)).toBe(true);
      expect(checkProof(proof, hashes[(index + 1) % count] as Hash, key)).toBe(false);
    }
  });

  test('convinces nobody after any change to it', async () => {
    const log = await written(folder(), count);
    const [leaf, key] = [leaves(log)[4] as Hash, keyOf(log)];
    const proof = formatProof(await prove(log, 4));
    for (let at = 0; at < proof.length; at += 1) {
      const other = proof[at] === 'A' ? 'B' : 'A';
      const changed = proof.slice(0, at) + other + proof.slice(at + 1);
      expect(checkProof(changed, leaf, key), `changed at ${at}`).toBe(false);
    }
    expect(checkProof(proof, leaf, newSigningKey('x').as(key.name))).toBe(false);
    for (const nothing of ['', '\n\n', 'c2sp.org/tlog-proof@v1\nindex 4']) {
      expect(checkProof(nothing, leaf, key)).toBe(false);
    }
  });

  test('is not made for what the head does not cover, nor from other leaf hashes', async () => {
    const log = await written(folder(), count);
    for (const index of [count, -1, 0.5, Number.NaN]) {
      await expect(prove(log, index)).rejects.toMatchObject({ code: 'VAK6112' });
    }
    const file = join(log, 'leaves');
    const bytes = readFileSync(file);
    bytes[40] = (bytes[40] as number) ^ 1;
    writeFileSync(file, bytes);
    await expect(prove(log, 4)).rejects.toMatchObject({ code: 'VAK6108' });
    writeFileSync(file, bytes.subarray(0, 33));
    await expect(prove(log, 0)).rejects.toMatchObject({ code: 'VAK6108' });
    await expect(prove(folder(), 0)).rejects.toMatchObject({ code: 'VAK6111' });
  });
});

describe('a proof that a log continues what it was', () => {
  test('leads from every older head to the present one', async () => {
    const base = folder();
    const heads: string[] = [];
    for (let size = 1; size <= 6; size += 1) {
      const { log, wired } = await opened(base);
      await log.append(entry(size));
      await wired.stop();
      heads.push((await checkpointOf(join(base, 'log')))?.note as string);
    }
    const now = parseCheckpoint(heads.at(-1) as string);
    for (const head of heads) {
      const old = parseCheckpoint(head);
      if (old === undefined || now === undefined) throw new Error('a head cannot be read');
      const path = await proveConsistency(join(base, 'log'), old.size);
      const claim = { oldSize: old.size, oldRoot: old.root, size: now.size, root: now.root, path };
      expect(verifyConsistency(claim)).toBe(true);
    }
    await expect(proveConsistency(join(base, 'log'), 7)).rejects.toMatchObject({ code: 'VAK6112' });
  });
});

describe('reading a log', () => {
  test('gives each entry with its index and leaf', async () => {
    const log = await written(folder(), 3);
    const hashes = leaves(log);
    const found = [];
    for await (const one of readLog(log)) found.push(one);
    expect(found.map(({ index, leaf }) => ({ index, leaf }))).toEqual(
      hashes.map((leaf, index) => ({ index, leaf })),
    );
    expect(found[2]?.entry).toEqual(entry(2));
  });

  test('names the first line that is no entry, and a folder without a log', async () => {
    const log = await written(folder(), 3);
    const file = join(log, 'entries.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"n":1', '"n": 1'));
    const reading = async (folder: string): Promise<void> => {
      for await (const { index } of readLog(folder)) expect(index).toBe(0);
    };
    await expect(reading(log)).rejects.toThrow('entry 1 of');
    await expect(reading(folder())).rejects.toMatchObject({ code: 'VAK6111' });
  });

  test('shows the signed head as text and in its parts', async () => {
    const log = await written(folder(), 3);
    const head = await checkpointOf(log);
    expect(head?.note.split('\n').slice(0, 3)).toEqual([head?.origin, '3', head?.root]);
    expect(fromBase64(head?.root ?? '')).toBeDefined();
    expect(await checkpointOf(folder())).toBeUndefined();
  });
});
