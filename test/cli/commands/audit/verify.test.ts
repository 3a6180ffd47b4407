import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { newSigningKey } from '../../../../src/runtime/evidence/head/key.ts';
import { folder, vak } from '../../vak.ts';
import { recorded, workshop } from '../../workshop.ts';

let whole = '';
beforeAll(() => {
  whole = recorded();
});

/** A copy of the log with one of its files changed. */
function changed(file: string, change: (text: string) => string): string {
  const copy = folder();
  cpSync(join(whole, 'audit'), join(copy, 'audit'), { recursive: true });
  const path = join(copy, 'audit', file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
  return copy;
}
const verify = (here: string, ...more: string[]) =>
  vak(here, ['audit', 'verify', 'audit', '--json', ...more]);

describe('vak audit verify', () => {
  test('a log as it was written is whole', () => {
    const { status, json } = verify(whole);
    expect(json()).toMatchObject({ ok: true, problems: [], root: expect.any(String) });
    const lines = readFileSync(join(whole, 'audit', 'entries.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(json().entries).toBe(lines.length);
    expect(status).toBe(0);
    expect(vak(whole, ['audit', 'verify', 'audit']).stdout).toContain('the log is whole');
  });

  test('a changed entry is named', () => {
    const here = changed('entries.jsonl', (text) => {
      const lines = text.split('\n');
      return [
        ...lines.slice(0, 3),
        (lines[3] ?? '').replace('"v":1', '"v":2'),
        ...lines.slice(4),
      ].join('\n');
    });
    const { status, json } = verify(here);
    expect([status, json().ok]).toEqual([1, false]);
    expect(json().problems).toContainEqual(expect.objectContaining({ index: 3 }));
    expect(vak(here, ['audit', 'verify', 'audit']).stdout).toContain('entry 3: ');
  });

  test('a cut tail is missed, and a removed checkpoint too', () => {
    const cut = changed('entries.jsonl', (text) =>
      text.split('\n').slice(0, -2).join('\n').concat('\n'),
    );
    expect(verify(cut).status).toBe(1);
    const unsigned = changed('checkpoint', () => '');
    expect(verify(unsigned).status).toBe(1);
  });

  test('--key pins the signer', () => {
    const key = join(whole, 'audit', 'log.pub');
    expect(verify(whole, '--key', key).status).toBe(0);
    const other = folder(workshop);
    const script = join(folder({ 's.json': '{"agent":"helper","calls":[]}' }), 's.json');
    vak(other, ['run', 'workshop.vak', '--script', script]);
    expect(verify(whole, '--key', join(other, 'audit', 'log.pub')).json()).toMatchObject({
      ok: false,
    });
  });

  test('says which entries nobody has signed, though the log is whole', () => {
    const here = changed('entries.jsonl', (text) => `${text}{"kind":"note","v":1}\n`);
    const { json } = verify(here);
    expect(json()).toMatchObject({ ok: true, unsigned: 1 });
    const { stdout } = vak(here, ['audit', 'verify', 'audit']);
    expect(stdout).toContain(`not signed: 1, from entry ${json().checkpoint.size} on; `);
    expect(vak(whole, ['audit', 'verify', 'audit']).stdout).not.toContain('not signed');
  });

  test('holds the log against each of several heads', () => {
    const here = folder();
    cpSync(whole, here, { recursive: true });
    const head = join(here, 'audit', 'checkpoint');
    const kept = join(here, 'kept');
    writeFileSync(kept, 'no head of this log\n');
    for (const heads of [
      ['--head', head, '--head', kept],
      ['--head', kept, '--head', head],
    ]) {
      expect(verify(here, ...heads).json().problems).toMatchObject([
        { problem: 'a kept head is not one of this log' },
      ]);
    }
    expect(verify(here, '--head', head, '--head', head).status).toBe(0);
  });

  test('what is there and cannot be read is wrong usage, and no finding about the log', () => {
    for (const file of ['entries.jsonl', 'checkpoint']) {
      const here = folder();
      cpSync(join(whole, 'audit'), join(here, 'audit'), { recursive: true });
      rmSync(join(here, 'audit', file));
      mkdirSync(join(here, 'audit', file));
      for (const command of ['verify', 'fsck', 'show', 'report']) {
        const { status, stdout, stderr } = vak(here, ['audit', command, 'audit']);
        expect([status, stdout]).toEqual([2, '']);
        expect(stderr).toBe(`vak: cannot read \`audit/${file}\`: it is no file\n`);
      }
    }
  });

  test('a key file that cannot be read is wrong usage', () => {
    const { status, stdout } = verify(whole, '--key', 'none.pub');
    expect([status, stdout]).toEqual([2, '']);
  });
});

describe('vak audit verify of an export', () => {
  const exported = (): string => {
    const here = folder();
    cpSync(whole, here, { recursive: true });
    expect(vak(here, ['audit', 'export', 'audit', 'out']).status).toBe(0);
    return here;
  };
  const verifyOut = (here: string, ...more: string[]) =>
    vak(here, ['audit', 'verify', 'out', '--json', ...more]);

  test('says that it is whole, under which key, and what it does not tell', () => {
    const here = exported();
    const key = readFileSync(join(here, 'out', 'log.pub'), 'utf8').trim();
    const { status, json } = verifyOut(here);
    expect([status, json()]).toMatchObject([0, { ok: true, form: 'export', key, unsigned: 0 }]);
    expect(json().absent.plans).toBeGreaterThan(0);
    const { stdout } = vak(here, ['audit', 'verify', 'out']);
    expect(stdout).toMatch(/the export is whole: \d+ entries/);
    expect(stdout).toMatch(/signed by vak-audit\/\w+\+\w{8}; pin the key with --key\n/);
    expect(stdout).toMatch(/not handed over: \d plans, 0 large values, what came after the head\n/);
    const pinned = vak(here, ['audit', 'verify', 'out', '--key', 'audit/log.pub']).stdout;
    expect(pinned).not.toContain('pin the key');
  });

  test('a changed entry is named, another key is refused, and so are files that are none', () => {
    const here = exported();
    const [name = ''] = readdirSync(join(here, 'out', 'tile', 'entries', '000.p'));
    const bundle = join(here, 'out', 'tile', 'entries', '000.p', name);
    const good = readFileSync(bundle, 'latin1');
    writeFileSync(bundle, good.replace('parts.find', 'parts.fund'), 'latin1');
    const changed = verifyOut(here);
    expect([changed.status, changed.json().ok]).toEqual([1, false]);
    expect(vak(here, ['audit', 'verify', 'out']).stdout).toMatch(
      /entry \d+: changed after it was recorded\n.*the export is broken/s,
    );
    writeFileSync(bundle, good, 'latin1');
    expect(verifyOut(here).status).toBe(0);
    writeFileSync(join(here, 'other.pub'), newSigningKey('x').as('x').text);
    expect(verifyOut(here, '--key', 'other.pub').status).toBe(1);
    expect(verifyOut(here, '--key', 'none.pub')).toMatchObject({ status: 2, stdout: '' });
    for (const command of ['show', 'fsck', 'report']) {
      const { status, stderr } = vak(here, ['audit', command, 'out']);
      expect([status, stderr]).toEqual([2, expect.stringContaining('vak audit verify')]);
    }
    const evidence = ['--head', 'audit/checkpoint', '--evidence', 'fork'];
    expect(verifyOut(here, ...evidence)).toMatchObject({ status: 2, stdout: '' });
  });

  test('one that cannot be written is told as what the system said, and no fault of vak', () => {
    const here = folder({ out: 'no folder' });
    cpSync(whole, here, { recursive: true });
    const { status, stdout, stderr } = vak(here, ['audit', 'export', 'audit', 'out']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^vak: cannot \w+ `.*out.*`: part of its path is not a folder\n$/);
  });

  test('whoever pinned the first key is led to the one that signs after a rotation', () => {
    const here = exported();
    cpSync(join(here, 'audit', 'log.pub'), join(here, 'first.pub'));
    expect(vak(here, ['audit', 'rotate', 'audit']).status).toBe(0);
    expect(vak(here, ['audit', 'export', 'audit', 'out']).status).toBe(0);
    const { status, json } = verifyOut(here, '--key', 'first.pub');
    const present = readFileSync(join(here, 'audit', 'log.pub'), 'utf8').trim();
    expect([status, json().key]).toEqual([0, present]);
    expect(present).not.toBe(readFileSync(join(here, 'first.pub'), 'utf8').trim());
    rmSync(join(here, 'out', 'rotations'), { recursive: true });
    expect(verifyOut(here, '--key', 'first.pub').status).toBe(1);
  });
});

describe('vak audit prove and checkpoint', () => {
  test('an entry’s proof and the signed head are printed', () => {
    const head = vak(whole, ['audit', 'checkpoint', 'audit']);
    expect(head.stdout).toBe(readFileSync(join(whole, 'audit', 'checkpoint'), 'utf8'));
    const { status, json } = vak(whole, ['audit', 'prove', 'audit', '2', '--json']);
    expect(status).toBe(0);
    expect(json()).toMatchObject({ index: 2 });
  });

  test('an index past the end is a finding; what is no number is wrong usage', () => {
    expect(vak(whole, ['audit', 'prove', 'audit', '9999']).status).toBe(1);
    expect(vak(whole, ['audit', 'prove', 'audit', '-1']).status).toBe(2);
    expect(vak(whole, ['audit', 'prove', 'audit', 'two']).status).toBe(2);
  });
});
