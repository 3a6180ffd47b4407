import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { load } from '../../src/index.ts';
import type { LoadOptions } from '../../src/opening/load-options.ts';
import type { EntryJson } from '../../src/runtime/contract/records.ts';
import { readLog } from '../../src/runtime/evidence/log/read.ts';
import { builtMain } from '../cli/built.ts';
import { folder } from './mk.ts';

/** A desk with one tool `probe`, whose code and sandbox are given, loaded for real. */
async function desk(code: string, tool: string, more: string = '', options: LoadOptions = {}) {
  const home = folder();
  writeFileSync(join(home, 'probe.ts'), `export default ${code};\n`);
  writeFileSync(
    join(home, 'policy.vak'),
    `vak 1
tool probe { args { n: int? } ${tool} }
tool orders.read { effect: read args { id: string } result: { id: string } }
agent desk { tools: [probe, orders.read] }
policy p for desk { rule probing { permit probe } rule reading { permit orders.read } }
${more}`,
  );
  const tools = { 'orders.read': ({ id }: { id: string }) => ({ id }) };
  const vak = await load(join(home, 'policy.vak'), { tools, ...options });
  onTestFinished(() => vak.stop());
  const entries = async (): Promise<readonly EntryJson[]> => {
    const all: EntryJson[] = [];
    for await (const { entry } of readLog(join(home, '.vak/audit'))) all.push(entry);
    return all;
  };
  return { vak, session: () => vak.agent('desk').session(), entries };
}

const counting = '(() => { let n = 0; return () => (n += 1) })()';
const run = 'effect: read, run: "./probe.ts"';

describe('where a tool runs', () => {
  test.each(['process', 'isolate', 'quickjs'])('its code runs in the tier `%s`', async (tier) => {
    const tool = `${run}, sandbox: { tier: ${tier}, time: 10s }`;
    const { session, entries } = await desk(counting, tool);
    const one = session();
    expect(await one.call('probe', {})).toMatchObject({ ok: true, value: 1 });
    expect(await one.call('probe', {})).toMatchObject({ ok: true, value: 1 });
    const outcome = (await entries()).find(({ kind }) => kind === 'outcome');
    expect(outcome?.usage).toMatchObject({ wallMs: expect.any(Number) });
  });

  test('a session meets its guest again only where the policy says so', async () => {
    const { session } = await desk(counting, `${run}, sandbox: { reuse: session, time: 10s }`);
    const one = session();
    expect(await one.call('probe', {})).toMatchObject({ value: 1 });
    expect(await one.call('probe', {})).toMatchObject({ value: 2 });
    expect(await session().call('probe', {})).toMatchObject({ value: 1 });
  });

  test('the engine of a host without the native addon serves what names no tier', async () => {
    const more = 'use "vak/sandbox" for sandbox { engine: "quickjs", children: 1, ready: 1 }';
    const { session } = await desk('() => typeof Intl', `${run}, sandbox: { time: 10s }`, more);
    expect(await session().call('probe', {})).toMatchObject({ ok: true, value: 'undefined' });
  });

  test('an inline tool must be given as trusted', async () => {
    const inline = 'effect: read, sandbox: { tier: inline }';
    const given = (probe: unknown) => ({ tools: { probe, 'orders.read': () => null } as never });
    await expect(
      desk(
        'null',
        inline,
        '',
        given(() => 7),
      ),
    ).rejects.toMatchObject({
      code: 'VAK7102',
    });
    const { session } = await desk('null', inline, '', given({ run: () => 7, trusted: true }));
    expect(await session().call('probe', {})).toMatchObject({ ok: true, value: 7 });
  });
});

test.each([
  'process',
  'isolate',
  'quickjs',
])('code for the tier `%s` that imports what a look at its text misses stops the load', async (tier) => {
  const tool = `${run}, sandbox: { tier: ${tier} }`;
  const more = tier === 'quickjs' ? 'use "vak/sandbox" for sandbox { engine: "quickjs" }' : '';
  const importing = `(async () => 1);\nimport { a } from '.\\x2fa.ts';\nexport * from '\\x62'`;
  await expect(desk(importing, tool, more)).rejects.toMatchObject({
    code: 'VAK7103',
    message: expect.stringMatching(
      tier === 'quickjs' ? /`probe`.*asks for `\.\/a\.ts`/ : /`probe`.*asks for `\.\/a\.ts`, `b`/,
    ),
  });
  const { session } = await desk('() => "import x from y"', tool, more);
  expect(await session().call('probe', {})).toMatchObject({ ok: true });
});

describe('before it starts, a runtime has code looked at where it runs', () => {
  const using = '() => { using gone = null; return 1; }';

  test.each([
    'process',
    'isolate',
  ])('with the memory of its tool, in the tier `%s`', async (tier) => {
    const data = Array.from({ length: 120_000 }, (_, at) => `{a:${at},b:"x${at}"}`).join();
    const bounds = `tier: ${tier}, time: 20s, memory: `;
    const { session } = await desk(
      `() => many.length; const many = [${data}]`,
      `${run}, sandbox: { ${bounds}512MB }`,
    );
    expect(await session().call('probe', {})).toMatchObject({ ok: true, value: 120_000 });
  });

  test('by the engine of its tier', async () => {
    const more = 'use "vak/sandbox" for sandbox { engine: "quickjs" }';
    const { session } = await desk(using, `${run}, sandbox: { tier: isolate }`, more);
    expect(await session().call('probe', {})).toMatchObject({ ok: true, value: 1 });
    await expect(desk(using, `${run}, sandbox: { tier: quickjs }`)).rejects.toMatchObject({
      code: 'VAK7103',
    });
  });

  test('and told where in its file that fails', async () => {
    const twice = '() => {\n  const a = 1;\n  const a = 2;\n}';
    await expect(desk(twice, run)).rejects.toMatchObject({
      message: expect.stringMatching(/already been declared \(\.\/probe\.ts:3:9\)$/),
    });
  });
});

