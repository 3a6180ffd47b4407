import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CedarType } from '../../../../src/plugins/policy/cedar/schema.ts';
import { cedarValue, Unmappable } from '../../../../src/plugins/policy/cedar/value.ts';
import type { Value } from '../../../../src/runtime/contract/index.ts';
import { spelled } from '../../../../src/runtime/testing/policy-plan.ts';

const money: CedarType = {
  type: 'Record',
  attributes: [
    { name: 'amount', required: true, type: { type: 'decimal' } },
    { name: 'currency', required: true, type: { type: 'String' } },
  ],
};

describe('a value as Cedar reads it', () => {
  test('is exact for every decimal of four places, and refused for any finer one', () => {
    const limit = 2n ** 63n - 1n;
    fc.assert(
      fc.property(
        fc.bigInt({ min: -limit, max: limit }),
        fc.bigInt({ min: 1n, max: 99_999n }),
        (steps, finer) => {
          const value: Value = { kind: 'decimal', nano: steps * 100_000n };
          const made = cedarValue(value, { type: 'decimal' }, 'x') as {
            readonly __extn: { readonly fn: string; readonly arg: string };
          };
          expect(made.__extn.fn).toBe('decimal');
          expect(made.__extn.arg).toMatch(/^-?\d+\.\d{4}$/);
          expect(BigInt(made.__extn.arg.replace('.', ''))).toBe(steps);
          const other: Value = { kind: 'decimal', nano: steps * 100_000n + finer };
          expect(() => cedarValue(other, { type: 'decimal' }, 'x')).toThrow(Unmappable);
        },
      ),
    );
    const beyond: Value = { kind: 'decimal', nano: (limit + 1n) * 100_000n };
    expect(() => cedarValue(beyond, { type: 'decimal' }, 'x')).toThrow(/range/);
  });

  test('keeps the currency of money, as record or as text, and never drops it', () => {
    const value = spelled('money', '12.5 EUR');
    expect(cedarValue(value, money, 'x')).toEqual({
      amount: { __extn: { fn: 'decimal', arg: '12.5000' } },
      currency: 'EUR',
    });
    expect(cedarValue(value, { type: 'String' }, 'x')).toBe('12.50 EUR');
    expect(() => cedarValue(value, { type: 'decimal' }, 'x')).toThrow(Unmappable);
    expect(() => cedarValue(value, { type: 'Long' }, 'x')).toThrow(Unmappable);
  });

  const cases: readonly [string, Value, CedarType, unknown][] = [
    ['an int', 7, { type: 'Long' }, 7],
    ['an int as decimal', 7, { type: 'decimal' }, { __extn: { fn: 'decimal', arg: '7.0000' } }],
    [
      'a percent',
      spelled('percent', '80%'),
      { type: 'decimal' },
      { __extn: { fn: 'decimal', arg: '0.8000' } },
    ],
    ['a duration', spelled('duration', '4h'), { type: 'Long' }, 14_400_000],
    [
      'a duration as such',
      spelled('duration', '4h'),
      { type: 'duration' },
      { __extn: { fn: 'duration', arg: '14400000ms' } },
    ],
    ['a size', spelled('size', '2KB'), { type: 'Long' }, 2048],
    [
      'a time',
      spelled('time', '2026-01-01T00:00:00Z'),
      { type: 'datetime' },
      { __extn: { fn: 'datetime', arg: '2026-01-01T00:00:00.000Z' } },
    ],
    [
      'an address',
      spelled('host', '10.0.0.1'),
      { type: 'ipaddr' },
      { __extn: { fn: 'ip', arg: '10.0.0.1' } },
    ],
    ['a path', spelled('path', '/a/../b'), { type: 'String' }, '/b'],
    ['a list', ['a', 'b'], { type: 'Set', of: { type: 'String' } }, ['a', 'b']],
    [
      'a name of an entity',
      'alice',
      { type: 'Entity', name: 'User' },
      { __entity: { type: 'User', id: 'alice' } },
    ],
  ];
  test.each(cases)('%s', (_, value, type, json) => {
    expect(cedarValue(value, type, 'x')).toEqual(json);
  });

  test.each<[string, Value, CedarType]>([
    ['an int beyond 2^53', 2n ** 60n, { type: 'Long' }],
    ['a value without a declared shape', { kind: 'json', json: { a: 1 } }, { type: 'String' }],
    ['text for a number', '7', { type: 'Long' }],
    ['a number for text', 7, { type: 'String' }],
    ['one value for a set', 'a', { type: 'Set', of: { type: 'String' } }],
  ])('has no form for %s', (_, value, type) => {
    expect(() => cedarValue(value, type, 'args.x')).toThrow(/^`args\.x` /);
  });
});
