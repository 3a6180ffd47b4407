import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { like } from '../../../src/dsl/values/kinds/like.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a pattern takes time linear in the text, whatever the pattern', () => {
  test('each piece between stars is searched once, and the search never goes back', () => {
    const piece = fc.constantFrom('a', 'aa', 'ab', 'b', '');
    const pattern = fc.array(piece, { minLength: 1, maxLength: 30 }).map((all) => all.join('*'));
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 60 });
    fc.assert(
      fc.property(pattern, text, (written, given) => {
        const matches = like(written);
        const search = vi.spyOn(String.prototype, 'indexOf');
        matches(given);
        const starts = search.mock.calls.map(([, from]) => from ?? 0);
        search.mockRestore();
        expect(starts.length).toBeLessThan(written.split('*').length);
        expect(starts).toEqual([...starts].sort((a, b) => a - b));
      }),
    );
  });

  test('a pattern that makes a backtracking matcher run for ages is answered', () => {
    const text = `${'a'.repeat(100_000)}b`;
    expect(like(`${'a*'.repeat(1_000)}c`)(text)).toBe(false);
    expect(like(`${'*a'.repeat(1_000)}*b`)(text)).toBe(true);
  });

  test('it means what the regular expression with `.*` for every star means', () => {
    const pattern = fc
      .array(fc.constantFrom('a', 'b', '*', '\\*', '.', '\n'), { maxLength: 8 })
      .map((parts) => parts.join(''));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.', '\n'), maxLength: 10 });
    fc.assert(
      fc.property(pattern, text, (written, given) => {
        const source = written
          .split(/(\\\*|\*)/)
          .map((part) =>
            part === '*' ? '.*' : part.replace(/^\\\*$/, '*').replace(/[.*]/g, '\\$&'),
          )
          .join('');
        expect(like(written)(given)).toBe(new RegExp(`^${source}$`, 's').test(given));
      }),
      { numRuns: 2_000 },
    );
  });
});
