import { describe, expect, test } from 'vitest';
import { meaning } from '../../../src/dsl/diagnostics/catalogue/meaning/index.ts';
import { uses } from '../../../src/dsl/diagnostics/catalogue/meaning/uses.ts';
import { names } from '../../../src/dsl/diagnostics/catalogue/names/index.ts';
import { types } from '../../../src/dsl/diagnostics/catalogue/types/index.ts';
import { analysed, desk, onDesk } from './desk.ts';

const entries = Object.values({ ...names, ...types, ...meaning, ...uses });

test('the desk itself draws nothing', () => {
  expect(analysed(desk).diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
});

describe('the page of every code', () => {
  test.each(entries.map((entry) => [entry.code, entry] as const))('%s', (code, {
    page,
    severity,
  }) => {
    const bad = analysed(onDesk(page.bad)).diagnostics;
    expect(bad.map((each) => each.code)).toContain(code);
    expect(bad.find((each) => each.code === code)?.severity).toBe(severity);
    const good = analysed(onDesk(page.good)).diagnostics;
    expect(good.map((each) => each.code)).not.toContain(code);
    const errors = good.filter((each) => each.severity === 'error' && each.code !== 'VAK5210');
    expect(errors.map((each) => `${each.code} ${each.message}`)).toEqual([]);
  });

  test('no two entries share a code', () => {
    const codes = entries.map((entry) => entry.code);
    expect(new Set(codes).size).toBe(codes.length);
  });
});
