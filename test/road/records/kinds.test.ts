import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { definePlugin, EventSink, Secrets } from '../../../src/runtime/contract/index.ts';
import type { EntryJson } from '../../../src/runtime/contract/records.ts';
import { readLog } from '../../../src/runtime/evidence/log/read.ts';
import { load } from '../../../src/vak.ts';
import { folder } from '../mk.ts';

interface Home {
  readonly home: string;
  readonly vak: Awaited<ReturnType<typeof load>>;
  readonly entries: () => Promise<readonly EntryJson[]>;
}

/** A policy on disk, loaded as a host does. */
async function loaded(
  text: string,
  {
    home = folder(),
    files = {},
    ...options
  }: Parameters<typeof load>[1] & {
    readonly home?: string;
    readonly files?: Readonly<Record<string, string>>;
  } = {},
): Promise<Home> {
  mkdirSync(home, { recursive: true });
  for (const [name, code] of Object.entries(files)) writeFileSync(join(home, name), code);
  writeFileSync(join(home, 'desk.vak'), `vak 1\n${text}`);
  const vak = await load(join(home, 'desk.vak'), options);
  onTestFinished(() => vak.stop());
  const entries = async (): Promise<readonly EntryJson[]> => {
    const all: EntryJson[] = [];
    for await (const { entry } of readLog(join(home, '.vak/audit'))) all.push(entry);
    return all;
  };
  return { home, vak, entries };
}

const desk = `
tool mail.send { effect: irreversible args { to: string } result: string }
tool mail.list { effect: read args { } result: string }
agent desk { tools: [mail.send, mail.list] }
policy p for desk { rule send { permit mail.send } rule list { permit mail.list } }
`;
const kindsOf = (entries: readonly EntryJson[]): readonly unknown[] =>
  entries.map(({ kind }) => kind);

