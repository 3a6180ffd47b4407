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
