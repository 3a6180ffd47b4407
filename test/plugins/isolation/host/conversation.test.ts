import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProcessSandbox } from '../../../../src/plugins/isolation/index.ts';
import type { HostCalls, Json, Outcome } from '../../../../src/runtime/contract/index.ts';
import { job } from '../job.ts';

const sandbox = new ProcessSandbox({ least: 1, most: 2 });
beforeAll(() => sandbox.start());
afterAll(() => sandbox.stop());

const body = (text: string): string => `export default async (args, host) => {\n${text}\n};`;

/** A host that gives back what it is asked, and says how it was asked. */
const echo = (more: Partial<HostCalls> = {}): HostCalls => ({
  offers: ['echo', 'fs.read', 'fs.stat'],
  answer: async (name, args) => ({ ok: true, value: [name, args] as unknown as Json }),
  ...more,
});

async function run(
  text: string,
  host: HostCalls | undefined,
  timeMs = 20_000,
): Promise<{ readonly outcome: Outcome; readonly denied: readonly string[] }> {
  const denied: string[] = [];
  const asked = { timeMs, denied: (name: string) => denied.push(name) };
  const outcome = await sandbox.run(job(body(text), host ? { ...asked, host } : asked));
  return { outcome, denied };
}

describe('what a guest asks of its host', () => {
  test('goes out and comes back as JSON, and is counted', async () => {
    const { outcome } = await run(
      `return [await host.echo({ a: [1, 'ü'] }), await host.fs.read('x'), await host.call('fs.stat')]`,
      echo(),
    );
    expect(outcome).toMatchObject({
      status: 'done',
      value: [
        ['echo', { a: [1, 'ü'] }],
        ['fs.read', 'x'],
        ['fs.stat', null],
      ],
      usage: { hostCalls: 3 },
    });
    expect(outcome.usage?.hostBytesOut).toBeGreaterThan(40);
    expect(outcome.usage?.hostBytesIn).toBeGreaterThan(40);
  });

  test('runs at once where it is asked at once', async () => {
    let under = 0;
    let most = 0;
    const answer: HostCalls['answer'] = async (_name, args) => {
      most = Math.max(most, ++under);
      await new Promise((resolve) => setTimeout(resolve, 20));
      under -= 1;
      return { ok: true, value: args };
    };
    const { outcome } = await run(
      'return Promise.all([1, 2, 3, 4].map((x) => host.echo(x)))',
      echo({ answer }),
    );
    expect(outcome).toMatchObject({ status: 'done', value: [1, 2, 3, 4] });
    expect(most).toBe(4);
  });

  test('is frozen and has no prototypes', async () => {
    const { outcome } = await run(
      `const all = [host, host.fs, host.echo, host.fs.read, host.call, host.log];
       return all.map((one) => [Object.isFrozen(one), Object.getPrototypeOf(one)])`,
      echo(),
    );
    expect(outcome).toMatchObject({ status: 'done', value: Array(6).fill([true, null]) });
  });

  test.each([
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'fs',
    'fs.read ',
    'ｅcho',
    '',
  ])('the name `%s` was never offered: refused, told and counted', async (name) => {
    const { outcome, denied } = await run(`return host.call(${JSON.stringify(name)}, 1)`, echo());
    expect(outcome).toMatchObject({ status: 'failed', code: 'VAK7007', usage: { denied: 1 } });
    expect(denied).toEqual([name]);
  });

  test('without a host everything is refused, and a tool may live with it', async () => {
    const { outcome, denied } = await run(
      `try { await host.call('fs.read', 1) } catch (error) { return error.code }`,
      undefined,
    );
    expect(outcome).toMatchObject({ status: 'done', value: 'VAK7007', usage: { denied: 1 } });
    expect(denied).toEqual(['fs.read']);
  });

  test('a withheld name is seen and refused', async () => {
    const { outcome, denied } = await run(
      'return host.net.fetch({})',
      echo({ withholds: ['net.fetch'] }),
    );
    expect(outcome).toMatchObject({ status: 'failed', code: 'VAK7007' });
    expect(denied).toEqual(['net.fetch']);
  });

  test('a refusal keeps its code by the host’s own record, not by what the guest says', async () => {
    const answer: HostCalls['answer'] = async () => ({
      ok: false,
      code: 'VAK6003',
      message: 'enough for today',
    });
    const { outcome } = await run(
      `try { await host.echo(1) } catch (error) { error.message = 'other'; throw error }`,
      echo({ answer }),
    );
    expect(outcome).toMatchObject({
      status: 'failed',
      code: 'VAK6003',
      message: 'enough for today',
    });
    const forged = await run(
      `throw Object.assign(new Error('enough'), { code: 'VAK6003' })`,
      echo(),
    );
    expect(forged.outcome).toMatchObject({ status: 'failed', code: 'VAK7004' });
  });

  test('a host that throws shows the guest nothing of it', async () => {
    const answer: HostCalls['answer'] = async () => {
      throw new Error('the secret is swordfish, in /etc/passwd');
    };
    const { outcome } = await run(
      'try { await host.echo(1) } catch (error) { return String(error.stack) }',
      echo({ answer }),
    );
    expect(outcome).toMatchObject({ status: 'done' });
    expect(JSON.stringify(outcome)).not.toMatch(/swordfish|passwd/);
  });
});

