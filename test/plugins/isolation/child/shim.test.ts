import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProcessSandbox } from '../../../../src/plugins/isolation/index.ts';
import type { Json, Outcome } from '../../../../src/runtime/contract/index.ts';
import { job } from '../job.ts';

const sandbox = new ProcessSandbox();
beforeAll(() => sandbox.start());
afterAll(() => sandbox.stop());
const run = (text: string, args: Json = null, log?: (line: string) => void): Promise<Outcome> =>
  sandbox.run(job(text, { args, timeMs: 20_000, ...(log === undefined ? {} : { log }) }));

/** What a guest's result becomes: the same, without the names that reach prototypes. */
function passed(value: Json): Json {
  if (typeof value === 'number') return value === 0 ? 0 : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(passed);
  const kept = Object.entries(value).filter(
    ([name]) => !['__proto__', 'constructor', 'prototype'].includes(name),
  );
  return Object.fromEntries(kept.map(([name, field]) => [name, passed(field as Json)]));
}

test('a JSON value goes in and comes out the same, whatever it is', async () => {
  const values = fc.sample(fc.jsonValue({ maxDepth: 8 }), { numRuns: 400, seed: 7 }) as Json[];
  const outcome = await run('export default (args) => args', values);
  expect(outcome).toMatchObject({ status: 'done' });
  expect(outcome.status === 'done' && outcome.value).toEqual(passed(values));
});

test('text of any characters goes in and comes out the same', async () => {
  const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 200 }), { numRuns: 300, seed: 8 });
  const outcome = await run('export default (args) => args', texts);
  expect(outcome.status === 'done' && outcome.value).toEqual(texts);
});

describe('the shim uses nothing that a guest can replace', () => {
  const replaced = [
    'Array.prototype',
    'String.prototype',
    'Function.prototype',
    'Object.prototype',
    'Promise.prototype',
    'Number.prototype',
    'Error.prototype',
    'Array',
    'Object',
    'Promise',
    'Reflect',
    'JSON',
    'Number',
    'String',
    'Symbol',
  ];
  const hijack = (target: string): string => `
    const take = Reflect.ownKeys, define = Object.defineProperty, target = ${target};
    const keys = take(target), length = keys.length;
    for (let i = 0; i < length; i++) {
      const key = keys[i];
      if (key === '__proto__' || key === 'prototype') continue;
      try {
        define(target, key, { configurable: true, get() { throw 'used ' + typeof key } });
      } catch {}
    }`;
  test.each(replaced)('%s', async (target) => {
    const lines: string[] = [];
    const done = await run(
      `export default (args, host) => { ${hijack(target)} host.log('line'); return [1, args] }`,
      { a: ['x', null, true, 1.5] },
      (line) => lines.push(line),
    );
    expect(done).toMatchObject({ status: 'done', value: [1, { a: ['x', null, true, 1.5] }] });
    expect(lines).toEqual(['line']);
    const thrown = await run(`export default () => { ${hijack(target)} throw 'plain' }`);
    expect(thrown).toMatchObject({ status: 'failed', code: 'VAK7004', message: 'plain' });
    const bad = await run(`export default () => { ${hijack(target)} return [0 / 0] }`);
    expect(bad).toMatchObject({ status: 'failed', code: 'VAK7006' });
  });

  test('setters on the prototypes that its own records and lists would have', async () => {
    const outcome = await run(`export default () => {
      for (const name of ['value', 'above', 'left', 'nodes', 'why', 'text', '0', '1', 'length']) {
        for (const made of [Object.prototype, Array.prototype]) {
          try { Object.defineProperty(made, name, { set() { throw 1 }, get() { throw 2 } }) } catch {}
        }
      }
      return { list: [[1], [2]] };
    }`);
    expect(outcome).toMatchObject({ status: 'done', value: { list: [[1], [2]] } });
  });
});

describe('a result is written alike, whether at once or part by part', () => {
  const bodies: Readonly<Record<string, readonly [string, Json]>> = {
    'what is no value': [
      '{ a: undefined, b: () => 1, c: Symbol(), d: [undefined, () => 1, Symbol()] }',
      { d: [null, null, null] },
    ],
    'zero below zero': ['[-0, { a: -0 }]', [0, { a: 0 }]],
    'half a character': [
      `['\\ud800', { '\\udc00': '\\udfff' }]`,
      ['\ud800', { '\udc00': '\udfff' }],
    ],
    'large numbers': ['[1e21, 5e-324, 2n ** 60n, 7n]', [1e21, 5e-324, '1152921504606846976', 7]],
    'its own words': ['{ a: { toJSON() { return { b: 1n } } } }', { a: { b: 1 } }],
    'words of all objects': ['(Object.prototype.toJSON = function () { return 1 }, { a: {} })', 1],
    dates: ['[new Date(0)]', ['1970-01-01T00:00:00.000Z']],
    'no prototype': ['Object.assign(Object.create(null), { a: 1 })', { a: 1 }],
    'what is inherited': [
      'Object.create({ a: 1 }, { b: { value: 2, enumerable: true } })',
      { b: 2 },
    ],
    'what is hidden': ['Object.defineProperty({ a: 1 }, "b", { value: 2 })', { a: 1 }],
    'refused names': [
      'JSON.parse(\'{"a":{"__proto__":1,"b":2},"constructor":3}\')',
      { a: { b: 2 } },
    ],
    'a list with holes and more': ['Object.assign([, 1], { more: 2 })', [null, 1]],
  };
  test.each(Object.entries(bodies))('%s', async (_, [body, value]) => {
    const outcome = await run(`export default () => (${body})`);
    expect(outcome).toMatchObject({ status: 'done', value });
  });

  const bad = [
    'new Map()',
    '[new Set()]',
    '{ [Symbol.toStringTag]: "x" }',
    '[NaN]',
    '{ a: 1 / 0 }',
    '[new Number(1)]',
  ];
  test.each(bad)('and what is no JSON is none: %s', async (body) => {
    const outcome = await run(`export default () => (${body})`);
    expect(outcome).toMatchObject({ status: 'failed', code: 'VAK7006' });
  });
});
