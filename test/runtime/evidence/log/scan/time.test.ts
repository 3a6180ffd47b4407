import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeOf } from '../../../../../src/runtime/evidence/log/scan/time.ts';

test('reads every time as the engine does, in whatever order they come', () => {
  const written = fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  const near = fc.nat(200_000).map((ms) => new Date(1.7e12 + ms).toISOString());
  const odd = fc.constantFrom(
    '',
    'yesterday',
    '2026-02-30T12:00:00.000Z',
    '2026-13-01T12:00:00.000Z',
    '2026-01-01T24:00:00.000Z',
    '2026-01-01T24:00:01.000Z',
    '2026-01-01T23:59:60.000Z',
    '2026-01-01T12:61:01.500Z',
    '2026-01-01T12:00:01.5Z',
    '2026-01-01T12:00:01+01:00',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(written, near, odd), { maxLength: 20 }), (times) => {
      for (const at of times) expect(timeOf(at)).toBe(Date.parse(at));
    }),
  );
});
