import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldPlan, ScalarType, TypePlan } from '../../../src/dsl/plan/plan.ts';
import { fromJson } from '../../../src/dsl/values/from-json.ts';
import { toJson } from '../../../src/dsl/values/to-json.ts';
import type { Json } from '../../../src/dsl/values/value.ts';
import { lit, op, ref } from '../plan/written.ts';

const at = 'test.vak:1:1';
const field = (
  name: string,
  type: TypePlan | ScalarType,
  more: Partial<FieldPlan> = {},
): FieldPlan => ({
  name,
  type: typeof type === 'string' ? { type } : type,
  optional: false,
  at,
  ...more,
});
const record = (...fields: readonly FieldPlan[]): TypePlan => ({ type: 'record', fields });
const refund = record(
  field('order_id', 'string'),
  field('amount', 'money', { where: op(ref('value'), '>', lit('money', '0 EUR')) }),
  field('note', 'string', { optional: true }),
  field(
    'tags',
    { type: 'list', of: { type: 'one of', members: ['late', 'lost'] } },
    { optional: true },
  ),
);
const problem = (json: unknown, type: TypePlan = refund) => {
  const reading = fromJson(json, type);
  if (reading.ok) throw new Error(`read as ${JSON.stringify(toJson(reading.value))}`);
  return [reading.path, reading.expected, reading.found];
};

describe('JSON as a type', () => {
  it('is read into canonical values', () => {
    const reading = fromJson({ order_id: 'ord_1', amount: '20 EUR', tags: ['late'] }, refund);
    expect(reading.ok && toJson(reading.value)).toEqual({
      order_id: 'ord_1',
      amount: '20.00 EUR',
      tags: ['late'],
    });
  });

  const good = { order_id: 'ord_1', amount: '20 EUR' };
  it.each<[string, unknown, string, string, string]>([
    ['a missing field', { order_id: 'x' }, 'amount', 'an amount such as `"50.00 EUR"`', 'nothing'],
    ['a wrong type', { ...good, order_id: 1 }, 'order_id', 'a string', 'a number'],
    ['a null for an optional field', { ...good, note: null }, 'note', 'a string', '`null`'],
    [
      'an unknown field',
      { ...good, amont: 1 },
      '',
      'only the fields `order_id`, `amount`, `note`, `tags`',
      'a field `amont`',
    ],
    [
      '`__proto__`, which is a name like any other',
      JSON.parse('{"order_id":"x","amount":"1 EUR","__proto__":{"note":"x"}}'),
      '',
      'only the fields `order_id`, `amount`, `note`, `tags`',
      'a field `__proto__`',
    ],
    [
      'no member of the enum',
      { ...good, tags: ['late', 'gone'] },
      'tags[1]',
      'one of `late`, `lost`',
      'another string',
    ],
    [
      'a `where` that is false',
      { ...good, amount: '0 EUR' },
      'amount',
      'a value for which `value > 0 EUR` holds',
      'another',
    ],
    [
      'a `where` that is unknown',
      { ...good, amount: '5 USD' },
      'amount',
      'a value for which `value > 0 EUR` holds',
      'another',
    ],
    ['a list for a record', [], '', 'a record', 'a list'],
    ['nothing at all', undefined, '', 'a record', 'nothing'],
  ])('refuses %s', (_, json, path, expected, found) => {
    expect(problem(json)).toEqual([path, expected, found]);
  });

  it('never throws and never runs long, whatever it is given', () => {
    const throwing = Object.defineProperty({ amount: '1 EUR' }, 'order_id', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    const round: Record<string, unknown> = {};
    round.self = round;
    const bottomless = new Proxy([], { get: (_, key) => (key === 'length' ? 1e9 : bottomless) });
    const json: TypePlan = { type: 'json' };
    expect(problem(throwing)).toEqual(['', 'plain JSON', 'an unreadable object']);
    expect(problem(round, json)[1]).toBe('at most 64 levels');
    expect(problem(bottomless, json)[1]).toBe('at most 64 levels');
    expect(problem(Array(200_000).fill(0), json)[1]).toBe('fewer values');
    expect(problem('x'.repeat(9_000_000), json)[1]).toBe('less text');
    expect(problem(new Date(), json)).toEqual(['', 'JSON', 'an object of a class']);
    expect(problem({ a: [1n] }, json)).toEqual(['a[0]', 'JSON', 'a bigint']);
    expect(problem({ a: '\udc00' }, json)[0]).toBe('a');
  });

  it('answers for any value that a program can make', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSparseArray: true,
      withTypedArray: true,
      withUnicodeString: true,
    });
    const types = fc.constantFrom<TypePlan>(refund, { type: 'json' }, { type: 'list', of: refund });
    fc.assert(
      fc.property(anything, types, (json, type) => {
        const reading = fromJson(json, type);
        if (reading.ok) expect(fromJson(toJson(reading.value), type)).toEqual(reading);
      }),
      { numRuns: 1_000 },
    );
  });

  it('shares nothing mutable with what it was given', () => {
    const given = { free: { list: [1] } };
    const reading = fromJson(given, record(field('free', 'json')));
    given.free.list.push(2);
    expect(reading.ok && toJson(reading.value)).toEqual({ free: { list: [1] } });
  });

  it('makes relative paths absolute below the root', () => {
    const reading = fromJson({ p: './a/../b' }, record(field('p', 'path')), { root: '/r/./s' });
    expect(reading.ok && toJson(reading.value)).toEqual({ p: '/r/s/b' });
  });
});

