import { describe, expect, test } from 'vitest';
import { allEntries, explainCode, findCode } from '../../../src/dsl/diagnostics/codes.ts';
import { suggest } from '../../../src/dsl/diagnostics/suggest.ts';

describe('did you mean', () => {
  test.each([
    ['aproval', ['approval', 'approvers'], 'approval'],
    ['orders.raed', ['orders.read', 'orders.write'], 'orders.read'],
    ['Amount', ['amount'], 'amount'],
    ['id', ['if', 'amount'], 'if'],
    ['customer', ['context', 'amount'], undefined],
    ['x', [], undefined],
    ['same', ['same'], undefined],
  ])('%s of %j is %s', (name, candidates, expected) => {
    expect(suggest(name, candidates)).toBe(expected);
  });
});

describe('the catalogue', () => {
  test('no code stands twice', () => {
    const codes = allEntries.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  test('every code has a page with a bad example, a reason and a good example', () => {
    for (const { code, title, page } of allEntries) {
      expect(code).toMatch(/^VAK[0-7]\d{3}$/);
      expect(title).toMatch(/^[^A-Z].*[^.]$|^`/);
      for (const part of [page.bad, page.why, page.good])
        expect([code, part.trim()]).not.toEqual([code, '']);
      expect([code, page.good === page.bad]).toEqual([code, false]);
    }
  });

  test('a code is found in any case, and its page is plain text', () => {
    const found = findCode('vak1203');
    expect(found?.code).toBe('VAK1203');
    if (found === undefined) return;
    expect(explainCode(found)).toContain('require approval from finance');
    expect(findCode('VAK9999')).toBeUndefined();
  });
});
