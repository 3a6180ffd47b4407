import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { type ProcessOptions, ProcessSandbox } from '../../../src/plugins/isolation/index.ts';
import type { HostCalls, Outcome, SandboxJob } from '../../../src/runtime/contract/index.ts';
import { code, job } from './job.ts';

const open: ProcessSandbox[] = [];
const start = async (options: ProcessOptions = {}): Promise<ProcessSandbox> => {
  const sandbox = new ProcessSandbox(options);
  open.push(sandbox);
  await sandbox.start();
  return sandbox;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.stop()));
});

const alive = (pid: number): boolean => readdirSync('/proc').includes(String(pid));
const spin = 'export default () => { for (;;); }';
const trivial = 'export default (args) => args';
const refusal = (outcome: Outcome) => outcome.status !== 'done' && [outcome.status, outcome.code];

describe('check says why code cannot run, without running it', () => {
  const mistakes = {
    'a syntax error, with its place': [
      'export default () => {\n  let a = ;\n}',
      { line: 2, column: 11 },
    ],
    'an error only the engine finds': ['export default 1;\nlet a; let a;', { line: 2 }],
    'TypeScript that is more than types': ['enum A { x }\nexport default () => A.x', { line: 1 }],
    'an import': ["import fs from 'node:fs'; export default fs", { message: /imports nothing/ }],
    'no default export': ['export const a = 1', { message: /default export/ }],
  } as const;
  test.each(Object.entries(mistakes))('%s', async (_, [text, expected]) => {
    const sandbox = await start({ least: 1 });
    const found = await sandbox.check(code(text));
    const { message = /./, ...place } = expected as { message?: RegExp };
    expect(found).toMatchObject(place);
    expect(found?.message).toMatch(message);
  });

  test('nothing for code that can', async () => {
    const sandbox = await start({ least: 1 });
    expect(await sandbox.check(code(trivial))).toBeUndefined();
    expect(await sandbox.check(code(`${spin}; for (;;);`))).toBeUndefined();
  });
});

describe('time', () => {
  test('a call ends within its time and a grace, whatever it does', async () => {
    const sandbox = await start();
    const outcome = await sandbox.run(job(spin, { timeMs: 200 }));
    expect(refusal(outcome)).toEqual(['unknown', 'VAK7001']);
    expect(outcome.usage?.wallMs).toBeGreaterThanOrEqual(195);
  });

  test('a call that finds no child within its time never starts', async () => {
    const sandbox = await start({ least: 1, most: 1 });
    const busy = sandbox.run(job(spin, { timeMs: 600 }));
    const outcome = await sandbox.run(job(trivial, { timeMs: 50 }));
    expect(refusal(outcome)).toEqual(['not started', 'VAK7001']);
    await busy;
  });

  test('an answer that came in time counts, though the host was too busy to read it', async () => {
    const sandbox = await start({ least: 1 });
    const running = sandbox.run(job(trivial, { args: 5, timeMs: 300 }));
    await new Promise((sent) => setImmediate(sent));
    const until = performance.now() + 800;
    while (performance.now() < until);
    expect(await running).toMatchObject({ status: 'done', value: 5 });
  });

  test('a call cut off at its deadline does not hold up the next', async () => {
    const sandbox = await start({ least: 1, most: 1 });
    await sandbox.run(job(spin, { timeMs: 50 }));
    expect(await sandbox.run(job(trivial, { args: 1, timeMs: 20_000 }))).toMatchObject({
      value: 1,
    });
  });
});

describe('abort', () => {
  test('kills a running guest, whose outcome is unknown', async () => {
    const sandbox = await start();
    const abort = new AbortController();
    const running = sandbox.run(job(spin, { timeMs: 20_000, signal: abort.signal }));
    setTimeout(() => abort.abort(), 50);
    expect(refusal(await running)).toEqual(['unknown', 'VAK7001']);
    expect(await sandbox.run(job(trivial, { args: 2, timeMs: 20_000 }))).toMatchObject({
      value: 2,
    });
  });

  test('before the start means that nothing started', async () => {
    const sandbox = await start();
    const signal = AbortSignal.abort();
    expect(refusal(await sandbox.run(job(spin, { signal })))).toEqual(['not started', 'VAK7001']);
  });

  test('in the queue means that nothing started', async () => {
    const sandbox = await start({ least: 1, most: 1 });
    const busy = sandbox.run(job(spin, { timeMs: 300 }));
    const abort = new AbortController();
    const queued = sandbox.run(job(trivial, { signal: abort.signal }));
    abort.abort();
    expect(refusal(await queued)).toEqual(['not started', 'VAK7001']);
    await busy;
  });
});

