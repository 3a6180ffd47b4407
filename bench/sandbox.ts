import { createContext, runInContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { getQuickJS } from 'quickjs-emscripten';
import { ProcessSandbox, TieredSandbox } from '../dist/plugins/isolation/index.js';
import { Child } from '../dist/plugins/isolation/process/child.js';
import type { Errand } from '../dist/plugins/isolation/process/errand.js';
import { Pool } from '../dist/plugins/isolation/process/pool/pool.js';
import { beside, type Result } from './result.ts';
import { inTurns, quantile, rate, type Work } from './rounds.ts';
import { oneAtATime } from './sandbox-echo.ts';

// What a call of a sandboxed tool costs, from its arguments as JSON to its result, beside the same
// function in other cages: a fresh `node:vm` context (which is no fence), a waiting worker thread
// (which shares its process), QuickJS in WebAssembly, and no cage at all.

const body = `(args) => {
  const total = args.lines.reduce((sum, line) => sum + line.price * line.count, 0);
  return { id: args.id, total, lines: args.lines.length };
}`;
const tool = `export default ${body};`;
/** About a kilobyte of JSON. */
const args = {
  id: 'ord_1001',
  lines: Array.from({ length: 20 }, (_, i) => ({ sku: `sku-${i}`, price: 10 + i, count: i % 3 })),
};
const json = JSON.stringify(args);
const job = {
  id: 'bench',
  code: { tool: 'bench', file: 'bench.ts', text: tool, digest: 'sha256:bench' },
  args,
  memoryBytes: 64 * 1024 * 1024,
  timeMs: 10_000,
  tenant: 'bench',
};

const direct = new Function(`return ${body}`)() as (args: unknown) => unknown;

/** Gives every work the same pause outside the clock, in which pools make ready what is next. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 6));

async function withWorker(): Promise<{ call: () => Promise<unknown>; end: () => Promise<number> }> {
  const source = `const { parentPort } = require('node:worker_threads'); const f = ${body};
    parentPort.on('message', (text) => parentPort.postMessage(JSON.stringify(f(JSON.parse(text)))));`;
  const worker = new Worker(source, { eval: true });
  const call = (): Promise<unknown> =>
    new Promise((resolve) => {
      worker.once('message', (text: string) => resolve(JSON.parse(text)));
      worker.postMessage(json);
    });
  await call();
  return { call, end: () => worker.terminate() };
}

const freshContext = (): unknown => {
  const context = createContext(Object.create(null) as object);
  context.text = json;
  const text = runInContext(`JSON.stringify((${body})(JSON.parse(text)))`, context, {
    timeout: 10_000,
  }) as string;
  return JSON.parse(text);
};

async function withQuickJs(): Promise<() => unknown> {
  const engine = await getQuickJS();
  return () => {
    const context = engine.newContext();
    try {
      context.newString(json).consume((text) => context.setProp(context.global, 'text', text));
      const made = context.unwrapResult(
        context.evalCode(`JSON.stringify((${body})(JSON.parse(text)))`),
      );
      return JSON.parse(made.consume((text) => context.getString(text)));
    } finally {
      context.dispose();
    }
  };
}

const trivial = {
  ...job,
  code: { ...job.code, text: 'export default (x) => x', digest: 'sha256:trivial' },
  args: 1,
  reuse: 'bench',
};

/** Kept guests: one after the other beside the same in a new guest, and many at once on two children. */
async function kept(sandbox: ProcessSandbox, filter: string): Promise<readonly Result[]> {
  const results: Result[] = [];
  const call = async (wanted: object): Promise<void> => {
    const outcome = await sandbox.run({ ...job, ...wanted });
    if (outcome.status !== 'done') throw new Error(outcome.message);
  };
  if ('sandbox/reuse/sequential'.startsWith(filter)) {
    const turns = await inTurns(
      [
        { name: 'kept', once: () => call({ reuse: 'bench' }) },
        { name: 'new guest', once: () => call({}) },
        { name: 'direct', once: () => JSON.parse(JSON.stringify(direct(JSON.parse(json)))) },
      ],
      { rounds: 300, warm: 50 },
    );
    const ours = quantile(turns.get('kept'), 0.5);
    const peers = ['new guest', 'direct'].map((name) =>
      beside(name, quantile(turns.get(name), 0.5), ours),
    );
    results.push({
      name: 'sandbox/reuse/sequential',
      value: ours,
      unit: 'us',
      better: 'lower',
      peers,
    });
  }
  for (const atOnce of [16, 64]) {
    const name = `sandbox/reuse/trivial-${atOnce}-at-once`;
    if (!name.startsWith(filter)) continue;
    // What both ends compile, they compile in the first tens of thousands of calls.
    await rate(() => call(trivial), atOnce, 40_000);
    const value = await rate(() => call(trivial), atOnce, 40_000);
    results.push({ name, value, unit: 'ops/s', better: 'higher' });
  }
  return results;
}

/** What a call costs in each tier, in a guest of its own, one after the other. */
async function tiers(filter: string): Promise<readonly Result[]> {
  const sandbox = new TieredSandbox({ most: 1, least: 1 });
  const works = (['process', 'isolate', 'quickjs'] as const).map((tier) => ({
    name: `sandbox/tier/${tier}`,
    once: async () => {
      const outcome = await sandbox.run({ ...job, tier });
      if (outcome.status !== 'done') throw new Error(outcome.message);
    },
  }));
  const wanted = works.filter(({ name }) => name.startsWith(filter));
  try {
    if (wanted.length === 0) return [];
    const turns = await inTurns(wanted, { rounds: 60, warm: 5 });
    return wanted.map(({ name }): Result => {
      return { name, value: quantile(turns.get(name), 0.5), unit: 'us', better: 'lower' };
    });
  } finally {
    await sandbox.stop();
  }
}

/** What it takes to be handed a child that stands ready; and whether any had to be started meanwhile. */
async function handOut(): Promise<readonly Result[]> {
  let started = 0;
  const pool = new Pool(
    () => {
      started += 1;
      return Child.start({});
    },
    { least: 2, most: 2, callsPerChild: 1e6, tenants: 'shared' },
  );
  await pool.start();
  const times: number[] = [];
  const before = started;
  for (let i = 0; i < 5000; i += 1) {
    const begun = performance.now();
    const placed = (child: Child | string): void => {
      times.push((performance.now() - begun) * 1000);
      if (typeof child === 'string') throw new Error(child);
      pool.give(child);
    };
    const asked = { tenant: `t${i % 7}`, timeMs: 1000, keep: i % 2 ? `k${i % 16}` : undefined };
    pool.take({ asked, placed } as unknown as Errand);
  }
  await pool.stop();
  times.sort((a, b) => a - b);
  const figure = { better: 'lower' } as const;
  return [
    { name: 'sandbox/pool/hand-out', value: quantile(times, 0.5), unit: 'us', ...figure },
    { name: 'sandbox/pool/hand-out-p99', value: quantile(times, 0.99), unit: 'us', ...figure },
    { name: 'sandbox/pool/cold-starts', value: started - before, unit: 'children', ...figure },
  ];
}

/** From a child's death under a call to the result of the next call of a tool that was called before, with a spare ready, in ms. */
async function failover(): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 10; i += 1) {
    const sandbox = new ProcessSandbox({ least: 2, most: 2 });
    await sandbox.start();
    await sandbox.run(job);
    const running = sandbox.run({
      ...job,
      code: { ...job.code, text: 'export default () => { for (;;); }', digest: 'sha256:spin' },
    });
    await new Promise((go) => setTimeout(go, 20));
    for (const pid of sandbox.pids.slice(0, 1)) process.kill(pid, 'SIGKILL');
    await running.catch(() => undefined);
    const begun = performance.now();
    await sandbox.run(job);
    times.push(performance.now() - begun);
    await sandbox.stop();
  }
  return quantile(
    times.sort((a, b) => a - b),
    0.5,
  );
}

