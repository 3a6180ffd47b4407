import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TieredSandbox } from '../../../src/plugins/isolation/index.ts';
import { Breaker } from '../../../src/plugins/isolation/tiers/breaker.ts';
import { Gate } from '../../../src/plugins/isolation/tiers/gate.ts';
import type { HostCalls, Json } from '../../../src/runtime/contract/index.ts';
import { job } from './job.ts';

const sandbox = new TieredSandbox({ most: 2, least: 1 });
beforeAll(() => sandbox.start());
afterAll(() => sandbox.stop());

const echo = (): HostCalls => ({
  offers: ['echo'],
  answer: async (_name, args) => ({ ok: true, value: args }),
});

describe.each(['process', 'quickjs'] as const)('%s', (tier) => {
  const count = 'let n = 0; export default () => (n += 1)';

  test('a guest meets one call only', async () => {
    for (let i = 0; i < 3; i += 1) {
      expect(await sandbox.run(job(count, { tier }))).toMatchObject({ value: 1 });
    }
  });

  test('with a name to reuse it by, it serves that name, tenant and code again, and nobody else', async () => {
    const as = (more: object) =>
      sandbox.run(job(count, { tier, reuse: 's1', timeMs: 10_000, ...more }));
    expect(await as({})).toMatchObject({ value: 1 });
    expect(await as({})).toMatchObject({ value: 2 });
    expect(await as({ reuse: 's2' })).toMatchObject({ value: 1 });
    expect(await as({ tenant: 'other' })).toMatchObject({ value: 1 });
    const other = job(`${count};`, { tier, reuse: 's1', timeMs: 10_000 });
    expect(await sandbox.run(other)).toMatchObject({ value: 1 });
  });

  test('what a reused guest kept of its host is dead in the next call', async () => {
    const keeping = `let kept; export default async (args, host) => {
      if (kept === undefined) { kept = host; return await host.echo(1) }
      try { return await kept.echo(2) } catch (error) { return error.code } }`;
    const as = () => sandbox.run(job(keeping, { tier, reuse: 'k', host: echo(), timeMs: 10_000 }));
    expect(await as()).toMatchObject({ value: 1 });
    expect(await as()).toMatchObject({ value: 'VAK7007' });
  });

  test('many at once of one name come back each with its own', async () => {
    const text = 'export default (args) => args';
    const all = Array.from({ length: 200 }, (_, i) =>
      sandbox.run(job(text, { tier, reuse: 'm', args: i, timeMs: 20_000 })),
    );
    const values = (await Promise.all(all)).map((one) => one.status === 'done' && one.value);
    expect(values).toEqual(all.map((_, i) => i));
  });

  test('a guest that ran out of time is not met again', async () => {
    const text = `let n = 0; export default (spin) => { n += 1; if (spin) for (;;); return n }`;
    const as = (args: Json, timeMs: number) =>
      sandbox.run(job(text, { tier, reuse: 't', args, timeMs }));
    expect(await as(false, 10_000)).toMatchObject({ value: 1 });
    expect(await as(true, 150)).toMatchObject({ status: 'unknown', code: 'VAK7001' });
    expect(await as(false, 10_000)).toMatchObject({ value: 1 });
  });
});

test.each([
  'process',
  'isolate',
  'quickjs',
] as const)('calls that begin at once have a guest and a code of their own each, %s', async (tier) => {
  const counts = (from: number) => `let n = ${from}; export default () => (n += 1)`;
  const run = (from: number) => sandbox.run(job(counts(from), { tier, timeMs: 20_000 }));
  // After the first a guest stands ready, which one of those that follow may have.
  expect(await run(0)).toMatchObject({ value: 1 });
  const froms = [10, 20, 30, 40, 50, 50];
  const all = await Promise.all(froms.map(run));
  expect(all.map((one) => one.status === 'done' && one.value)).toEqual([11, 21, 31, 41, 51, 51]);
});

describe.each(['process', 'isolate', 'quickjs'] as const)('an exact run, %s', (tier) => {
  const text = `export default async (args, host) => {
    const all = await Promise.all([3, 1, 2].map((n) => host.echo({ n, r: Math.random() })));
    return [Date.now(), all, new Date().toString()];
  }`;
  const exact = { at: 1_700_000_000_000, seed: 'call-7' };
  const slow = (): HostCalls => ({
    offers: ['echo'],
    answer: async (_name, args) => {
      await new Promise((go) => setTimeout(go, 10 * (args as { n: number }).n));
      return { ok: true, value: args };
    },
  });

  test('repeats byte for byte from its record, without its host', async () => {
    const asked = { tier, timeMs: 20_000 };
    const first = await sandbox.run(job(text, { ...asked, exact, host: slow() }));
    expect(first).toMatchObject({ status: 'done' });
    expect(first.recorded).toHaveLength(3);
    const answer = (): never => {
      throw new Error('asked');
    };
    const recorded = first.recorded ?? [];
    const replay = { ...exact, recorded };
    const again = await sandbox.run(
      job(text, { ...asked, exact: replay, host: { offers: ['echo'], answer } }),
    );
    const said = (one: typeof first): string =>
      JSON.stringify(one.status === 'done' ? [one.value, one.recorded] : one);
    expect(said(again)).toBe(said(first));
  });

  test('names the host call where it is another', async () => {
    const one = { name: 'echo', args: 1, answer: { ok: true, value: 1 } } as const;
    const other = { name: 'echo', args: 5, answer: { ok: true, value: 5 } } as const;
    const two = 'export default async (args, host) => [await host.echo(1), await host.echo(2)]';
    const run = (recorded: readonly (typeof one | typeof other)[]) =>
      sandbox.run(job(two, { tier, timeMs: 20_000, exact: { ...exact, recorded }, host: echo() }));
    expect(await run([one, other])).toMatchObject({
      status: 'failed',
      code: 'VAK7009',
      message: expect.stringContaining('at host call 2: asked `echo` 2, the record has `echo` 5'),
    });
    expect(await run([one])).toMatchObject({ code: 'VAK7009' });
  });
});