describe('bounds of host calls', () => {
  test.each([
    ['in number', 'for (;;) await host.echo(1)', /21 times and may 20 times/],
    [
      'at once',
      'await Promise.all(Array.from({ length: 9 }, () => host.echo(1)))',
      /5 calls at once and may 4/,
    ],
    ['in bytes', `await host.echo('x'.repeat(2000))`, /arguments of a host call/],
    [
      'in values',
      'await host.echo(Array.from({ length: 1e6 }, () => []))',
      /arguments of a host call/,
    ],
    [
      'in bytes of answers',
      `await host.echo('x'.repeat(900))`,
      /takes \d+ bytes, where 512 are left/,
    ],
  ])('%s', async (_name, text, says) => {
    const limits = { calls: 20, parallel: 4, bytesOut: 1024, bytesIn: 512 };
    const { outcome } = await run(text, echo({ limits }));
    expect(outcome).toMatchObject({ status: 'failed', code: 'VAK7008' });
    expect(outcome.status === 'failed' && outcome.message).toMatch(says);
  });

  test('large answers to many calls at once arrive', async () => {
    const answer: HostCalls['answer'] = async () => ({ ok: true, value: 'ü'.repeat(100_000) });
    const { outcome } = await run(
      `const all = await Promise.all(Array.from({ length: 60 }, () => host.echo(1)));
       return all.reduce((sum, one) => sum + one.length, 0)`,
      echo({ answer }),
    );
    expect(outcome).toMatchObject({ status: 'done', value: 6_000_000 });
  });

  test('one that takes too long is refused, and its signal aborts', async () => {
    let aborted = false;
    const answer: HostCalls['answer'] = (_name, _args, signal) =>
      new Promise(() => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
      });
    const { outcome } = await run('await host.echo(1)', echo({ answer, limits: { timeMs: 50 } }));
    expect(outcome).toMatchObject({ status: 'unknown', code: 'VAK7001' });
    expect(aborted).toBe(true);
  });

  test('one that never answers ends with the time of the call', async () => {
    let aborted = false;
    const answer: HostCalls['answer'] = (_name, _args, signal) =>
      new Promise(() => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
      });
    const { outcome } = await run(
      'try { await host.echo(1) } catch {} await new Promise(() => {})',
      echo({ answer }),
      300,
    );
    expect(outcome).toMatchObject({ status: 'unknown', code: 'VAK7001' });
    expect(aborted).toBe(true);
  });

  test('names that cannot stand on a host stop the call before it starts', async () => {
    for (const offers of [['log'], ['a', 'a.b'], ['a..b'], ['a.constructor'], ['a-b']]) {
      const { outcome } = await run('return 1', echo({ offers }));
      expect(outcome).toMatchObject({ status: 'not started', code: 'VAK6106' });
    }
  });
});

test('what was given to one call is dead in the next', async () => {
  const kept = `let kept; export default async (args, host) => { kept ??= host; return kept === host }`;
  const one = await sandbox.run(job(kept, { host: echo() }));
  const two = await sandbox.run(job(kept, { host: echo() }));
  expect([one, two]).toMatchObject([{ value: true }, { value: true }]);
});

test('what is asked and not awaited ends with the call', async () => {
  let asked = 0;
  const answer: HostCalls['answer'] = async () => {
    asked += 1;
    return { ok: true, value: null };
  };
  const { outcome } = await run('host.echo(1); return 7', echo({ answer }));
  expect(outcome).toMatchObject({ status: 'done', value: 7 });
  expect(asked).toBe(0);
});
