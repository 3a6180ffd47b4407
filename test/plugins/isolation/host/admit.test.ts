import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { admit } from '../../../../src/plugins/isolation/host/admit.ts';

describe('admit', () => {
  test('gives back what JSON says, for every value without a refused name', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value);
        const refused = /"(__proto__|constructor|prototype)":/.test(json);
        expect(admit('it', json)).toEqual(
          refused ? expect.objectContaining({ ok: false }) : { ok: true, value: JSON.parse(json) },
        );
      }),
    );
  });

  test('counts depth from the outermost container', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(admit('it', nested(65)).ok).toBe(true);
    expect(admit('it', nested(67)).ok).toBe(false);
  });
});
