import {
  chmodSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, vak } from '../vak.ts';

const loose = 'vak 1\nagent   a{tools:[t]}\n\n\n\ntool t {effect:read}\n';

describe('vak fmt', () => {
  test('a file in another encoding is named and keeps every byte', () => {
    const at = folder();
    const bytes = Buffer.from('vak 1\nagnet   a{tools:[]} // gepr\u00fcft\n', 'latin1');
    writeFileSync(join(at, 'a.vak'), bytes);
    const { status, stdout } = vak(at, ['fmt', 'a.vak']);
    expect([status, stdout]).toEqual([1, expect.stringContaining('VAK1006')]);
    expect(readFileSync(join(at, 'a.vak'))).toEqual(bytes);
  });

  test('formats in place, keeps the mode, and says what changed', () => {
    const here = folder({ 'a.vak': loose });
    chmodSync(join(here, 'a.vak'), 0o640);
    const { status, json } = vak(here, ['fmt', 'a.vak', '--json']);
    expect(json()).toEqual({ ok: true, changed: ['a.vak'] });
    expect(status).toBe(0);
    expect(readFileSync(join(here, 'a.vak'), 'utf8')).toBe(
      'vak 1\n\nagent a { tools: [t] }\n\ntool t {\n  effect: read\n}\n',
    );
    expect(statSync(join(here, 'a.vak')).mode & 0o777).toBe(0o640);
    expect(readdirSync(here)).toEqual(['a.vak']);
    expect(vak(here, ['fmt', 'a.vak', '--json']).json()).toEqual({ ok: true, changed: [] });
  });

  test('--check writes nothing and exits 1 when something would change', () => {
    const here = folder({ 'a.vak': loose, 'b.vak': 'vak 1\n' });
    const { status, json } = vak(here, ['fmt', 'a.vak', 'b.vak', '--check', '--json']);
    expect(json()).toEqual({ ok: false, changed: ['a.vak'] });
    expect(status).toBe(1);
    expect(readFileSync(join(here, 'a.vak'), 'utf8')).toBe(loose);
    expect(vak(here, ['fmt', 'b.vak', '--check']).status).toBe(0);
  });

  test('a link stays a link', () => {
    const here = folder({ 'real.vak': loose });
    symlinkSync('real.vak', join(here, 'link.vak'));
    expect(vak(here, ['fmt', 'link.vak']).status).toBe(0);
    expect(readFileSync(join(here, 'real.vak'), 'utf8')).not.toBe(loose);
    expect(readdirSync(here).sort()).toEqual(['link.vak', 'real.vak']);
  });

  test('works beside an error elsewhere, reports it and exits 1', () => {
    const broken = `${loose}\npolicy p for a {\n  rule r { permitt t }\n}\n`;
    const here = folder({ 'a.vak': broken });
    const { status, json } = vak(here, ['fmt', 'a.vak', '--json']);
    expect([status, json().ok, json().changed]).toEqual([1, false, ['a.vak']]);
    expect(json().diagnostics.length).toBeGreaterThan(0);
    const text = readFileSync(join(here, 'a.vak'), 'utf8');
    expect(text).toContain('tool t {\n  effect: read\n}\n');
    expect(text).toContain('permitt t');
  });

  test('one FILE that cannot be read leaves the others untouched', () => {
    const here = folder({ 'a.vak': loose });
    const { status, stdout } = vak(here, ['fmt', 'a.vak', 'none.vak', '--json']);
    expect([status, stdout]).toEqual([2, '']);
    expect(readFileSync(join(here, 'a.vak'), 'utf8')).toBe(loose);
  });

  test.skipIf(process.getuid?.() === 0)(
    'a FILE that cannot be written is told, not half written',
    () => {
      const here = folder({ 'a.vak': loose });
      chmodSync(here, 0o500);
      const { status, stdout, stderr } = vak(here, ['fmt', 'a.vak', '--json']);
      chmodSync(here, 0o700);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain('cannot write `a.vak`: permission is missing');
    },
  );
});
