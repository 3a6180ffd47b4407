import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atLeast } from '../../../../src/plugins/isolation/child/version.ts';

describe('atLeast', () => {
  const pairs: readonly (readonly [string, string, boolean])[] = [
    ['7.0.1', '7.0.1', true],
    ['7.0.0', '7.0.1', false],
    ['7.0.10', '7.0.9', true],
    ['8.0.0', '7.9.9', true],
    ['6.9.9', '7.0.1', false],
    ['7.0.2-beta.1', '7.0.1', false],
    ['', '7.0.1', false],
    ['7.0.1', '', false],
  ];
  test.each(pairs)('%s against %s', (version, floor, expected) => {
    expect(atLeast(version, floor)).toBe(expected);
  });

  test('is a total order on plain versions', () => {
    const version = fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(atLeast(a, b) || atLeast(b, a)).toBe(true);
        expect(atLeast(a, b) && atLeast(b, a)).toBe(a === b);
      }),
    );
  });
});
