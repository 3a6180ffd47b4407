import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../../../src/dsl/plan/canonical.ts';
import type { Json } from '../../../../../src/dsl/values/value.ts';
import { entryOf } from '../../../../../src/runtime/evidence/log/canonical.ts';
import { plainlyCanonical } from '../../../../../src/runtime/evidence/log/scan/scan.ts';

const plainly = (text: string): boolean => plainlyCanonical(Buffer.from(text));

test('what is plainly canonical is canonical, whatever bytes were changed', () => {
  const change = fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) });
  const line = fc
    .dictionary(fc.string(), fc.jsonValue())
    .map((json) => canonicalJson(json as Json));
  fc.assert(
    fc.property(line, fc.array(change, { maxLength: 2 }), (text, changes) => {
      const bytes = Buffer.from(text);
      for (const { at, to } of changes) bytes[at % bytes.length] = to;
      if (plainlyCanonical(bytes)) expect(entryOf(bytes.toString())).toBeDefined();
    }),
    { numRuns: 3_000 },
  );
});

test('usual entries are plainly canonical', () => {
  for (const entry of [
    {},
    { kind: 'start', plan: 'sha256:00', v: 1 },
    { a: [1, -2, true, false, null, 'x', [], {}], aa: { b: 0, bb: 999_999_999_999_999 } },
  ]) {
    expect(plainly(canonicalJson(entry))).toBe(true);
  }
});

test('what is not in its one form, or not to be told at a glance, is not', () => {
  const wrong = [
    '',
    '[]',
    '1',
    '{ }',
    '{}x',
    '{"a":1,}',
    '{"b":1,"a":1}',
    '{"a":1,"a":1}',
    '{"aa":1,"a":1}',
    '{"a":01}',
    '{"a":-0}',
    '{"a":1.5}',
    '{"a":1e3}',
    '{"a":-}',
    '{"a":9999999999999999}',
    '{"a":tru}',
    '{"a":"\\u0041"}',
    '{"a":"ü"}',
    '{"a":"\u0001"}',
    '{"a":[1,]}',
    '{"a"}',
    '{"a":"x',
    `{"a":${'['.repeat(40)}${']'.repeat(40)}}`,
  ];
  for (const text of wrong)
    expect({ text, plainly: plainly(text) }).toEqual({ text, plainly: false });
});

test('escapes by letter in values are plainly canonical, all others are not', () => {
  expect(plainly(canonicalJson({ a: '["x"]', b: 'c:\\d\n\t\r\b\f' }))).toBe(true);
  for (const odd of ['{"a":"\\/"}', '{"a":"\\u0022"}', '{"a":"\\x"}', '{"a\\"":1}', '{"a":"\\"}']) {
    expect({ odd, plain: plainly(odd) }).toEqual({ odd, plain: false });
  }
});
