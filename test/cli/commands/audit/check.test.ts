import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { newSigningKey, readSigningKey } from '../../../../src/runtime/evidence/head/key.ts';
import { signReceipt } from '../../../../src/runtime/evidence/head/receipt.ts';
import { leafHash, readVerifier } from '../../../../src/verify/index.ts';
import { folder, vak } from '../../vak.ts';
import { recorded } from '../../workshop.ts';

let whole = '';
beforeAll(() => {
  whole = recorded();
});
const key = (): string => join(whole, 'audit', 'log.pub');
const lines = (): readonly string[] =>
  readFileSync(join(whole, 'audit', 'entries.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');

/** A file on an auditor's machine, where no log is. */
function kept(name: string, text: string): string {
  const file = join(folder(), name);
  writeFileSync(file, text);
  return file;
}
const check = (file: string, ...more: string[]) =>
  vak(folder(), ['audit', 'check', file, '--key', key(), ...more]);

describe('vak audit check', () => {
  test('takes a proof with its entry, far from the log', () => {
    const proof = vak(whole, ['audit', 'prove', 'audit', '2', '--entry']).stdout;
    const { status, json } = check(kept('2.tlog-proof', proof), '--json');
    expect([status, json()]).toEqual([
      0,
      {
        ok: true,
        is: 'proof',
        origin: readVerifier(readFileSync(key(), 'utf8')).name,
        index: 2,
        size: lines().length,
        entry: lines()[2],
      },
    ]);
    expect(check(kept('p', proof)).stdout).toContain('is in the log');
  });

  test('takes a proof and the line that it is about, and no other line', () => {
    const proof = kept('p', vak(whole, ['audit', 'prove', 'audit', '3']).stdout);
    expect(check(proof).status).toBe(1);
    const entry = (at: number) => ['--entry', kept('entry', `${lines()[at]}\n`)];
    expect(check(proof, ...entry(3)).status).toBe(0);
    expect(check(proof, ...entry(2), '--json').json()).toMatchObject({ ok: false, is: 'proof' });
  });

  test('takes a receipt by the log’s key, and none by another', () => {
    const secret = readSigningKey(readFileSync(join(whole, '.vak', 'keys', 'audit'), 'utf8'));
    const { name } = readVerifier(readFileSync(key(), 'utf8'));
    const leaf = leafHash(Buffer.from(lines()[2] ?? ''));
    const own = kept('r', signReceipt({ index: 2, leaf }, secret.as(name)));
    expect(check(own, '--json').json()).toMatchObject({ ok: true, is: 'receipt', index: 2 });
    const wrong = check(own, '--entry', kept('e', lines()[1] ?? ''), '--json');
    expect([wrong.status, wrong.json().ok]).toEqual([1, false]);
    const forged = kept('r', signReceipt({ index: 2, leaf }, newSigningKey('x').as(name)));
    expect(check(forged, '--json').json()).toMatchObject({ ok: false, is: 'receipt' });
  });

  test('takes the evidence of a fork, which holds no entry', () => {
    const copy = folder();
    cpSync(whole, copy, { recursive: true });
    for (const file of ['entries.jsonl', 'leaves', 'checkpoint', 'index.db']) {
      rmSync(join(copy, 'audit', file), { force: true });
    }
    const script = kept(
      's.json',
      '{"agent":"helper","calls":[{"tool":"no"},{"tool":"no"},{"tool":"no"},{"tool":"no"},{"tool":"no"},{"tool":"no"},{"tool":"no"},{"tool":"no"},{"tool":"no"},{"tool":"no"}]}',
    );
    expect(vak(copy, ['run', 'workshop.vak', '--script', script]).status).toBe(0);
    expect(vak(copy, ['audit', 'verify', 'audit']).status).toBe(0);
    const head = join(whole, 'audit', 'checkpoint');
    const evidence = join(folder(), 'fork.json');
    const options = ['--head', head, '--evidence', evidence, '--json'];
    const found = vak(copy, ['audit', 'verify', 'audit', ...options]);
    expect([found.status, found.json()]).toMatchObject([1, { ok: false, fork: true }]);
    expect(check(evidence, '--json').json()).toMatchObject({
      ok: true,
      is: 'fork',
      sizes: [lines().length, expect.any(Number)],
    });
    const text = readFileSync(evidence, 'utf8');
    expect(text).not.toContain('decision');
    for (let at = 0; at < text.length - 1; at += 1) {
      const changed = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
      writeFileSync(evidence, changed);
      if (at % 97 === 0) expect(check(evidence).status, `changed at ${at}`).toBe(1);
    }
    expect(vak(whole, ['audit', 'verify', 'audit', ...options]).json()).toMatchObject({
      ok: true,
      fork: false,
    });
  }, 60_000);

  test('what is nothing of the kind is a finding; without a key it is wrong usage', () => {
    for (const text of ['', 'hello\n', '{}', '{"fork":1}', lines()[0] ?? '']) {
      expect(check(kept('x', text), '--json').json()).toMatchObject({ ok: false, is: 'nothing' });
    }
    expect(vak(whole, ['audit', 'check', key()]).status).toBe(2);
    expect(vak(whole, ['audit', 'check', 'none', '--key', key()]).status).toBe(2);
    expect(vak(whole, ['audit', 'check', key(), '--key', kept('k', 'x')]).status).toBe(2);
  });
});
