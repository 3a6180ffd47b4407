import { generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  NotAKeyError,
  parseCheckpoint,
  readCosigner,
  readVerifier,
  verifyLog,
} from '../../../../src/verify/index.ts';
import { folder, written } from '../../../plugins/records/audit/log-folder.ts';

const number = (of: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(of);
  return bytes;
};
const named = (text: string): Buffer =>
  Buffer.concat([Buffer.of(Buffer.byteLength(text)), Buffer.from(text)]);

/** A witness as the published format describes it, written down here a second time. */
function witness(type: 'ed25519' | 'ml-dsa-44', name: string) {
  const pair: { publicKey: KeyObject; privateKey: KeyObject } =
    type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ml-dsa-44');
  const size = type === 'ed25519' ? 32 : 1312;
  const raw = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-size);
  const typed = Buffer.concat([Buffer.of(type === 'ed25519' ? 4 : 6), raw]);
  const id = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed])).slice(0, 8);
  const line = (note: string, at: bigint): string => {
    const head = parseCheckpoint(note);
    if (head === undefined) throw new Error('no head');
    const subtree = [Buffer.from('subtree/v1\n\0'), named(name), number(at), named(head.origin)];
    const range = [number(0n), number(BigInt(head.size)), Buffer.from(head.root, 'latin1')];
    const message =
      type === 'ed25519'
        ? Buffer.from(`cosignature/v1\ntime ${at}\n${head.note.text}`)
        : Buffer.concat([...subtree, ...range]);
    const signature = sign(null, message, pair.privateKey);
    const bytes = Buffer.concat([Buffer.from(id, 'hex'), number(at), signature]);
    return `— ${name} ${bytes.toString('base64')}\n`;
  };
  return { key: `${name}+${id}+${typed.toString('base64')}`, line };
}

describe.each(['ed25519', 'ml-dsa-44'] as const)('a witness with a key of %s', (type) => {
  const one = witness(type, 'witness.example/w1');

  test('cosigns a head, which stays its own log’s', async () => {
    const log = await written(folder(), 3);
    const file = join(log, 'checkpoint');
    const note = readFileSync(file, 'utf8');
    const before = await verifyLog(log, { witnesses: [one.key] });
    expect(before.problems.map(({ problem }) => problem).join()).toContain('is not cosigned by');
    appendFileSync(file, one.line(note, 1_800_000_000n));
    expect(await verifyLog(log, { witnesses: [one.key] })).toMatchObject({ ok: true });
    expect(await verifyLog(log)).toMatchObject({ ok: true });
    const head = parseCheckpoint(readFileSync(file, 'utf8'));
    const seen = head && readCosigner(one.key).check(head);
    expect(seen).toEqual({ name: 'witness.example/w1', at: 1_800_000_000 });
  });

  test('did not cosign another head, at another time, or under another name', async () => {
    const log = await written(folder(), 3);
    const note = readFileSync(join(log, 'checkpoint'), 'utf8');
    const other = readFileSync(join(await written(folder(), 4), 'checkpoint'), 'utf8');
    const good = one.line(note, 7n);
    const late = Buffer.from(good.split(' ')[2] ?? '', 'base64');
    late.writeBigUInt64BE(8n, 4);
    const lines = [
      one.line(other, 7n),
      `— witness.example/w1 ${late.toString('base64')}\n`,
      good.replace('/w1 ', '/w2 '),
      witness(type, 'witness.example/w1').line(note, 7n),
      `${good}${one.line(other, 7n)}`,
    ];
    for (const line of lines) {
      const head = parseCheckpoint(`${note}${line}`);
      expect(head).toBeDefined();
      expect(head && readCosigner(one.key).check(head)).toBeUndefined();
    }
    writeFileSync(join(log, 'checkpoint'), `${note}${lines[0]}`);
    expect(await verifyLog(log, { witnesses: [one.key] })).toMatchObject({ ok: false });
  });

  test('is known by a key in its one spelling, and never signs as a log', () => {
    if (type === 'ed25519') expect(() => readVerifier(one.key)).toThrow(NotAKeyError);
    else expect(readVerifier(one.key).name).not.toBe('vak-audit');
    const [name, id, ...rest] = one.key.split('+');
    for (const key of [
      '',
      'x',
      `${name}+00000000+${rest.join('+')}`,
      `other+${id}+${rest.join('+')}`,
      `${one.key}AAAA`,
      one.key.slice(0, -4),
    ]) {
      expect(() => readCosigner(key)).toThrow(NotAKeyError);
    }
  });
});