describe('children', () => {
  test('one that looked at code serves the first tenant, where each has its own', async () => {
    const sandbox = await start({ least: 1, most: 1, tenants: 'apart' });
    const [first] = sandbox.pids;
    expect(await sandbox.check(job(trivial).code)).toBeUndefined();
    await sandbox.run(job(trivial, { tenant: 'a', timeMs: 20_000 }));
    expect(sandbox.pids).toEqual([first]);
    await sandbox.run(job(trivial, { tenant: 'b', timeMs: 20_000 }));
    expect(sandbox.pids).not.toContain(first);
  });

  test('a hundred calls at once share at most four, each with its own answer', async () => {
    const sandbox = await start();
    const calls = Array.from({ length: 100 }, (_, i) =>
      sandbox.run(job(trivial, { args: i, timeMs: 20_000 })),
    );
    const outcomes = await Promise.all(calls);
    expect(outcomes.map((outcome) => outcome.status === 'done' && outcome.value)).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
    expect(sandbox.pids.length).toBeLessThanOrEqual(4);
  });

  test('are shared by tenants in turns, however many calls one of them has', async () => {
    const sandbox = await start({ least: 1, most: 1 });
    const order: string[] = [];
    const call = async (tenant: string): Promise<void> => {
      await sandbox.run(job(trivial, { tenant, timeMs: 20_000 }));
      order.push(tenant);
    };
    const greedy = Array.from({ length: 10 }, () => call('greedy'));
    await Promise.all([...greedy, call('modest')]);
    expect(order.indexOf('modest')).toBeLessThanOrEqual(2);
    expect(order).toHaveLength(11);
  });

  test('one that is killed mid-call crashes its call only', async () => {
    const sandbox = await start({ least: 1, most: 1 });
    const [pid] = sandbox.pids;
    const running = sandbox.run(job(spin, { timeMs: 20_000 }));
    setTimeout(() => process.kill(pid as number, 'SIGKILL'), 50);
    expect(refusal(await running)).toEqual(['unknown', 'VAK7003']);
    expect(await sandbox.run(job(trivial, { args: 3, timeMs: 20_000 }))).toMatchObject({
      value: 3,
    });
  });

  test.runIf(process.platform === 'linux')(
    'are the first to go when memory runs short, and leave no image of it',
    async () => {
      const [pid] = (await start({ least: 1 })).pids;
      const told = (name: string): number => Number(readFileSync(`/proc/${pid}/${name}`, 'utf8'));
      expect([told('oom_score_adj'), told('coredump_filter')]).toEqual([1000, 0]);
    },
  );

  test('know nothing of the host’s environment', async () => {
    const [pid] = (await start({ least: 1 })).pids;
    const names = readFileSync(`/proc/${pid}/environ`, 'latin1')
      .split('\0')
      .filter((line) => line !== '');
    expect(names.sort()).toEqual(['LC_ALL=C', 'TZ=UTC']);
  });

  test('one that dies idle is replaced', async () => {
    const sandbox = await start({ least: 1, most: 1 });
    process.kill(sandbox.pids[0] as number, 'SIGKILL');
    expect(await sandbox.run(job(trivial, { args: 4, timeMs: 20_000 }))).toMatchObject({
      value: 4,
    });
  });

  test('one is replaced after the calls it is good for', async () => {
    const sandbox = await start({ least: 1, most: 1, callsPerChild: 2 });
    const seen = new Set<number>();
    for (let i = 0; i < 6; i += 1) {
      for (const pid of sandbox.pids) seen.add(pid);
      expect(await sandbox.run(job(trivial, { args: i, timeMs: 20_000 }))).toMatchObject({
        value: i,
      });
    }
    expect(seen.size).toBeGreaterThanOrEqual(2);
  });

  test('stop kills all of them, ends every call, and may be repeated', async () => {
    const sandbox = await start();
    const pids = sandbox.pids;
    const running = sandbox.run(job(spin, { timeMs: 20_000 }));
    await new Promise((begun) => setTimeout(begun, 50));
    await sandbox.stop();
    await sandbox.stop();
    expect(refusal(await running)).toEqual(['unknown', 'VAK7001']);
    expect(refusal(await sandbox.run(job(trivial)))).toEqual(['not started', 'VAK7003']);
    expect(pids.filter(alive)).toEqual([]);
    expect(sandbox.pids).toEqual([]);
  });

  test('stop before a call reached its child means that nothing started', async () => {
    const sandbox = await start();
    const running = sandbox.run(job(spin, { timeMs: 20_000 }));
    await sandbox.stop();
    expect(refusal(await running)).toEqual(['not started', 'VAK7003']);
  });

  test('stop while they are coming up leaves none', async () => {
    const sandbox = new ProcessSandbox();
    const starting = sandbox.start();
    await sandbox.stop();
    await starting.catch(() => {});
    expect(sandbox.pids).toEqual([]);
  });
});

