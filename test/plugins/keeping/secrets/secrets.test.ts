import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import plugin from '../../../../src/plugins/keeping/secrets/index.ts';
import vaults, { memorySecrets } from '../../../../src/plugins/keeping/secrets/vaults.ts';
import {
  every,
  HostSide,
  PlanInForce,
  type Plugin,
  SecretSource,
  Secrets,
} from '../../../../src/runtime/contract/index.ts';
import { given, type Wired, wire } from '../../../../src/runtime/testing/conformance/harness.ts';
import { describeSecrets } from '../../../../src/runtime/testing/conformance/keeping/secrets.ts';

describeSecrets(plugin);

const from = (name: string, ...json: string[]) => ({
  name: 'key',
  from: { name, json },
  for: ['pay'],
  to: [],
  as: null,
  at: 'a.vak:3:1',
});
const keeper = (secret: ReturnType<typeof from>, sources: readonly SecretSource[]) =>
  wire(plugin, [
    given(PlanInForce, { plan: { secrets: [secret] }, digest: '', code: new Map() } as never),
    given(every(SecretSource), sources),
  ]);
const source = (name: string, value: string): SecretSource => ({ name, read: async () => value });

describe('the keeper of secrets', () => {
  test('starts without a value, says so in its health, and tries again when it is opened', async () => {
    let value: string | undefined;
    const late: SecretSource = {
      name: 'late',
      read: async () => value ?? Promise.reject(new Error('not yet')),
    };
    const wired = await keeper(from('late'), [late]);
    await wired.start();
    expect(await wired.health()).toEqual([
      { state: 'degraded', reason: 'secrets that could not be read: `key`' },
    ]);
    value = 'here-it-is';
    expect(await wired.get(Secrets).open('key', 'pay')).toBe('here-it-is');
    expect(await wired.health()).toEqual([{ state: 'ok' }]);
  });

  test('does not start with a value too short to be blanked, and does not show it', async () => {
    const wired = await keeper(from('short'), [source('short', 'qzxwv')]);
    const failure = await wired.start().catch((cause: unknown) => cause);
    expect(failure).toMatchObject({ code: 'VAK5208' });
    expect(inspect(failure)).toContain('shorter than 6 characters');
    expect(inspect(failure)).not.toContain('qzxwv');
  });

  test('refuses at opening a value that was rotated to one too short', async () => {
    let value = 'long enough';
    const wired = await keeper(from('s'), [{ name: 's', read: async () => value }]);
    await wired.start();
    value = 'short';
    await expect(wired.get(Secrets).open('key', 'pay')).rejects.toMatchObject({ code: 'VAK6106' });
  });

  test('does not start when nothing provides the source, and names both', async () => {
    const wired = await keeper(from('vault', 'x'), [source('env', 'abcdef')]);
    await expect(wired.start()).rejects.toThrow(
      'VAK5210: nothing provides the source `vault`, which secret `key` (a.vak:3:1) is read from',
    );
  });

  test('refuses two sources of one name', async () => {
    const twins = [source('env', 'abcdef'), source('env', 'ghijkl')];
    await expect(keeper(from('env'), twins)).rejects.toMatchObject({ code: 'VAK5201' });
  });

  test('treats a source that answers with something else than text as failed', async () => {
    const odd = { name: 'odd', read: async () => ({ toString: () => 'sneaky-value' }) as never };
    const wired = await keeper(from('odd'), [odd]);
    await wired.start();
    await expect(wired.get(Secrets).open('key', 'pay')).rejects.toThrow(
      'secret `key` could not be read from odd()',
    );
  });
});

describe('sources', () => {
  let base = '';
  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'vak-vaults-'));
    await writeFile(join(base, 'key.txt'), 'from a file\n');
    await writeFile(join(base, 'crlf.txt'), 'two\nlines\r\n');
  });
  afterAll(() => rm(base, { recursive: true }));

  const host = () =>
    given(HostSide, {
      tools: {},
      approve: undefined,
      authorize: undefined,
      state: base,
      base,
      audit: undefined,
    });
  const named = async (wired: Promise<Wired>, name: string): Promise<SecretSource> =>
    (await wired).all(SecretSource).find((each) => each.name === name) as SecretSource;
  const builtIn = (name: string): Promise<SecretSource> => named(wire(vaults, [host()]), name);
  const memory = (values: Record<string, string>): Promise<SecretSource> =>
    named(wire(memorySecrets(values)), 'memory');

  test('`env` reads a variable of the process', async () => {
    process.env.VAK_TEST_SECRET = 'from the environment';
    const env = await builtIn('env');
    expect(await env.read(['VAK_TEST_SECRET'])).toBe('from the environment');
    delete process.env.VAK_TEST_SECRET;
    await expect(env.read(['VAK_TEST_SECRET'])).rejects.toThrow();
  });

  test("`file` reads below the entry file's folder and cuts one line end", async () => {
    const file = await builtIn('file');
    expect(await file.read(['key.txt'])).toBe('from a file');
    expect(await file.read(['crlf.txt'])).toBe('two\nlines');
    await expect(file.read(['none.txt'])).rejects.toThrow();
  });

  test('`memory` reads what the embedder gave, own names only', async () => {
    const source = await memory({ stripe: 'from memory' });
    expect(await source.read(['stripe'])).toBe('from memory');
    await expect(source.read(['toString'])).rejects.toThrow();
  });

  test('each takes one name', async () => {
    const all = [await builtIn('env'), await builtIn('file'), await memory({ a: 'x' })];
    for (const each of all) {
      for (const args of [[], [''], [1], ['a', 'b']]) {
        await expect(each.read(args)).rejects.toThrow('takes one name');
      }
    }
  });

  test('values given in memory do not show in the plugin', () => {
    const given: Plugin = memorySecrets({ stripe: 'very-secret-value' });
    expect(inspect(given, { depth: 9, showHidden: true })).not.toContain('very-secret');
    expect(JSON.stringify(given)).not.toContain('very-secret');
  });
});
