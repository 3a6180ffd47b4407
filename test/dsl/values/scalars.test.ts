import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, multiply, negate, subtract } from '../../../src/dsl/values/arithmetic.ts';
import { compare, equal } from '../../../src/dsl/values/compare.ts';
import { currencies, currencyDigits } from '../../../src/dsl/values/scalars/currencies.ts';
import { decimal, formatNano, parseNano } from '../../../src/dsl/values/scalars/decimal.ts';
import type { PlainType } from '../../../src/dsl/values/scalars/scalar.ts';
import { readScalar } from '../../../src/dsl/values/scalars/scalar.ts';
import { toJson } from '../../../src/dsl/values/to-json.ts';
import type { Json, Unknown, Value } from '../../../src/dsl/values/value.ts';
import { unknown } from '../../../src/dsl/values/value.ts';

const canonical = (type: PlainType, json: Json): Json | undefined => {
  const value = readScalar(json, type);
  return value === undefined ? undefined : toJson(value);
};
const v = (type: PlainType, json: Json): Value => readScalar(json, type) as Value;
const shown = (of: Value | Unknown): Json => (of === unknown ? 'unknown' : toJson(of));

describe('one canonical spelling for each value', () => {
  it.each<[PlainType, Json, Json]>([
    ['money', '50 EUR', '50.00 EUR'],
    ['money', '50.5 EUR', '50.50 EUR'],
    ['money', '50.001 EUR', '50.001 EUR'],
    ['money', '5000 JPY', '5000 JPY'],
    ['money', '1 BHD', '1.000 BHD'],
    ['money', '-3 EUR', '-3.00 EUR'],
    ['decimal', '0.80', '0.8'],
    ['decimal', 0.1, '0.1'],
    ['decimal', 1.5e-7, '0.00000015'],
    ['decimal', '-0.0', '0'],
    ['duration', '240m', '4h'],
    ['duration', '90m', '90m'],
    ['duration', '1.5s', '1500ms'],
    ['duration', '365d', '1y'],
    ['size', '65536KB', '64MB'],
    ['size', '1.5KB', '1536B'],
    ['percent', '80.0%', '80%'],
    ['percent', '12.5%', '12.5%'],
    ['time', '2026-01-01T00:00:00.500Z', '2026-01-01T00:00:00.500Z'],
    ['time', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00Z'],
    ['int', 7, 7],
    ['int', -0, 0],
    ['int', '9007199254740993', '9007199254740993'],
  ])('%s %j is %j', (type, json, is) => expect(canonical(type, json)).toBe(is));

  it.each<[PlainType, Json]>([
    ['money', '50EUR'],
    ['money', '50 eur'],
    ['money', '50 XYZ'],
    ['money', 50],
    ['money', '1e3 EUR'],
    ['money', '1_000 EUR'],
    ['money', '0.0000000001 EUR'],
    ['money', '050 EUR'],
    ['money', ' 50 EUR'],
    ['money', '50 EUR\n'],
    ['decimal', '0.1234567891'],
    ['decimal', '.5'],
    ['decimal', '1.'],
    ['decimal', 0.1 + 0.2],
    ['decimal', 1e21],
    ['decimal', Number.NaN],
    ['decimal', '１.5'],
    ['duration', '4'],
    ['duration', '4 h'],
    ['duration', '0.5ms'],
    ['duration', '4H'],
    ['size', '-1B'],
    ['size', '1kb'],
    ['percent', '80'],
    ['percent', 0.8],
    ['percent', '0.00000001%'],
    ['time', '2026-02-30T00:00:00Z'],
    ['time', '2026-01-01T24:00:00Z'],
    ['time', '2026-01-01T00:00:60Z'],
    ['time', '2026-01-01T00:00:00+01:00'],
    ['time', '2026-01-01T00:00:00.0001Z'],
    ['time', '2026-01-01'],
    ['int', 1.5],
    ['int', 2 ** 53],
    ['int', '7'],
    ['int', '-0'],
    ['int', '0x10000000000000000'],
    ['bool', 'true'],
    ['bool', 1],
    ['string', 1],
    ['string', '\ud800'],
    ['string', null],
  ])('%s refuses %j', (type, json) => expect(canonical(type, json)).toBeUndefined());

  it('is a spelling of the same value, whatever was written', () => {
    const types: readonly PlainType[] = ['money', 'decimal', 'duration', 'size', 'percent', 'time'];
    const written = fc
      .array(
        fc.constantFrom(
          ...['0', '1', '9', '50', '.', '-', ' EUR', ' JPY', 'h', 'ms', 'MB', 'B', '%', '00', '5'],
          ...['2026-01-31', 'T23:59:59', 'Z', '.120', '1000000000', '000000001'],
        ),
        { minLength: 1, maxLength: 5 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.constantFrom(...types), written, (type, text) => {
        const value = readScalar(text, type);
        if (value === undefined) return;
        const spelled = toJson(value);
        expect(readScalar(spelled, type)).toEqual(value);
        expect(canonical(type, spelled)).toBe(spelled);
      }),
      { numRuns: 5_000 },
    );
  });

  it('knows the minor digits of every currency', () => {
    expect(currencies.length).toBeGreaterThan(150);
    expect(['EUR', 'JPY', 'KWD', 'CLF'].map(currencyDigits)).toEqual([2, 0, 3, 4]);
    expect(currencyDigits('constructor')).toBeUndefined();
  });
});

describe('exact arithmetic', () => {
  it.each<[Value | Unknown, Json]>([
    [add(v('money', '0.1 EUR'), v('money', '0.2 EUR')), '0.30 EUR'],
    [subtract(v('money', '1 EUR'), v('money', '3 EUR')), '-2.00 EUR'],
    [add(v('money', '1 EUR'), v('money', '1 USD')), 'unknown'],
    [add(v('money', '1 EUR'), 1), 'unknown'],
    [multiply(v('money', '19.99 EUR'), 3), '59.97 EUR'],
    [multiply(v('money', '200 EUR'), v('percent', '12.5%')), '25.00 EUR'],
    [multiply(v('decimal', '0.5'), v('money', '3 EUR')), '1.50 EUR'],
    [multiply(v('money', '1 EUR'), v('money', '1 EUR')), 'unknown'],
    [multiply(v('decimal', '0.000000001'), v('decimal', '0.5')), 'unknown'],
    [add(9007199254740991, 2), '9007199254740993'],
    [subtract(9007199254740993n, 2), 9007199254740991],
    [add(1, v('decimal', '0.5')), '1.5'],
    [multiply(2n ** 126n, 2), 'unknown'],
    [add(v('duration', '1h'), v('duration', '30m')), '90m'],
    [multiply(2, v('duration', '30m')), '1h'],
    [multiply(v('duration', '1ms'), v('decimal', '0.5')), 'unknown'],
    [add(v('time', '2026-01-01T00:00:00Z'), v('duration', '1d')), '2026-01-02T00:00:00Z'],
    [subtract(v('time', '2026-01-02T00:00:00Z'), v('time', '2026-01-01T00:00:00Z')), '1d'],
    [add(v('time', '9999-12-31T23:59:59Z'), v('duration', '1s')), 'unknown'],
    [subtract(v('size', '1KB'), v('size', '1B')), '1023B'],
    [subtract(v('size', '1B'), v('size', '1KB')), 'unknown'],
    [negate(v('percent', '5%')), '-5%'],
    [negate('a'), 'unknown'],
    [negate(9007199254740992n), '-9007199254740992'],
  ])('%#: %o is %j', (result, is) => expect(shown(result)).toBe(is));

  const nano = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
  const factor = fc.integer({ min: -1_000_000, max: 1_000_000 });
  const same = (a: Value | Unknown, b: Value | Unknown) => expect(shown(a)).toBe(shown(b));
  const known = (of: Value | Unknown): Value => {
    if (of === unknown) throw new Error('unknown');
    return of;
  };

  it('is a ring: sums commute and associate, products distribute, a difference undoes a sum', () => {
    fc.assert(
      fc.property(nano, nano, nano, factor, (x, y, z, n) => {
        const [a, b, c] = [decimal(x), decimal(y), decimal(z)];
        same(add(a, b), add(b, a));
        same(add(known(add(a, b)), c), add(a, known(add(b, c))));
        same(subtract(known(add(a, b)), b), a);
        same(add(a, known(negate(a))), decimal(0n));
        same(multiply(known(add(a, b)), n), add(known(multiply(a, n)), known(multiply(b, n))));
        same(multiply(a, n), multiply(n, a));
      }),
    );
  });

  it('orders as the integers do, and sums keep the order', () => {
    fc.assert(
      fc.property(nano, nano, nano, (x, y, z) => {
        const [a, b, c] = [decimal(x), decimal(y), decimal(z)];
        expect(Math.sign(compare(a, b) as number)).toBe(x < y ? -1 : x > y ? 1 : 0);
        expect(compare(known(add(a, c)), known(add(b, c)))).toBe(compare(a, b));
        expect(equal(a, b)).toBe(x === y);
      }),
    );
  });

  it('reads back every decimal text that it writes', () => {
    fc.assert(
      fc.property(nano, (x) => {
        expect(parseNano(formatNano(x))).toBe(x);
      }),
    );
  });

  it('means by a text the digits that stand there, however few or many', () => {
    const spelled = /^(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;
    const text = fc.string({ unit: fc.constantFrom(...'0123456789.'), maxLength: 14 });
    fc.assert(
      fc.property(text, (text) => {
        const [, whole, fraction = ''] = spelled.exec(text) ?? [];
        const nano = whole === undefined ? undefined : BigInt(whole + fraction.padEnd(14, '0'));
        const exact = nano !== undefined && nano % 100_000n === 0n;
        expect(parseNano(text)).toBe(exact ? nano / 100_000n : undefined);
      }),
      { numRuns: 2_000 },
    );
  });
});
