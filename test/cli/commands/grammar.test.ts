import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, vak } from '../vak.ts';

test('vak grammar writes the published grammar, then has nothing to write', () => {
  const here = folder();
  const first = vak(here, ['grammar', '--to', 'out', '--json']);
  expect(first.status).toBe(0);
  expect(first.json().changed).toContain(join('out', 'vak.ebnf'));
  expect(
    readdirSync(join(here, 'out'))
      .map((name) => join('out', name))
      .sort(),
  ).toEqual([...first.json().changed].sort());
  expect(vak(here, ['grammar', '--to', 'out', '--json']).json()).toEqual({ ok: true, changed: [] });
});

test('vak grammar --check says what is not current, and writes nothing', () => {
  const here = folder();
  vak(here, ['grammar']);
  expect(vak(here, ['grammar', '--check']).status).toBe(0);
  writeFileSync(join(here, 'grammar', 'vak.ebnf'), 'old');
  const { status, json } = vak(here, ['grammar', '--check', '--json']);
  expect(json()).toEqual({ ok: false, changed: [join('grammar', 'vak.ebnf')] });
  expect(status).toBe(1);
});
