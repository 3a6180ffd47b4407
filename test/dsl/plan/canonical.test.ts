import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, meaning } from '../../../src/dsl/plan/canonical.ts';
import type { Plan } from '../../../src/dsl/plan/plan.ts';
import type { Json } from '../../../src/dsl/values/value.ts';

describe('canonical JSON', () => {
  it('writes keys in the order of their UTF-16 code units', () => {
    const json = {
      '\u20ac': 1,
      '\r': 2,
      '\ufb33': 3,
      '1': 4,
      '\ud83d\ude00': 5,
      '\u0080': 6,
      ö: 7,
    };
    expect(canonicalJson(json)).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
    );
  });

  it.each<[number, string]>([
    [0, '0'],
    [-0, '0'],
    [1e21, '1e+21'],
    [1e-7, '1e-7'],
    [1 / 3e-9, '333333333.3333333'],
    [9007199254740991, '9007199254740991'],
  ])('writes the number %d as %s', (number, text) => expect(canonicalJson(number)).toBe(text));

  it('escapes what must be escaped and nothing else', () => {
    expect(canonicalJson('\u20ac$\u000f\nA\'B"\\\\"/\u2028')).toBe(
      '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u2028"',
    );
  });

  it.each<[string, unknown, string]>([
    ['a lone surrogate', { a: ['\ud800'] }, '$.a[0]'],
    ['a lone surrogate in a key', { a: { '\udfff': 1 } }, '$.a.\ufffd'],
    ['a number that is not finite', [Number.NaN], '$[0]'],
    ['what is no JSON', { f: () => 1 }, '$.f'],
    ['an absent value', { f: undefined }, '$.f'],
  ])('refuses %s and says where', (_, json, path) => {
    expect(() => canonicalJson(json as Json)).toThrow(`no canonical JSON at ${path}: `);
  });

  it('refuses a value that contains itself instead of running out of stack', () => {
    const round: unknown[] = [];
    round.push(round);
    expect(() => canonicalJson(round as Json)).toThrow('nested deeper');
  });

  it('reads back as the same value, and depends on nothing but the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const text = canonicalJson(json as Json);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(json)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });
});

describe('the meaning of a plan', () => {
  const plan = (at: string, key = 'at'): Plan => ({
    vak: 1,
    file: `${at}.vak`,
    context: [],
    tools: [],
    agents: [{ name: 'a', tools: [], delegates: [], doc: at, at }],
    approvers: [],
    secrets: [],
    rules: [],
    limits: [],
    constraints: [],
    gates: [],
    pipelines: [],
    audit: null,
    trace: null,
    uses: [
      {
        package: 'p',
        point: null,
        alias: null,
        config: [{ name: 'c', json: { [key]: 'kept', doc: 'kept' }, at }],
        grant: [],
        declaredIn: at,
        at,
      },
    ],
    proofs: [],
  });

  it('leaves out places, docs and file names', () => {
    expect(meaning(plan('here'))).toEqual(meaning(plan('there')));
    expect(canonicalJson(meaning(plan('here')))).not.toContain('here');
  });

  it('keeps whole what an author wrote as free JSON', () => {
    expect(canonicalJson(meaning(plan('here')))).toContain('{"at":"kept","doc":"kept"}');
    expect(meaning(plan('here'))).not.toEqual(meaning(plan('here', 'file')));
  });
});