test('what a listener of logs throws is not the call’s', async () => {
  const sandbox = await start({ least: 1 });
  const log = (): void => {
    throw new Error('listener');
  };
  const outcome = await sandbox.run(
    job('export default (a, host) => { host.log("x"); return 1 }', { log }),
  );
  expect(outcome).toMatchObject({ status: 'done', value: 1 });
});

test('a call tells what it cost', async () => {
  const sandbox = await start({ least: 1 });
  const { usage } = await sandbox.run(job('export default () => new Array(1e5).fill(7).length'));
  expect(usage?.wallMs).toBeGreaterThan(0);
  expect(usage?.heapBytes).toBeGreaterThan(100_000);
  expect(usage?.peakRssBytes).toBeGreaterThan(1_000_000);
});

describe('calls of one guest, one behind the other', () => {
  const add = 'let n = 0; export default async (x, host) => (n += x === 0 ? await host.one() : x)';
  const kept = (x: number, more: Partial<SandboxJob> = {}): SandboxJob =>
    job(add, { args: x, timeMs: 20_000, reuse: 's', ...more });

  test('are served though the one before them asks its host meanwhile', async () => {
    const sandbox = await start({ least: 1, most: 1 });
    await sandbox.run(kept(1));
    const host: HostCalls = {
      offers: ['one'],
      answer: async () => {
        await new Promise((late) => setTimeout(late, 100));
        return { ok: true, value: 1 };
      },
    };
    const asks = sandbox.run(kept(0, { host }));
    const behind = [2, 3].map((x) => sandbox.run(kept(x)));
    expect((await asks).status).toBe('done');
    for (const outcome of await Promise.all(behind)) expect(outcome.status).toBe('done');
  });

  test('end by themselves: one that nobody wants any more takes none of the others along', async () => {
    const sandbox = await start({ least: 1, most: 1 });
    const slow =
      'export default (ms) => { const end = Date.now() + ms; while (Date.now() < end); }';
    const one = (ms: number, more: Partial<SandboxJob> = {}) =>
      sandbox.run(job(slow, { args: ms, timeMs: 20_000, reuse: 's', ...more }));
    await one(0);
    const abort = new AbortController();
    const first = one(800);
    // Long enough not to be over before the host comes to end it: what has run to its end is told as done.
    const unwanted = one(15_000, { signal: abort.signal });
    const last = one(0);
    await new Promise((sent) => setTimeout(sent, 50));
    abort.abort();
    expect(await first).toMatchObject({ status: 'done' });
    expect((await unwanted).status).not.toBe('done');
    expect(await last).toMatchObject({ status: 'done' });
  });

  const bombs = {
    'spins until it is killed': 'while (true);',
    'takes the process down': "'x'.repeat(2 ** 28).split('')",
  };
  test.each(
    Object.entries(bombs),
  )('keep their results, each its own, though one behind them %s', async (_, bomb) => {
    const sandbox = await start({ least: 1, most: 2 });
    const code = `export default (x) => { if (x < 0) ${bomb}; return x }`;
    const one = (args: number, timeMs = 20_000) =>
      sandbox.run(job(code, { args, timeMs, reuse: 's' }));
    for (let i = 0; i < 50; i += 1) await Promise.all(Array.from({ length: 20 }, () => one(1)));
    const ended: number[] = [];
    const all = [1, 2, 3, -1, 4, 5].map(async (x) => {
      const outcome = await one(x, x < 0 ? 1500 : 20_000);
      ended.push(x);
      return outcome;
    });
    const [first, second, third, bad, ...behind] = await Promise.all(all);
    expect([first, second, third]).toMatchObject([{ value: 1 }, { value: 2 }, { value: 3 }]);
    expect(bad?.status).toBe('unknown');
    expect(behind).toMatchObject([{ value: 4 }, { value: 5 }]);
    expect(ended.slice(0, 4)).toEqual([1, 2, 3, -1]);
  });

  test('the one that never ends is killed by its deadline, and those behind it are served', async () => {
    const sandbox = await start({ least: 1, most: 2 });
    const code = 'export default (x) => { while (x === 0); return x }';
    const one = (args: number, timeMs: number) =>
      sandbox.run(job(code, { args, timeMs, reuse: 's' }));
    for (let i = 0; i < 100; i += 1)
      await Promise.all(Array.from({ length: 30 }, () => one(1, 9e5)));
    const [lost, ...behind] = await Promise.all([one(0, 300), one(2, 20_000), one(3, 20_000)]);
    expect(refusal(lost as Outcome)).toEqual(['unknown', 'VAK7001']);
    expect(behind).toMatchObject([{ value: 2 }, { value: 3 }]);
  });
});
