import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  longestPosted,
  mailbox,
  PostedText,
} from '../../../../src/plugins/isolation/child/realm/mailbox.ts';
import { ProcessSandbox } from '../../../../src/plugins/isolation/index.ts';
import type { HostCalls, Json, Outcome } from '../../../../src/runtime/contract/index.ts';
import { job } from '../job.ts';

describe('a mailbox between a guest and its host', () => {
  const made = () => {
    const posted = new PostedText();
    const box = mailbox(longestPosted, (fields) => fields);
    box.give(posted.memory);
    return { posted, box };
  };

  test('gives any text that fits, as it was, until it is emptied', () => {
    const { posted, box } = made();
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: longestPosted / 2 }), (text) => {
        box.post(text);
        expect(posted.read()).toBe(text);
        expect(box.empty()).toBe(true);
        expect(posted.read()).toBe('P');
        expect(box.empty()).toBe(false);
      }),
    );
  });

  test('of a text that is too long, and of more than one text, tells that there is one', () => {
    const { posted, box } = made();
    box.post('x'.repeat(longestPosted));
    expect(posted.read()).toBe('x'.repeat(longestPosted));
    box.post('x'.repeat(longestPosted + 1));
    expect(posted.read()).toBeUndefined();
    box.post('half a pair: \ud800');
    expect(posted.read()).toBe('half a pair: \ud800');
    box.stir();
    expect(posted.read()).toBeUndefined();
    expect(box.empty()).toBe(false);
  });
});

describe('what a guest tells by its mailbox', () => {
  const sandbox = new ProcessSandbox();
  beforeAll(() => sandbox.start());
  afterAll(() => sandbox.stop());
  const asked: Json[] = [];
  const host: HostCalls = {
    offers: ['echo'],
    withholds: [],
    answer: async (_name, args) => {
      asked.push(args);
      return { ok: true, value: args };
    },
  };
  const lines: string[] = [];
  const run = (text: string): Promise<Outcome> => {
    asked.length = lines.length = 0;
    return sandbox.run(job(text, { timeMs: 20_000, host, log: (line) => lines.push(line) }));
  };
  const value = (value: Json) => ({ status: 'done', value });

  test('is a result of any length, early or late', async () => {
    for (const length of [0, 1, longestPosted - 4, longestPosted - 3, longestPosted - 2, 5000]) {
      const text = `'\\u2028'.repeat(${length})`;
      const late = await run(`export default async () => { await null; return ${text} }`);
      expect(late).toMatchObject(value('\u2028'.repeat(length)));
      const asks = await run(`export default async (_, host) => host.echo(${text})`);
      expect(asks).toMatchObject(value('\u2028'.repeat(length)));
    }
  });

  test('is each thing that it asks, whenever it does, and in its order', async () => {
    const outcome = await run(`export default async (_, host) => {
      const later = async (n) => { for (let i = 0; i < n; i++) await null; return host.echo(n) };
      const one = await host.echo('one');
      return [one, await Promise.all([host.echo(0), later(1), later(2), host.echo(9)])];
    }`);
    expect(outcome).toMatchObject(value(['one', [0, 1, 2, 9]]));
    expect(asked).toEqual(['one', 0, 9, 1, 2]);
  });

  test('is nothing that it asks once its result is known', async () => {
    expect(await run(`export default (_, host) => { host.echo(1); return 2 }`)).toMatchObject(
      value(2),
    );
    const late = `export default async (_, host) => { host.echo(1).catch(() => 0); return 2 }`;
    expect(await run(late)).toMatchObject(value(2));
    expect(asked).toEqual([]);
  });

  test('is what it logs after its result is known, too', async () => {
    const outcome = await run(`export default async (_, host) => {
      await host.echo(1);
      (async () => { for (let i = 0; i < 20; i++) await null; host.log('late') })();
      return 2;
    }`);
    expect(outcome).toMatchObject(value(2));
    expect(lines).toEqual(['late']);
  });

  test('is the same whatever it did to the lists of units that its realm has', async () => {
    const outcome = await run(`
      for (const made of [Uint16Array.prototype, Object.getPrototypeOf(Uint16Array.prototype), String.prototype]) {
        for (const name of ['0', '1', '2', 'length', 'set', 'buffer', 'constructor', 'charCodeAt']) {
          try { Object.defineProperty(made, name, { get() { throw 1 }, set() { throw 2 } }) } catch {}
        }
      }
      globalThis.Uint16Array = class { constructor() { throw 3 } };
      export default async (_, host) => [await host.echo('a'), await host.echo('b')]`);
    expect(outcome).toMatchObject(value(['a', 'b']));
  });
});
