import { describe, expect, test } from 'vitest';
import { folder, vak } from '../vak.ts';

const here = folder();

describe('vak explain', () => {
  test('prints the page of a code: title, what draws it, why, and what to write', () => {
    const { status, json } = vak(here, ['explain', 'VAK0102', '--json']);
    expect(status).toBe(0);
    expect(Object.keys(json())).toEqual(['code', 'title', 'text']);
    expect(json()).toMatchObject({ code: 'VAK0102', title: 'a key that scripts do not have' });
    expect(json().text).toContain('"arg":');
    expect(vak(here, ['explain', 'VAK0102']).stdout).toBe(json().text);
  });

  test.each(['vak0102', '0102'])('`%s` means the same code', (spelling) => {
    expect(vak(here, ['explain', spelling, '--json']).json().code).toBe('VAK0102');
  });

  test('an unknown code is a finding', () => {
    const { status, json } = vak(here, ['explain', 'VAK9999', '--json']);
    expect(status).toBe(1);
    expect(json()).toMatchObject({ ok: false, message: expect.stringContaining('VAK9999') });
    expect(vak(here, ['explain', 'nonsense']).stdout).toBe('there is no code `nonsense`\n');
  });
});