/** How long after its deadline a guest that spins where only a kill helps is over. */
async function killing(sandbox: ProcessSandbox): Promise<readonly number[]> {
  const spin = 'throw { get message() { for (;;); } };';
  const late: number[] = [];
  for (let i = 0; i < 20; i += 1) {
    await sandbox.run(job);
    const code = { ...job.code, text: spin, digest: 'sha256:spin' };
    const begun = performance.now();
    const outcome = await sandbox.run({ ...job, code, timeMs: 100 });
    late.push(performance.now() - begun - 100);
    if (outcome.status !== 'unknown') throw new Error('the guest was not cut off');
  }
  return late.sort((a, b) => a - b);
}

/**
 * The most memory by which a child went past what it may hold (its size before, the job's own bytes and
 * 32 MB) before it was killed, over several ways to take memory fast; in MB, 0 when it never did.
 */
async function overshoot(sandbox: ProcessSandbox): Promise<number> {
  const bombs = [
    'return new Array(2 ** 27).fill(0).length',
    `return 'x'.repeat(2 ** 28).split('').length`,
    'const a = []; for (;;) a.push(new Uint8Array(1e6).fill(1))',
  ];
  let most = 0;
  for (const bomb of bombs) {
    const before = (await sandbox.run(job)).usage?.peakRssBytes ?? 0;
    const text = `export default () => { ${bomb} }`;
    const code = { ...job.code, text, digest: `sha256:${bomb.length}` };
    const peak = (await sandbox.run({ ...job, code, timeMs: 3000 })).usage?.peakRssBytes ?? 0;
    most = Math.max(most, peak - before - job.memoryBytes - 32 * 1024 * 1024);
  }
  return most / 1024 / 1024;
}

