import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLog } from '../../../../src/plugins/records/audit/opening/open.ts';
import { rotate } from '../../../../src/plugins/records/audit/opening/rotate.ts';
import { FileLog } from '../../../../src/plugins/records/audit/writing/log.ts';
import { onlyKey } from '../../../../src/runtime/evidence/head/chain.ts';
import {
  parseCheckpoint,
  signCheckpoint,
} from '../../../../src/runtime/evidence/head/checkpoint.ts';
import { newSigningKey, readSigningKey } from '../../../../src/runtime/evidence/head/key.ts';
import { formatProof } from '../../../../src/runtime/evidence/head/proof-file.ts';
import { readReceipt, signReceipt } from '../../../../src/runtime/evidence/head/receipt.ts';
import { exportLog } from '../../../../src/runtime/evidence/log/export.ts';
import { logIn } from '../../../../src/runtime/evidence/log/layout.ts';
import { prove } from '../../../../src/runtime/evidence/log/prove.ts';
import { handoversOf } from '../../../../src/runtime/evidence/verification/keys.ts';
import {
  checkProof,
  leafHash,
  readChain,
  readCosigner,
  readHandover,
  readVerifier,
  verifyLog,
} from '../../../../src/verify/index.ts';
import { vak } from '../../../cli/vak.ts';
import { entry, folder, opened } from './log-folder.ts';
import { SimulatedDisk } from './power/simulated-disk.ts';

async function grow(base: string, count: number): Promise<readonly string[]> {
  const { log, wired } = await opened(base);
  const receipts: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { index } = await log.append(entry(n));
    receipts.push((await log.vouch?.(index)) as string);
  }
  await wired.stop();
  return receipts;
}

const secret = (base: string): string => join(base, 'state', 'keys', 'audit');
const rotated = (base: string) =>
  vak(base, ['audit', 'rotate', join(base, 'log'), '--secret', secret(base), '--json']);
const pub = (base: string): string => readFileSync(join(base, 'log', 'log.pub'), 'utf8').trim();

describe('a log whose key is of ML-DSA-44', { timeout: 120_000 }, () => {
  test('is signed by it from a rotation on, and by another after the next; every key still convinces', async () => {
    const base = folder();
    const log = join(base, 'log');
    const receipts = [...(await grow(base, 3))];
    const [keys, heads] = [[pub(base)], [readFileSync(join(log, 'checkpoint'), 'utf8')]];
    for (const algorithm of ['ml-dsa-44', 'ml-dsa-44', 'ed25519']) {
      const args = ['audit', 'rotate', log, '--secret', secret(base), '--algorithm', algorithm];
      const done = vak(base, args);
      expect({ status: done.status, err: done.stderr }).toEqual({ status: 0, err: '' });
      expect(readVerifier(pub(base)).algorithm).toBe(algorithm);
      receipts.push(...(await grow(base, 2)));
      keys.push(pub(base));
      heads.push(readFileSync(join(log, 'checkpoint'), 'utf8'));
    }
    for (const key of keys) {
      const verified = await verifyLog(log, { key, heads, receipts });
      expect(verified).toMatchObject({ ok: true, problems: [] });
    }
    // What a witness of that kind signs of a head is what the log's own key signed, by the published form.
    const [, head = ''] = heads;
    const checkpoint = parseCheckpoint(head);
    expect(checkpoint && readCosigner(keys[1] as string).check(checkpoint)).toEqual({
      name: checkpoint?.origin,
      at: 0,
    });
    const out = join(base, 'out');
    await exportLog(log, out);
    for (const folder of [log, out]) {
      const led = readChain(readVerifier(keys[0] as string), await handoversOf(logIn(folder)));
      expect(led?.tip.text).toBe(keys.at(-1)?.trim());
    }
    const chain = readChain(readVerifier(keys[0] as string), await handoversOf(logIn(log)));
    const lines = readFileSync(join(log, 'entries.jsonl'), 'utf8').split('\n');
    const proof = formatProof(await prove(log, 5));
    expect(chain && checkProof(proof, leafHash(Buffer.from(lines[5] ?? '')), chain)).toBe(true);
    expect(vak(base, ['audit', 'rotate', log, '--algorithm', 'rsa']).status).toBe(2);
  });

  test('is not rotated where its folder cannot be locked, and the cause is named', async () => {
    const base = folder();
    const file = join(base, 'log', 'lock');
    await grow(base, 1);
    rmSync(file);
    mkdirSync(file);
    const refused = vak(base, ['audit', 'rotate', join(base, 'log'), '--secret', secret(base)]);
    expect(refused).toMatchObject({ status: 1, stderr: '' });
    expect(refused.stdout).toMatch(/VAK6105.*cannot be locked: unable to open/);
  });

  test('begins with it where its key is put there, and no changed byte of its head passes', async () => {
    const base = folder();
    const file = secret(base);
    mkdirSync(dirname(file), { recursive: true });
    const made = vak(base, ['key', 'desk', '-o', file, '--algorithm', 'ml-dsa-44']);
    expect(made.status).toBe(0);
    const [receipt = ''] = await grow(base, 2);
    const key = readVerifier(pub(base));
    expect(key.algorithm).toBe('ml-dsa-44');
    const note = readFileSync(join(base, 'log', 'checkpoint'), 'utf8');
    const stands = (text: string): string => {
      const head = parseCheckpoint(text);
      return head === undefined ? 'none' : onlyKey(key).checkHead(head);
    };
    expect(stands(note)).toBe('good');
    expect(readReceipt(receipt, key)).toMatchObject({ index: 0 });
    for (let at = 0; at < note.length; at += at < 200 ? 1 : 53) {
      const other = note[at] === 'A' ? 'B' : 'A';
      const changed = `${note.slice(0, at)}${other}${note.slice(at + 1)}`;
      expect(stands(changed), `changed at ${at}`).not.toBe('good');
    }
    // Neither an extension line nor the other kind of note passes for what was signed.
    expect(stands(note.replace('\n\n', '\nmore\n\n'))).not.toBe('good');
    expect(readReceipt(note, key)).toBeUndefined();
  });
});