test.each([
  'process',
  'isolate',
  'quickjs',
])('what code for the tier `%s` throws and is no error has words', async (tier) => {
  const more = tier === 'quickjs' ? 'use "vak/sandbox" for sandbox { engine: "quickjs" }' : '';
  const { session } = await desk(
    '1;\nthrow { name: 1, message: { toString: 1 } };',
    `${run}, sandbox: { tier: ${tier} }`,
    more,
  );
  const because = expect.stringContaining('threw something that cannot be read');
  expect(await session().call('probe', {})).toMatchObject({
    refusal: { code: 'VAK7004', because },
  });
});

test('the tier `process` is what it says where another engine is the usual one', async () => {
  const code = '() => { using held = null; return held; }';
  const more = 'use "vak/sandbox" for sandbox { engine: "quickjs" }';
  const { session } = await desk(code, `${run}, sandbox: { tier: process }`, more);
  expect(await session().call('probe', {})).toMatchObject({ ok: true, value: null });
  await expect(desk(code, run, more)).rejects.toMatchObject({ code: 'VAK7103' });
});

test('the tier `isolate` writes nothing of its own on the host’s stderr', () => {
  const home = folder();
  writeFileSync(join(home, 'n.ts'), 'export default ({ n }: { n: number }) => n;');
  writeFileSync(
    join(home, 'desk.vak'),
    `vak 1
tool n { effect: read, args { n: int }, run: "./n.ts", sandbox: { tier: isolate } }
agent desk { tools: [n] }
policy p for desk { rule all { permit any tool } }`,
  );
  const entry = new URL('../index.js', pathToFileURL(builtMain()));
  const host = `import { load } from ${JSON.stringify(entry)};
const vak = await load('desk.vak');
const { ok, value } = await vak.agent('desk').session().call('n', { n: 7 });
await vak.stop();
console.log(ok, value);`;
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', host], {
    cwd: home,
    encoding: 'utf8',
  });
  expect([ran.stdout, ran.stderr]).toEqual(['true 7\n', '']);
});

test('a call that runs into a bound says which, to its host, in the entry and in the span', async () => {
  const { session, entries } = await desk(
    '() => "x".repeat(2_000_000)',
    `${run}, sandbox: { time: 10s }`,
  );
  const exceeded = { limit: 'result bytes', bound: 1_048_576, used: 2_000_000 };
  const result = await session().call('probe', {});
  expect(result).toMatchObject({
    refusal: {
      code: 'VAK7005',
      because: expect.stringContaining('result bytes: 2000000 of 1048576 bytes'),
      exceeded,
    },
  });
  const outcome = (await entries()).find(({ kind }) => kind === 'outcome');
  expect(outcome).toMatchObject({ exceeded, usage: { bytesIn: 2, heapBytes: expect.any(Number) } });
});

test('what a run cost stands in its entry though its result is not released', async () => {
  const { session, entries } = await desk('() => 7', `${run}, result: { a: int }`);
  expect(await session().call('probe', {})).toMatchObject({ refusal: { code: 'VAK7006' } });
  const outcome = (await entries()).find(({ kind }) => kind === 'outcome');
  expect(outcome?.usage).toMatchObject({ wallMs: expect.any(Number), bytesOut: 1 });
});

test('an exact run has the clock of its decision, and its record holds what the host answered', async () => {
  const code =
    '(async (args, host) => [Date.now(), Date.now(), await host.invoke({ tool: "orders.read", args: { id: "7" } }), Math.random()])';
  const tool = `${run}, sandbox: { replay: exact, time: 10s, tools: [orders.read] }`;
  const { session, entries } = await desk(code, tool);
  const result = await session().call('probe', {});
  expect(result).toMatchObject({ ok: true });
  const all = await entries();
  const outcome = all.find(({ kind, tool }) => kind === 'outcome' && tool === 'probe');
  const decision = all.find(({ kind, tool }) => kind === 'decision' && tool === 'probe');
  const at = Date.parse(String(decision?.at));
  expect(outcome?.result).toEqual([at, at, { id: '7' }, expect.any(Number)]);
  expect(outcome?.recorded).toMatchObject([
    { name: 'invoke', answer: { ok: true, value: { id: '7' } } },
  ]);
});

test.each([
  ['sandbox: { tier: isolate }', 'read'],
  ['run: "./probe.ts", sandbox: { tier: inline }', 'read'],
  ['run: "./probe.ts", sandbox: { reuse: session }', 'write'],
  ['run: "./probe.ts", sandbox: { reuse: session, replay: exact }', 'read'],
])('`%s` with effect %s does not load', async (facts, effect) => {
  const loading = desk('() => 1', `effect: ${effect}, ${facts}`);
  await expect(loading).rejects.toMatchObject({
    diagnostics: [expect.objectContaining({ code: 'VAK4311' })],
  });
});