export async function run(filter: string): Promise<readonly Result[]> {
  const sandbox = new ProcessSandbox({ least: 2, most: 2 });
  const worker = await withWorker();
  const quickjs = await withQuickJs();
  try {
    const begun = performance.now();
    await sandbox.start();
    const boot = performance.now() - begun;
    const call = async (): Promise<unknown> => {
      const outcome = await sandbox.run(job);
      if (outcome.status !== 'done') throw new Error(outcome.message);
      return outcome.value;
    };
    const peers: readonly Work[] = [
      { name: 'quickjs-emscripten', once: quickjs },
      { name: 'worker_threads', once: worker.call },
      { name: 'node:vm', once: freshContext },
      { name: 'direct', once: () => JSON.parse(JSON.stringify(direct(JSON.parse(json)))) },
    ];
    const spaced = (works: readonly Work[]): readonly Work[] =>
      works.flatMap((work) => [{ name: `${work.name} pause`, once: pause }, work]);
    const warm = await inTurns(spaced([{ name: 'vak', once: call }, ...peers]), {
      rounds: 150,
      warm: 20,
    });
    const ours = quantile(warm.get('vak'), 0.5);
    const results: Result[] = [
      {
        name: 'sandbox/call/warm',
        value: ours,
        unit: 'us',
        better: 'lower',
        peers: peers.map(({ name }) => beside(name, quantile(warm.get(name), 0.5), ours)),
      },
      {
        name: 'sandbox/call/warm-p99',
        value: quantile(warm.get('vak'), 0.99),
        unit: 'us',
        better: 'lower',
      },
    ];
    const calls = await rate(call, 16, 1500);
    results.push({
      name: 'sandbox/calls/16-at-once',
      value: calls,
      unit: 'ops/s',
      better: 'higher',
    });
    results.push({ name: 'sandbox/start/2-children', value: boot, unit: 'ms', better: 'lower' });
    results.push(...(await oneAtATime(() => sandbox.run(trivial), filter)));
    results.push(...(await kept(sandbox, filter)), ...(await tiers(filter)));
    if (['hand-out', 'cold-starts'].some((it) => `sandbox/pool/${it}`.startsWith(filter))) {
      results.push(...(await handOut()));
    }
    if ('sandbox/failover'.startsWith(filter)) {
      const value = await failover();
      results.push({ name: 'sandbox/failover', value, unit: 'ms', better: 'lower' });
    }
    if ('sandbox/kill/past-deadline-p95'.startsWith(filter)) {
      const late = await killing(sandbox);
      const value = quantile(late, 0.95);
      results.push({ name: 'sandbox/kill/past-deadline-p95', value, unit: 'ms', better: 'lower' });
    }
    if ('sandbox/memory/past-quota'.startsWith(filter)) {
      const value = await overshoot(sandbox);
      results.push({ name: 'sandbox/memory/past-quota', value, unit: 'MB', better: 'lower' });
    }
    return results;
  } finally {
    await sandbox.stop();
    await worker.end();
  }
}