test.each([
  'process',
  'isolate',
  'quickjs',
] as const)('what a listener throws is its own affair, and the call’s place is free again, %s', async (tier) => {
  const log = (): never => {
    throw new Error('mine');
  };
  const logging = job('export default (args, host) => { host.log("x"); return 1 }', { tier, log });
  expect(await sandbox.run(logging)).toMatchObject({ status: 'done', value: 1 });
  expect(sandbox.status.calls).toEqual([]);
});

test('once it is stopped no tier comes up any more', async () => {
  const stopped = new TieredSandbox({ most: 1, least: 1 });
  await stopped.stop();
  expect(await stopped.run(job('export default () => 1', { tier: 'isolate' }))).toMatchObject({
    status: 'not started',
    code: 'VAK7003',
  });
  expect(stopped.status.tiers).toEqual({});
});

test('code that breaks its sandbox again and again is held back, and only that', async () => {
  const crash = job(
    'export default () => { const m = new Map(); for (let i = 0; ; i++) m.set(i, i) }',
    {
      memoryBytes: 16 * 1024 * 1024,
      timeMs: 20_000,
    },
  );
  const codes: string[] = [];
  for (let i = 0; i < 6; i += 1) {
    const outcome = await sandbox.run(crash);
    codes.push(outcome.status === 'done' ? 'done' : outcome.code);
  }
  expect(codes[5]).toBe('VAK7011');
  expect(sandbox.status.held).toHaveLength(1);
  expect(sandbox.health().state).toBe('degraded');
  expect(await sandbox.run(crash)).toMatchObject({
    exceeded: { limit: 'crashes in a row', bound: 5, used: 5 },
  });
  const other = job('export default () => 1', { timeMs: 20_000 });
  expect(await sandbox.run(other)).toMatchObject({ value: 1 });
}, 120_000);

describe('the breaker', () => {
  test('lets one probe through after its time, and doubles it when that breaks too', () => {
    let now = 0;
    const breaker = new Breaker(() => now);
    for (let i = 0; i < 5; i += 1) breaker.told('a', 'broke');
    expect(breaker.ask('a')).toMatchObject({ open: true, leftMs: 5000 });
    now = 5000;
    expect(breaker.ask('a')).toEqual({ open: false, probe: true });
    expect(breaker.ask('a')).toMatchObject({ open: true });
    breaker.told('a', 'broke');
    expect(breaker.ask('a')).toMatchObject({ open: true, leftMs: 10_000 });
    now = 15_000;
    expect(breaker.ask('a')).toMatchObject({ probe: true });
    breaker.told('a', 'unasked');
    expect(breaker.ask('a')).toMatchObject({ probe: true });
    breaker.told('a', 'fine');
    expect(breaker.ask('a')).toEqual({ open: false, probe: false });
  });
});

describe('the gate', () => {
  const free = { ahead: 0, places: 2 };
  test('bounds a tool and a tenant, and opens again', () => {
    const gate = new Gate({ perTool: 2, perTenant: 3 });
    const a = { tool: 'a', tenant: 't', timeMs: 1000 };
    expect([gate.enter(a, free), gate.enter(a, free)]).toEqual([undefined, undefined]);
    expect(gate.enter(a, free)).toMatchObject({
      limit: 'calls of the tool',
      bound: 2,
      used: 2,
    });
    expect(gate.enter({ ...a, tenant: 'u' }, free)).toBeUndefined();
    expect(gate.enter({ ...a, tool: 'b' }, free)).toBeUndefined();
    expect(gate.enter({ ...a, tool: 'c' }, free)).toMatchObject({
      limit: 'calls of the tenant',
      bound: 3,
    });
    gate.leave(a, 5);
    expect(gate.enter(a, free)).toBeUndefined();
  });

  test('refuses at once what could not get a place in its time', () => {
    const gate = new Gate({ perTool: 100, perTenant: 100 });
    const a = { tool: 'a', tenant: 't', timeMs: 1000 };
    for (let i = 0; i < 50; i += 1) {
      gate.enter(a, free);
      gate.leave(a, 1000);
    }
    expect(gate.enter(a, { ahead: 10, places: 2 })).toMatchObject({
      limit: 'wait for a place',
      bound: 1000,
    });
    expect(gate.enter({ ...a, timeMs: 60_000 }, { ahead: 10, places: 2 })).toBeUndefined();
  });
});
