import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { load } from '../../../src/index.ts';
import { folder, vak } from '../vak.ts';

test('vak sandbox status tries each tier on this machine', () => {
  const { status, json } = vak(folder(), ['sandbox', 'status', '--json']);
  expect(status).toBe(0);
  expect(json()).toMatchObject({
    ok: true,
    held: [],
    tiers: [
      { tier: 'process', ok: true, pool: { deaths: 0, waiting: 0 } },
      { tier: 'isolate', ok: true },
      { tier: 'quickjs', ok: true },
    ],
  });
}, 60_000);

const policy = `vak 1
tool break { effect: read args { n: int? } run: "./break.js", sandbox: { time: 10s } }
agent desk { tools: [break] }
policy p for desk { rule go { permit break } }
use "vak/sandbox" for sandbox { children: 1, ready: 1 }
`;
const breaking = `export default () => 'x'.repeat(2 ** 28).split('').length;`;

test('vak sandbox status STATE shows pool, queue and breakers of a runtime that runs', async () => {
  const home = folder();
  writeFileSync(join(home, 'policy.vak'), policy);
  writeFileSync(join(home, 'break.js'), breaking);
  const runtime = await load(join(home, 'policy.vak'));
  onTestFinished(() => runtime.stop());
  const session = runtime.agent('desk').session();
  for (let n = 0; n < 5; n += 1) await session.call('break', { n });
  const state = join(home, '.vak');
  const seen = () => vak(home, ['sandbox', 'status', state, '--json']);
  await expect
    .poll(() => JSON.stringify(seen().json()), { timeout: 30_000 })
    .toContain('"key":"break ');
  expect(seen().status).toBe(0);
  expect(seen().json()).toMatchObject({
    ok: true,
    runtimes: [
      {
        pid: process.pid,
        state: 'running',
        sandbox: {
          tiers: { process: { deaths: 5 } },
          held: [{ key: expect.stringMatching(/^break sha256:/) }],
        },
      },
    ],
  });
  const [name = ''] = readdirSync(join(state, 'sandbox'));
  expect(statSync(join(state, 'sandbox', name)).mode & 0o777).toBe(0o600);
  expect(vak(home, ['sandbox', 'status', state]).stdout).toMatch(/held back for \d+ s more: break/);
  await runtime.stop();
  expect(readdirSync(join(state, 'sandbox'))).toEqual([]);
  expect(seen()).toMatchObject({ status: 1 });
  expect(seen().json()).toEqual({ ok: false, runtimes: [] });
}, 120_000);

test('what is left of a runtime that is gone is said to be that, and nonsense is passed over', () => {
  const home = folder();
  mkdirSync(join(home, 'sandbox'));
  const at = new Date().toISOString();
  const sandbox = { tiers: {}, calls: [], held: [] };
  const put = (name: string, text: string) => writeFileSync(join(home, 'sandbox', name), text);
  put('4194303-00000000.json', JSON.stringify({ v: 1, pid: 4194303, began: at, at, sandbox }));
  put('1-00000000.json', '{"pid":1');
  put('1-00000001.json', '{"pid":1,"at":"never","sandbox":{"tiers":{},"calls":[],"held":[]}}');
  const { status, json } = vak(home, ['sandbox', 'status', home, '--json']);
  expect(status).toBe(1);
  expect(json()).toMatchObject({ ok: false, runtimes: [{ pid: 4194303, state: 'gone' }] });
  expect(vak(home, ['sandbox', 'status', join(home, 'nowhere')]).status).toBe(2);
}, 60_000);

test('vak sandbox status STATE passes over what no runtime wrote, and shows no control characters', () => {
  const home = folder();
  const at = new Date().toISOString();
  const told = (name: string, sandbox: unknown, more: object = {}): void => {
    mkdirSync(join(home, '.vak/sandbox'), { recursive: true });
    const text = JSON.stringify({ v: 1, pid: process.pid, began: at, at, sandbox, ...more });
    writeFileSync(join(home, '.vak/sandbox', `1-${name}.json`), text);
  };
  const sound = { tiers: {}, calls: [{ tool: 't', tenant: 'a\u001b[2Jb', calls: 1 }], held: [] };
  told('0000000a', sound);
  told('0000000b', { ...sound, tiers: { process: null } });
  told('0000000c', { ...sound, calls: [null] });
  told('0000000d', { ...sound, held: [{}] });
  told('0000000e', { ...sound, codes: {} });
  told('0000000f', null);
  told('00000010', sound, { began: '\u001b[2J' });
  execFileSync('mkfifo', [join(home, '.vak/sandbox/1-00000011.json')]);
  const { status, stdout } = vak(home, ['sandbox', 'status', '.vak']);
  expect(status).toBe(0);
  expect(stdout).toContain('1 calls of t (tenant a\\u001b[2Jb) run or wait');
  expect(stdout.match(/process \d+/g)).toHaveLength(1);
}, 30_000);
