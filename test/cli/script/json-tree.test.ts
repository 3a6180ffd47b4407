import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plain, readJson } from '../../../src/cli/script/json-tree.ts';
import { Source } from '../../../src/dsl/text/source.ts';

const read = (text: string) => readJson(new Source('s.json', text), { start: 0, end: text.length });
const value = (text: string) => {
  const found = read(text);
  if ('fault' in found) throw new Error(`${found.fault.expected} at ${found.fault.span.start}`);
  return plain(found.tree);
};
const fault = (text: string) => {
  const found = read(text);
  if ('tree' in found) throw new Error('it was read');
  return found.fault;
};

/** Whole numbers beyond what a double counts, as their digits. */
const digits = (_: string, json: unknown): unknown =>
  Number.isInteger(json) && !Number.isSafeInteger(json) && Math.abs(json as number) < 1e21
    ? String(json)
    : json;

describe('JSON with places', () => {
  test('what JSON.parse gives is read alike', () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 0, max: 4 }), (text, indent) => {
        const spread = JSON.stringify(JSON.parse(text), null, indent);
        expect(JSON.stringify(value(spread))).toBe(JSON.stringify(JSON.parse(spread, digits)));
      }),
    );
  });

  test('what JSON.parse refuses is refused, and neither throws', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', '"', ',', '}', 'x', '\\'),
        (text, at, put) => {
          const index = at % (text.length + 1);
          const mutant = text.slice(0, index) + put + text.slice(index + 1);
          let parsed = true;
          try {
            JSON.parse(mutant);
          } catch {
            parsed = false;
          }
          const found = read(mutant);
          if (!parsed) expect(found).toHaveProperty('fault');
          else if ('fault' in found) expect(found.fault.expected).toBe('each key once');
        },
      ),
    );
  });

  test('a number that a double would round keeps its digits as text', () => {
    expect(value('[9007199254740993, 0.1, 1e2, 12345678901234567890.5, -0.50, 1e400]')).toEqual([
      '9007199254740993',
      0.1,
      100,
      '12345678901234567890.5',
      -0.5,
      '1e400',
    ]);
  });

  test.each([
    ['{"a": }', 6, 'a value'],
    ['{"a" 1}', 5, '`:` after the key'],
    ['[1 2]', 3, '`,` or `]`'],
    ['[1,]', 3, 'a value'],
    ['{"a": 1,}', 8, 'a key in double quotes'],
    ["{'a': 1}", 1, 'a key in double quotes'],
    ['{"a": 1, "a": 2}', 9, 'each key once'],
    ['"a\nb"', 0, 'a string that ends on its line, without bad escapes'],
    ['01', 1, 'nothing more'],
    ['', 0, 'a value'],
    ['true false', 5, 'nothing more'],
  ])('%s is refused at its place', (text, start, expected) => {
    expect(fault(text)).toMatchObject({ expected, span: { start } });
  });

  test('nesting has a limit, so that no text exhausts the stack', () => {
    expect(fault('['.repeat(100_000)).expected).toBe('at most 100 levels of nesting');
  });

  test('a key named as a prototype is a key like any other', () => {
    const json = value('{"__proto__": {"polluted": true}}');
    expect(Object.keys(json as object)).toEqual(['__proto__']);
    expect(({} as { polluted?: true }).polluted).toBeUndefined();
  });
});