describe('a log whose key is changed', { timeout: 120_000 }, () => {
  test('goes on under the new key, and every key of it still convinces', async () => {
    const base = folder();
    const log = join(base, 'log');
    const receipts = [...(await grow(base, 3))];
    const keys = [pub(base)];
    const heads = [readFileSync(join(log, 'checkpoint'), 'utf8')];
    for (let round = 0; round < 2; round += 1) {
      const done = rotated(base);
      expect({ status: done.status, err: done.stderr }).toEqual({ status: 0, err: '' });
      expect(JSON.parse(done.stdout)).toMatchObject({ ok: true });
      receipts.push(...(await grow(base, 2)));
      keys.push(pub(base));
      heads.push(readFileSync(join(log, 'checkpoint'), 'utf8'));
    }
    expect(new Set(keys).size).toBe(3);
    for (const key of keys) {
      expect(await verifyLog(log, { key, heads, receipts })).toMatchObject({
        ok: true,
        problems: [],
      });
    }
    const chain = readChain(readVerifier(keys[0] as string), await handoversOf(logIn(log)));
    const line = readFileSync(join(log, 'entries.jsonl'), 'utf8').split('\n')[1] as string;
    const proof = formatProof(await prove(log, 1));
    expect(chain && checkProof(proof, leafHash(Buffer.from(line)), chain)).toBe(true);
    expect(checkProof(proof, leafHash(Buffer.from(line)), readVerifier(keys[0] as string))).toBe(
      false,
    );
  });

  test('is not believed by whoever pinned a key that is not of it', async () => {
    const base = folder();
    await grow(base, 1);
    rotated(base);
    const key = newSigningKey('x').as(readVerifier(pub(base)).name).text;
    const { problems } = await verifyLog(join(base, 'log'), { key });
    const told = problems.map(({ problem }) => problem).join();
    expect(told).toContain('another key than the pinned');
    expect(told).not.toContain('no hand-over');
  });

  test('takes nothing more from the old key: no head and no receipt', async () => {
    const base = folder();
    const log = join(base, 'log');
    await grow(base, 2);
    const stolen = join(base, 'stolen');
    writeFileSync(stolen, readFileSync(secret(base)), { mode: 0o600 });
    rotated(base);
    await grow(base, 2);
    const good = readFileSync(join(log, 'checkpoint'), 'utf8');
    const head = parseCheckpoint(good);
    if (head === undefined) throw new Error('no head');
    const old = readSigningKey(readFileSync(stolen, 'utf8')).as(head.origin);
    writeFileSync(join(log, 'checkpoint'), signCheckpoint(head, old));
    expect((await verifyLog(log)).problems.map(({ problem }) => problem).join()).toContain(
      'is not signed by the key',
    );
    writeFileSync(join(log, 'checkpoint'), good);
    const receipts = [signReceipt({ index: 4, leaf: leafHash(Buffer.from('{}')) }, old)];
    expect((await verifyLog(log, { receipts })).problems.map(({ problem }) => problem)).toEqual([
      'a kept receipt is not one of this log',
    ]);
  });

  test('shows any change to its hand-overs, and that one is missing', async () => {
    const base = folder();
    const log = join(base, 'log');
    await grow(base, 2);
    rotated(base);
    const file = join(log, 'rotations', '1');
    const good = readFileSync(file);
    for (let at = 0; at < good.length; at += 1) {
      const bad = Buffer.from(good);
      bad[at] = (good[at] as number) ^ (1 << (at % 8));
      if (readHandover(bad.toString('utf8')) === undefined && at % 40 > 0) continue;
      writeFileSync(file, bad);
      expect((await verifyLog(log)).ok, `changed at ${at}`).toBe(false);
    }
    writeFileSync(file, good);
    expect(readHandover(good.toString('utf8'))).toMatchObject({ size: 3 });
    const pinned = (readHandover(good.toString('utf8')) as { old: { text: string } }).old.text;
    rmSync(join(log, 'rotations'), { recursive: true });
    expect((await verifyLog(log, { key: pinned })).ok).toBe(false);
    const missing = expect.stringContaining('no hand-over in `rotations` leads from the key');
    expect((await verifyLog(log)).problems).toEqual([{ index: 2, problem: missing }]);
  });

  test('opens when the new key did not get to its place, and the command ends it', async () => {
    const base = folder();
    await grow(base, 1);
    rotated(base);
    renameSync(secret(base), `${secret(base)}.next`);
    writeFileSync(secret(base), `${newSigningKey('vak-audit').secret}\n`, { mode: 0o600 });
    await grow(base, 1);
    expect(rotated(base).status).toBe(0);
    expect(existsSync(`${secret(base)}.next`)).toBe(false);
    await grow(base, 1);
    expect((await verifyLog(join(base, 'log'))).problems).toEqual([]);
    expect((await handoversOf(logIn(join(base, 'log')))).length).toBe(1);
  });

  test('is whole, whatever operation of the rotation the power fails at', {
    timeout: 60_000,
  }, async () => {
    const [first, second] = [newSigningKey('one'), newSigningKey('two')];
    const noLock = async () => ({ release: () => undefined });
    let finished = false;
    const seen = new Set<string>();
    for (let at = 0; !finished; at += 1) {
      const disk = new SimulatedDisk();
      const opening = {
        disk,
        folder: '/log',
        key: async () => first,
        next: async () => second,
        lock: noLock,
        now: () => 0,
        pauseMs: 0,
      };
      const log = new FileLog((failed) => openLog(opening, failed));
      await log.start();
      await log.append(entry(0));
      await log.stop();
      disk.inject({ at, code: 'power' });
      finished = await rotate(opening, second).then(
        () => true,
        () => false,
      );
      for (const seed of [0, 0.3, 0.99]) {
        const found = disk.afterCut(() => seed);
        const again = new FileLog((failed) => openLog({ ...opening, disk: found }, failed));
        await again.start();
        const { index } = await again.append(entry(1));
        expect(index).toBeGreaterThanOrEqual(1);
        await again.stop();
        // Whoever rotates again instead ends what was begun, or does all of it.
        const other = { ...opening, disk: disk.afterCut(() => seed) };
        const done = await rotate(other, second);
        seen.add(done === undefined ? 'ended' : 'done');
      }
    }
    expect(finished).toBe(true);
    expect([...seen].sort()).toEqual(['done', 'ended']);
  });
});
