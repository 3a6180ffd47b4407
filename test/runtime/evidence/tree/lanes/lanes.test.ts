import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leafHashes, rowAbove } from '../../../../../src/runtime/evidence/tree/hash.ts';
import { hashedTogether, isShort } from '../../../../../src/runtime/evidence/tree/lanes/lanes.ts';

const sha = (...parts: readonly Uint8Array[]): string =>
  createHash('sha256').update(Buffer.concat(parts)).digest('hex');

const at = (hashes: Uint8Array | undefined, n: number): string =>
  Buffer.from(hashes ?? []).toString('hex', n * 32, (n + 1) * 32);

/** So many messages of lengths that follow one another. */
const given = (count: number, lengthOf: (n: number) => number) => {
  const parts = Array.from({ length: count }, (_, n) =>
    Buffer.from(Array.from({ length: lengthOf(n) }, (_, byte) => (n * 31 + byte * 7) & 255)),
  );
  let end = 0;
  const ends = parts.map(({ length }) => {
    end += length;
    return end;
  });
  return { parts, bytes: Buffer.concat(parts), ends };
};

describe('messages that are hashed together', () => {
  test('have the hashes that each has alone, at every length that is short', () => {
    let last = 0;
    while (isShort(last)) last += 1;
    expect(last).toBeGreaterThan(400);
    const { parts, bytes, ends } = given(last, (n) => n);
    for (const prefix of [0, 1, 255]) {
      const made = hashedTogether({ prefix, bytes, ends, trim: 0 });
      for (const [n, part] of parts.entries()) {
        expect(at(made, n)).toBe(sha(Buffer.of(prefix), part));
      }
    }
  });

  test('have them whatever lies beside them, and however many there are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 700 }), { minLength: 64, maxLength: 90 }),
        fc.nat(255),
        (parts, prefix) => {
          let end = 0;
          const ends = parts.map(({ length }) => {
            end += length + 1;
            return end;
          });
          const bytes = Buffer.concat(parts.flatMap((part) => [part, Buffer.of(10)]));
          const made = hashedTogether({ prefix, bytes, ends, trim: 1 });
          for (const [n, part] of parts.entries()) {
            if (isShort(part.length)) expect(at(made, n)).toBe(sha(Buffer.of(prefix), part));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('are as many as one likes, with some that are longer than all the room', () => {
    const { parts, bytes, ends } = given(2_200, (n) => (n === 1_100 ? 3_000_000 : 200 + (n % 9)));
    const made = hashedTogether({ prefix: 0, bytes, ends, trim: 0 });
    for (const n of [0, 1_023, 1_024, 1_099, 1_101, 2_199]) {
      expect(at(made, n)).toBe(sha(Buffer.of(0), parts[n] as Buffer));
    }
  });

  test('are not hashed together where they are few', () => {
    const { bytes, ends } = given(63, () => 10);
    expect(hashedTogether({ prefix: 0, bytes, ends, trim: 0 })).toBeUndefined();
  });
});

describe('leaves and nodes of a tree', () => {
  test('are the same many at a time as one by one, the long ones too', () => {
    const { bytes, ends, parts } = given(150, (n) => (n % 50 === 0 ? 9_000 : 300 + n) + 1);
    const made = leafHashes(bytes, ends);
    for (const [n, part] of parts.entries()) {
      expect(at(made, n)).toBe(sha(Buffer.of(0), part.subarray(0, -1)));
    }
  });

  test('are the same in a long row as in a short one', () => {
    const row = given(401, () => 32).bytes;
    const above = rowAbove(row);
    expect(above.length).toBe(200 * 32);
    for (let n = 0; n < 200; n += 1) {
      const pair = row.subarray(n * 64, (n + 1) * 64);
      expect(at(above, n)).toBe(sha(Buffer.of(1), pair));
      expect(rowAbove(pair).toString('hex')).toBe(at(above, n));
    }
  });
});
