import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { load } from '../../src/index.ts';
import { vak } from '../cli/vak.ts';
import { folder } from './mk.ts';

const files = {
  'desk.vak': `vak 1

import "@acme/baseline" as base

agent desk {
  tools: [base.add]
}

policy desk for desk {
  rule add {
    permit base.add
  }
}
`,
  'node_modules/@acme/baseline/package.json': '{"name":"@acme/baseline","vak":"./main.vak"}',
  'node_modules/@acme/baseline/main.vak': `vak 1

tool add {
  effect: pure
  args { a: int, b: int }
  result: { sum: int }
  run: "./add.js"
}

policy base for any agent {
  rule large {
    forbid add
    when args.a > 100
  }
}
`,
  'node_modules/@acme/baseline/add.js': 'export default async ({ a, b }) => ({ sum: a + b });\n',
};

function lay(files: Readonly<Record<string, string>>): string {
  const home = folder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  return home;
}

/** A folder with a policy, a key, and a way to bundle; bundles are taken to a folder of their own. */
function workshop(more: Readonly<Record<string, string>> = {}) {
  const home = lay({ ...files, ...more });
  vak(home, ['key', 'acme', '-o', 'signer']);
  const away = folder();
  const bundle = (seq: number, name = `desk-${seq}.vakb`): string => {
    const to = join(away, name);
    const { status, stderr } = vak(home, [
      ...['bundle', 'desk.vak', '--key', 'signer', '--seq', `${seq}`, '-o', to],
    ]);
    expect([status, stderr]).toEqual([0, '']);
    return to;
  };
  const trust = { keys: [readFileSync(join(home, 'signer.pub'), 'utf8')] };
  return { home, away, bundle, trust };
}

const refusal = async (loading: Promise<{ stop(): Promise<unknown> }>): Promise<string> => {
  try {
    await (await loading).stop();
    return 'loaded';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};

describe('a bundle', () => {
  test('holds all of a policy: it decides and runs where nothing else lies', async () => {
    const { home, bundle, trust } = workshop();
    const path = bundle(1);
    rmSync(home, { recursive: true });
    const runtime = await load(path, { trust });
    const session = runtime.agent('desk').session({ principal: 'ann' });
    const added = await session.call('base.add', { a: 2, b: 3 });
    const large = await session.call('base.add', { a: 101, b: 3 });
    await runtime.stop();
    expect(added).toMatchObject({ ok: true, value: { sum: 5 } });
    expect(large).toMatchObject({ ok: false, refusal: { code: 'VAK6001' } });
  });

  test('that is older than one loaded before is refused, and may come again itself', async () => {
    const { bundle, away, trust } = workshop();
    const [old, fresh] = [bundle(7), bundle(8)];
    expect(await refusal(load(old, { trust }))).toBe('loaded');
    expect(await refusal(load(fresh, { trust }))).toBe('loaded');
    expect(await refusal(load(old, { trust }))).toBe('VAK2503');
    expect(await refusal(load(fresh, { trust }))).toBe('loaded');
    const state = join(away, 'elsewhere');
    expect(await refusal(load(old, { trust: { ...trust, state } }))).toBe('loaded');
  });

  test('of a number that another one had is refused', async () => {
    const { home, bundle, trust } = workshop();
    expect(await refusal(load(bundle(3), { trust }))).toBe('loaded');
    writeFileSync(join(home, 'desk.vak'), `${files['desk.vak']}\ntype More { a: int }\n`);
    expect(await refusal(load(bundle(3, 'other.vakb'), { trust }))).toBe('VAK2503');
  });

  test('is refused without a trusted key, and signed by another', async () => {
    const { bundle } = workshop();
    const other = workshop();
    const path = bundle(1);
    expect(await refusal(load(path))).toBe('VAK2502');
    expect(await refusal(load(path, { trust: { keys: [] } }))).toBe('VAK2502');
    expect(await refusal(load(path, { trust: other.trust }))).toBe('VAK2502');
    expect(await refusal(load(path, { trust: { keys: ['no key'] } }))).toBe('VAK2502');
  });

  test.each([
    ['a rule', (text: string) => text.replace('args.a > 100', 'args.a > 999')],
    ['the code of a tool', (text: string) => text.replace('a + b', 'a - b')],
    ['its number', (text: string) => text.replace('desk.vak\\n1\\n', 'desk.vak\\n9\\n')],
    ['its end', (text: string) => text.slice(0, -20)],
  ])('of which %s is changed is refused', async (_what, change) => {
    const { bundle, trust } = workshop();
    const path = bundle(1);
    const text = readFileSync(path, 'utf8');
    expect(change(text)).not.toBe(text);
    writeFileSync(path, change(text));
    expect(await refusal(load(path, { trust }))).toMatch(/^VAK250[12]$/);
  });

  test('is refused where it cannot be kept that it was loaded, or its text has no end', async () => {
    const { away, bundle, trust } = workshop();
    const path = bundle(3);
    writeFileSync(join(away, 'taken'), '');
    expect(await refusal(load(path, { trust: { ...trust, state: join(away, 'taken') } }))).toBe(
      'VAK2503',
    );
    symlinkSync('/dev/zero', join(away, 'endless.vakb'));
    expect(await refusal(load(join(away, 'endless.vakb'), { trust }))).toBe('VAK6206');
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -40));
    expect(await refusal(load(path, { trust }))).toBe('VAK2501');
  });

  test('is all that is loaded where signatures are required', async () => {
    const { home, trust } = workshop();
    expect(await refusal(load(join(home, 'desk.vak'), { trust }))).toBe('VAK2502');
  });

  test('is not made of what differs from its lock, nor over one with as high a number', () => {
    const { home } = workshop();
    const made = (seq: number) =>
      vak(home, ['bundle', 'desk.vak', '--key', 'signer', '--seq', `${seq}`, '-o', 'a.vakb']);
    expect(made(2).status).toBe(0);
    expect([made(2).status, made(0).status]).toEqual([2, 2]);
    expect(vak(home, ['lock', 'desk.vak', '--yes']).status).toBe(0);
    const base = 'node_modules/@acme/baseline/main.vak';
    writeFileSync(join(home, base), files[base].replace('100', '1000'));
    expect(made(3).status).toBe(1);
  });
});

test('a policy whose import changed since it was locked does not load', async () => {
  const home = lay(files);
  expect(vak(home, ['lock', 'desk.vak', '--yes']).status).toBe(0);
  const entry = join(home, 'desk.vak');
  expect(await refusal(load(entry))).toBe('loaded');
  const base = 'node_modules/@acme/baseline/main.vak';
  writeFileSync(join(home, base), files[base].replace('100', '1000'));
  await expect(load(entry)).rejects.toMatchObject({
    code: 'VAK6206',
    diagnostics: expect.arrayContaining([expect.objectContaining({ code: 'VAK2401' })]),
  });
});
