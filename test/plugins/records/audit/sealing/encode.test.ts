import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Batch } from '../../../../../src/plugins/records/audit/sealing/batch.ts';
import { encode } from '../../../../../src/plugins/records/audit/sealing/encode.ts';
import {
  canonicalJson,
  type EntryJson,
  hexOf,
  LineMemory,
  leafHash,
} from '../../../../../src/runtime/contract/index.ts';

/** What is written into enough room; undefined where the general way has to judge. */
function encoded(json: unknown, from = 0): string | undefined {
  const room = LineMemory.of(64 * 1024, 1);
  const end = encode(json, room, from);
  return end < 0 ? undefined : room.bytes.toString('utf8', from, end);
}

const unit = fc.string({
  unit: fc.constantFrom('a', '"', '\\', '\n', '\u007f', 'é', '€', '😀', '\u0001'),
});
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(null, true, false, 0, -0, 9, 10, -1, 1.5, 1e21, 2 ** 53, ''),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    unit,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(
      fc.oneof(unit, fc.constantFrom('kind', 'at', '10', '9', '__proto__')),
      tie('value'),
    ),
  ),
})).value;

describe('an entry that is encoded', () => {
  test('is its canonical JSON, byte for byte', () => {
    fc.assert(
      fc.property(fc.array(json, { maxLength: 4 }), fc.nat(9), (values, from) => {
        for (const value of values) {
          const said = encoded(value, from);
          if (said !== undefined) expect(said).toBe(canonicalJson(value as EntryJson));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('is left to the general spelling only for a reason', () => {
    const usual = { v: 1, kind: 'decision', args: { to: 'é "quoted"', n: [1, -2.5, null] } };
    expect(encoded(usual)).toBe(canonicalJson(usual));
    expect(encoded('x'.repeat(600))).toBe(JSON.stringify('x'.repeat(600)));
    for (const other of ['\ud800', Number.NaN, undefined, 1n, { a: undefined }, { é: 1 }]) {
      expect(encoded(other)).toBeUndefined();
    }
  });

  test('never says that it fits where it does not, whatever the room', () => {
    const entry = {
      kind: 'test',
      list: ['one', 'é"', 12, { deep: [true, null] }],
      z: 'x'.repeat(40),
    };
    const whole = canonicalJson(entry);
    for (let length = 0; length < whole.length + 20; length += 1) {
      const room = LineMemory.of(length, 1);
      const end = encode(entry, room, 0);
      if (end >= 0) expect(room.bytes.toString('utf8', 0, end)).toBe(whole);
      else expect(length).toBeLessThan(whole.length + 20);
    }
    expect(encode(entry, LineMemory.of(whole.length + 20, 1), 0)).toBeGreaterThan(0);
  });

  test('tells objects with the same keys in another order apart', () => {
    for (let turn = 0; turn < 3; turn += 1) {
      expect(encoded({ a: 1, b: 2, c: 3 })).toBe('{"a":1,"b":2,"c":3}');
      expect(encoded({ a: 1, c: 3, b: 2 })).toBe('{"a":1,"b":2,"c":3}');
      expect(encoded({ b: 2, a: 1, c: 3 })).toBe('{"a":1,"b":2,"c":3}');
    }
  });
});

describe('an object', () => {
  test('says what is its own, whatever it inherits and whatever stood in its place before', () => {
    const heir = Object.assign(Object.create({ inherited: true }), { own: 1 });
    const told = [{ own: 1 }, heir, {}, { list: [{}, { own: 1 }, heir], own: 2 }, { own: 3 }];
    for (const args of told) {
      const batch = new Batch();
      batch.add({ args, kind: 'test' });
      expect(batch.bytes.toString()).toBe(`${JSON.stringify({ args, kind: 'test' })}\n`);
    }
  });
});

describe('values that come again under the same keys', () => {
  const often = fc.constantFrom<unknown>(0, -0, 1, '0', '1', '', false, true, null, 'é', [0], {});

  test('are spelled as each is, whatever came before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ a: often, b: often, c: often }), { minLength: 2, maxLength: 30 }),
        (values) => {
          for (const each of values) expect(encoded(each)).toBe(canonicalJson(each as EntryJson));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('never say that they fit where they do not', () => {
    const entry = { kind: 'test', text: 'x'.repeat(40), z: 12 };
    const whole = canonicalJson(entry);
    for (let turn = 0; turn < 3; turn += 1) expect(encoded(entry)).toBe(whole);
    for (let length = 0; length < whole.length + 8; length += 1) {
      const room = LineMemory.of(length, 1);
      const end = encode(entry, room, 0);
      if (end >= 0) expect(room.bytes.toString('utf8', 0, end)).toBe(whole);
      else expect(length).toBeLessThan(whole.length + 8);
    }
    expect(encode(entry, LineMemory.of(whole.length + 8, 1), 0)).toBeGreaterThan(0);
  });
});

describe('a batch', () => {
  test('holds lines and their hashes, long and short, and is as it was where one is refused', () => {
    const batch = new Batch();
    const entries = [
      { kind: 'a' },
      { kind: 'long', text: 'x'.repeat(100_000) },
      { kind: 'odd', é: '\u0000' },
    ];
    for (const entry of entries) {
      batch.add(entry);
      expect(() => batch.add({ kind: 'bad', text: '\ud800' })).toThrow(
        'no canonical JSON at $.text',
      );
      expect(() => batch.add({ text: 'x'.repeat(6_000_000) })).toThrow('too long for the log');
    }
    const lines = entries.map((entry) => canonicalJson(entry));
    expect(batch.bytes.toString()).toBe(lines.map((line) => `${line}\n`).join(''));
    expect(entries.map((_, at) => batch.seal().hexAt(at))).toEqual(
      lines.map((line) => hexOf(leafHash(Buffer.from(line)))),
    );
    batch.clear();
    expect(batch.bytes).toHaveLength(0);
  });
});
