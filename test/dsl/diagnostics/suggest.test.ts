import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allEntries, explainCode, findCode } from '../../../src/dsl/diagnostics/codes.ts';
import { distance, suggest } from '../../../src/dsl/diagnostics/suggest.ts';

function textbook(a: string, b: string, i: number = a.length, j: number = b.length): number {
  if (i === 0 || j === 0) return i + j;
  const same = a[i - 1] === b[j - 1] ? 0 : 1;
  const ways = [textbook(a, b, i - 1, j - 1) + same];
  if (same === 1) ways.push(textbook(a, b, i - 1, j) + 1, textbook(a, b, i, j - 1) + 1);
  if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
    ways.push(textbook(a, b, i - 2, j - 2) + 1);
  }
  return Math.min(...ways);
}

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

  test('the distance is that of the textbook, up to its limit', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(
        word,
        word,
        fc.constantFrom(0, 1, 2, 3, Number.POSITIVE_INFINITY),
        (a, b, limit) => {
          expect(distance(a, b, limit)).toBe(Math.min(textbook(a, b), limit + 1));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('a name longer than any person writes is near to nothing, and costs nothing', () => {
    expect(suggest(`${'a'.repeat(1_000_000)}b`, ['a'.repeat(1_000_000)])).toBeUndefined();
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