describe('beside decisions and outcomes, the log has', () => {
  test('each opening of a secret and each refusal of one, never a value', async () => {
    process.env.VAK_TEST_MAIL_KEY = 'hunter2-hunter2';
    onTestFinished(() => void delete process.env.VAK_TEST_MAIL_KEY);
    type Host = { secret(name: string): Promise<string> };
    const tool = (name: string) => ({
      trusted: true,
      run: async (_: object, host: Host) => (await host.secret(name)).length.toString(),
    });
    const { vak, entries } = await loaded(
      `${desk}\nsecret mail_key { from: env("VAK_TEST_MAIL_KEY"), for: [mail.send] }`,
      { tools: { 'mail.send': tool('mail_key'), 'mail.list': tool('mail_key') } as never },
    );
    const session = vak.agent('desk').session();
    expect(await session.call('mail.send', { to: 'a' })).toMatchObject({ ok: true, value: '15' });
    expect(await session.call('mail.list', {})).toMatchObject({ ok: false });
    const all = await entries();
    expect(all.filter(({ kind }) => kind === 'lease')).toMatchObject([
      { secret: 'mail_key', tool: 'mail.send' },
      { secret: 'mail_key', tool: 'mail.list', code: expect.stringMatching(/^VAK/) },
    ]);
    expect(all.find(({ kind }) => kind === 'lease')).not.toHaveProperty('code');
    expect(JSON.stringify(all)).not.toContain('hunter2');
    // It is on record before the value is handed over, so before what was done with it.
    expect(kindsOf(all).indexOf('lease')).toBeLessThan(kindsOf(all).indexOf('outcome'));
    const levels = [];
    for await (const { level } of vak.audit.query({ kinds: ['lease'] })) levels.push(level);
    expect(levels).toEqual(['notice', 'notice']);
  });

  test('no opening that it does not hold: a plugin that asks before the log is written is refused', async () => {
    const early = definePlugin({
      name: 'test/early',
      version: '1.0.0',
      api: 1,
      runs: 'process',
      provides: [EventSink],
      requires: [Secrets],
      setup({ add }) {
        add(EventSink, [Secrets], (secrets) => ({
          name: 'early',
          start: async () => void (await secrets.open('mail_key', 'mail.send')),
          deliver: async () => ({ taken: 0 }),
        }));
      },
    });
    const text = `${desk}\nsecret mail_key { from: env("PATH"), for: [mail.send] }`;
    await expect(loaded(text, { plugins: [early] })).rejects.toThrow(
      'before the log is being written',
    );
  });

  test('what observers did wrong, the first time and each tenfold', async () => {
    const broken = definePlugin({
      name: 'test/broken',
      version: '1.0.0',
      api: 1,
      runs: 'process',
      provides: [EventSink],
      setup({ add, on }) {
        add(EventSink, [], () => ({ name: 'void', deliver: async () => ({ taken: 0 }) }));
        on('recorded', {}, () => {
          throw new Error('no room \u001b[31m here');
        });
      },
    });
    const { vak, entries } = await loaded(desk, {
      plugins: [broken],
      tools: { 'mail.send': () => 'x', 'mail.list': () => 'y' } as never,
    });
    const session = vak.agent('desk').session();
    for (let n = 0; n < 8; n += 1) {
      expect(await session.call('mail.list', {})).toMatchObject({ ok: true });
    }
    await vak.stop();
    const faults = (await entries()).filter(({ kind }) => kind === 'fault');
    expect(faults.map(({ by, count }) => [by, count])).toEqual([
      ['test/broken', 1],
      ['test/broken', 10],
    ]);
    expect(faults[0]?.message).toContain('no room');
  });

  test('a guest that was killed, with the bound that it ran into', async () => {
    const { vak, entries } = await loaded(
      `tool spin { effect: read args { } run: "./spin.ts", sandbox: { time: 300ms } }
       agent desk { tools: [spin] }
       policy p for desk { rule all { permit spin } }`,
      { files: { 'spin.ts': 'export default async () => { for (;;); };\n' } },
    );
    const called = await vak
      .agent('desk')
      .session()
      .call('spin' as never, {} as never);
    expect(called).toMatchObject({ ok: false, refusal: { code: 'VAK7001' } });
    const outcome = (await entries()).find(({ kind }) => kind === 'outcome');
    expect(outcome).toMatchObject({
      status: 'unknown',
      code: 'VAK7001',
      exceeded: { limit: 'time' },
    });
    const levels = [];
    for await (const { level } of vak.audit.query({ kinds: ['outcome'] })) levels.push(level);
    expect(levels).toEqual(['error']);
  });

  test('a policy that was changed, and plugins that came, went or are others', async () => {
    const plugin = (version: string) =>
      definePlugin({ name: 'test/p', version, api: 1, runs: 'process', provides: [], setup() {} });
    const home = folder();
    const tools = { 'mail.send': () => 'x', 'mail.list': () => 'y' } as never;
    const runs = [
      { text: desk, plugins: [] },
      { text: desk, plugins: [plugin('1.0.0')] },
      { text: desk, plugins: [plugin('2.0.0')] },
      { text: `${desk}\nlimit l for desk { on mail.send at most 1 calls per 1h }`, plugins: [] },
    ];
    let entries: Home['entries'] | undefined;
    for (const { text, plugins } of runs) {
      const run = await loaded(text, { home, plugins, tools });
      entries = run.entries;
      await run.vak.stop();
    }
    const starts = ((await entries?.()) ?? []).filter(({ kind }) => kind === 'start');
    expect(starts.map(({ changed }) => changed)).toEqual([
      undefined,
      { plugins: ['+ test/p 1.0.0'] },
      { plugins: ['- test/p 1.0.0', '+ test/p 2.0.0'] },
      { plugins: ['- test/p 2.0.0'], plan: starts[2]?.plan },
    ]);
    expect(starts[3]?.plan).not.toBe(starts[2]?.plan);
  });
});