describe('JSON and back', () => {
  const digits = fc.bigInt({ min: 0n, max: 10n ** 20n });
  const samples: Readonly<Record<Exclude<ScalarType, 'json' | 'command'>, fc.Arbitrary<Json>>> = {
    string: fc.string({ unit: 'grapheme' }),
    int: fc.oneof(
      fc.maxSafeInteger(),
      digits.map((n) => (2n ** 53n + n).toString()),
    ),
    decimal: fc.tuple(digits, fc.nat(999_999_999)).map(([a, b]) => `${a}.${b}`),
    bool: fc.boolean(),
    money: fc.tuple(digits, fc.constantFrom('EUR', 'JPY', 'KWD')).map(([a, c]) => `${a}.5 ${c}`),
    duration: fc
      .tuple(fc.nat(9999), fc.constantFrom('ms', 's', 'm', 'h', 'd', 'w', 'y'))
      .map(([n, unit]) => `${n}${unit}`),
    size: fc.tuple(fc.nat(), fc.constantFrom('B', 'KB', 'MB')).map(([n, unit]) => `${n}${unit}`),
    percent: fc.nat(1_000_000).map((n) => `${n}.25%`),
    time: fc
      .date({ min: new Date(0), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    path: fc.array(fc.stringMatching(/^[a-z.]{1,4}$/), { minLength: 1 }).map((p) => p.join('/')),
    url: fc
      .webUrl({ withFragments: true, withQueryParameters: true })
      .filter((url) => !url.includes('%')),
    host: fc.domain(),
    email: fc.emailAddress().filter((email) => !/[!%]/.test(email)),
  };
  const type: TypePlan = record(
    ...Object.keys(samples).map((name) => field(name, name as ScalarType)),
  );

  it('reads its own output as the same value', () => {
    fc.assert(
      fc.property(fc.record(samples), (json) => {
        const reading = fromJson(json, type);
        if (!reading.ok) throw new Error(`${reading.path}: ${JSON.stringify(json)}`);
        const canonical = toJson(reading.value);
        const again = fromJson(canonical, type);
        expect(again).toEqual(reading);
        expect(again.ok && toJson(again.value)).toEqual(canonical);
      }),
    );
  });

  it('keeps free JSON as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (json) => {
        const reading = fromJson(json, { type: 'json' });
        if (reading.ok) {
          expect(JSON.stringify(toJson(reading.value))).toBe(JSON.stringify(json));
        } else expect(reading.found).toBe('text that is no Unicode');
      }),
    );
  });
});
