import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../src/dsl/plan/canonical.ts';
import type { Json } from '../../../src/dsl/values/value.ts';
import { wellFormed } from '../../../src/dsl/values/well-formed.ts';

const text = fc.string({ unit: 'binary' });
const odd = fc.oneof(text, fc.constantFrom('a\ud800', '\udfff', '\ud83d\ude00'));
const json = fc
  .jsonValue({ stringUnit: 'binary' })
  .chain((value) =>
    fc.oneof(fc.constant(value), fc.dictionary(odd, odd), fc.array(odd)),
  ) as fc.Arbitrary<Json>;

test('whatever JSON comes in, what comes out has a canonical form', () => {
  fc.assert(fc.property(json, (value) => void canonicalJson(wellFormed(value))));
});

test('a value that has one already is left as it is', () => {
  const sound = { a: ['\ud83d\ude00', 1, null], b: { c: 'text' } };
  expect(wellFormed(sound)).toBe(sound);
  expect(wellFormed({ 'k\ud800': ['\udc00', 7] })).toEqual({ 'k\ufffd': ['\ufffd', 7] });
});
