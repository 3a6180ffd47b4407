import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../../../src/dsl/plan/canonical.ts';
import type { Json } from '../../../../../src/dsl/values/value.ts';
import { entryOf } from '../../../../../src/runtime/evidence/log/canonical.ts';
import { EntryReader } from '../../../../../src/runtime/evidence/log/scan/entry-reader.ts';
import { plainlyCanonical } from '../../../../../src/runtime/evidence/log/scan/scan.ts';

const kinds = ['decision', 'start'];

/** What one reader makes of lines that stand one behind another. */
function readAll(lines: readonly Buffer[]) {
  const reader = new EntryReader(kinds);
  return lines.map((line) => {
    const within = Buffer.concat([Buffer.from('\n'), line, Buffer.from('\n{"x":1}\n')]);
    return reader.read(within, 1, 1 + line.length);
  });
}

/** What must come of a line that stands alone. */
function alone(line: Buffer) {
  if (!plainlyCanonical(line)) return undefined;
  const entry = entryOf(line.toString());
  return kinds.includes(entry?.kind as string) ? entry : 'other';
}

const words = fc.constantFrom('', 'a', 'decision', 'x"y', '\\', 'o-1', 'ü', 'x'.repeat(60));
const values = fc.oneof(
  words,
  fc.constantFrom(0, 1, 12, 123, -1, 1.5, null, true, false),
  fc.array(words, { maxLength: 2 }),
  fc.dictionary(words, fc.oneof(words, fc.nat(12)), { maxKeys: 2 }),
);
const entry = fc
  .tuple(
    fc.constantFrom('decision', 'start', 'outcome'),
    fc.dictionary(fc.constantFrom('a', 'args', 'at', 'ms', 'tool', 'z', '1', 'k"'), values),
  )
  .map(([kind, rest]) => Buffer.from(canonicalJson({ ...rest, kind } as Json)));

test('what entries had in common changes nothing of what each of them says', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 40 }), (lines) => {
      const found = readAll(lines);
      for (const [at, line] of lines.entries()) {
        const expected = alone(line);
        expect(found[at]).toEqual(expected);
        if (typeof found[at] === 'object') {
          expect(Object.keys(found[at])).toEqual(Object.keys(expected as object));
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('a line that differs in any byte from one before it is read as what it is', () => {
  const line = canonicalJson({
    args: { id: 'o-1', n: [1, 2] },
    at: '2026-01-01T00:00:00.000Z',
    kind: 'decision',
    opinions: [{ because: 'x'.repeat(80), by: 'policy' }],
    v: 1,
  });
  const change = fc.record({ at: fc.nat(line.length - 1), to: fc.integer({ min: 0, max: 255 }) });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
      const changed = changes.map(({ at, to }) => {
        const bytes = Buffer.from(line);
        bytes[at] = to === 0x0a ? 0x20 : to;
        return bytes;
      });
      const lines = [Buffer.from(line), ...changed, Buffer.from(line)];
      const found = readAll(lines);
      for (const [at, each] of lines.entries()) expect(found[at]).toEqual(alone(each));
    }),
    { numRuns: 2_000 },
  );
});

test('entries share what is alike, and are their own for all that', () => {
  const of = (id: string) =>
    Buffer.from(canonicalJson({ args: { id }, kind: 'decision', requirements: ['x'] }));
  const [one, two, three] = readAll([of('a'), of('b'), of('a')]) as { [key: string]: Json }[];
  expect(one?.requirements).toBe(two?.requirements);
  (one as { [key: string]: Json }).requirements = [];
  expect(three).toEqual({ args: { id: 'a' }, kind: 'decision', requirements: ['x'] });
});

test('lines of which each is like none before are read all the same', () => {
  const lines = Array.from({ length: 3_000 }, (_, n) =>
    Buffer.from(canonicalJson({ [`key${n % 2_000}`]: n, kind: 'start', session: `s${n % 3}` })),
  );
  for (const [at, found] of readAll(lines).entries()) {
    expect(found).toEqual(alone(lines[at] as Buffer));
  }
});
