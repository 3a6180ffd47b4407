import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { load } from '../../src/index.ts';
import { vak } from '../cli/vak.ts';
import { folder } from './mk.ts';

// Each test starts several processes.
vi.setConfig({ testTimeout: 60_000 });

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
  test('is read, checked and decided by like the files in it, and run by none but a host', () => {
    const { away, bundle } = workshop();
    bundle(1, 'desk.vakb');
    const args = ['--agent', 'desk', '--tool', 'base.add', '--args', '{"a":1,"b":2}'];
    expect(vak(away, ['check', 'desk.vakb']).stdout).toBe('desk.vakb: fine\n');
    expect(vak(away, ['decide', 'desk.vakb', ...args]).stdout).toContain('permit');
    const run = vak(away, ['run', 'desk.vakb', '--script', 'none.json']);
    expect([run.status, run.stderr]).toEqual([2, expect.stringContaining('by a host')]);
    writeFileSync(join(away, 'desk.vakb'), '{}');
    const damaged = vak(away, ['check', 'desk.vakb']);
    expect([damaged.status, damaged.stderr]).toEqual([
      2,
      'vak: `desk.vakb` is damaged or no bundle\n',
    ]);
  });

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

const fields = `version: "1.0"
constraints:
  - name: small
    description: Sums stay small.
    type: LESS_THAN
    field: a
    value: 50
`;

const ruled = {
  'desk.vak': `vak 1

use "vak/symbolic" for opinions { rules: "./rules/desk.dl" }
use "vak/constraints" for opinions { files: ["./fields.yaml"] }

tool add {
  effect: pure
  args { a: int, b: int }
  result: { sum: int }
  run: "./add.js"
}

agent desk {
  tools: [add]
}

policy desk for desk {
  rule add {
    permit add
  }
}
`,
  'add.js': 'export default async ({ a, b }) => ({ sum: a + b });\n',
  'rules/desk.dl': 'forbid("seven", "Never seven.") :- int_at("args.a", 7).\n',
  'fields.yaml': fields,
};

describe('files of rules and constraints', () => {
  test('are pinned by the lock, and a change is an error until it is made anew', () => {
    const home = lay(ruled);
    const check = () => {
      const { stdout } = vak(home, ['check', 'desk.vak', '--json']);
      return (
        JSON.parse(stdout) as { diagnostics: { code: string; message: string }[] }
      ).diagnostics
        .filter(({ code }) => code.startsWith('VAK24'))
        .map(({ code, message }) => `${code} ${/`[^`]*\.(?:dl|yaml)`/.exec(message)?.[0]}`);
    };
    expect(vak(home, ['lock', 'desk.vak', '--yes']).stdout).toContain('rules/desk.dl');
    expect(check()).toEqual([]);
    writeFileSync(join(home, 'rules/desk.dl'), ruled['rules/desk.dl'].replace('7', '8'));
    expect(check()).toEqual(['VAK2401 `rules/desk.dl`']);
    writeFileSync(join(home, 'fields.yaml'), fields.replace('50', '60'));
    expect(check()).toEqual(['VAK2401 `rules/desk.dl`', 'VAK2401 `fields.yaml`']);
    expect(vak(home, ['lock', 'desk.vak', '--yes']).status).toBe(0);
    expect(check()).toEqual([]);
    const lock = join(home, 'vak.lock');
    const { data: _, ...rest } = JSON.parse(readFileSync(lock, 'utf8')) as { data: object };
    writeFileSync(lock, JSON.stringify(rest));
    expect(check()).toEqual(['VAK2402 `rules/desk.dl`', 'VAK2402 `fields.yaml`']);
  });

  test('are packed with a policy, and decide where nothing else lies', async () => {
    const { home, bundle, trust } = workshop(ruled);
    const path = bundle(1);
    rmSync(home, { recursive: true });
    const runtime = await load(path, { trust });
    const session = runtime.agent('desk').session({ principal: 'ann' });
    const small = await session.call('add', { a: 2, b: 3 });
    const large = await session.call('add', { a: 7, b: 3 });
    await runtime.stop();
    expect(small).toMatchObject({ ok: true, value: { sum: 5 } });
    expect(large).toMatchObject({ ok: false });
  });

  test('decide as they were when the policy was read', async () => {
    const home = lay(ruled);
    const runtime = await load(join(home, 'desk.vak'));
    writeFileSync(join(home, 'rules/desk.dl'), '');
    const session = runtime.agent('desk').session({ principal: 'ann' });
    const large = await session.call('add', { a: 7, b: 3 });
    await runtime.stop();
    expect(large).toMatchObject({ ok: false });
  });
});

describe('a bundle in a folder with others', () => {
  test('is counted under its name, and taken for no other', async () => {
    const { home, away, bundle, trust } = workshop();
    const named = (name: string, seq: number): string => {
      const to = join(away, `${name}-${seq}.vakb`);
      const { stderr } = vak(home, [
        ...['bundle', 'desk.vak', '--key', 'signer', '--seq', `${seq}`, '--name', name, '-o', to],
      ]);
      expect(stderr).toBe('');
      return to;
    };
    expect(await refusal(load(named('shop', 9), { trust }))).toBe('loaded');
    expect(await refusal(load(named('bank', 2), { trust }))).toBe('loaded');
    expect(await refusal(load(bundle(1), { trust }))).toBe('loaded');
    expect(await refusal(load(named('shop', 8), { trust }))).toBe('VAK2503');
    const bank = { ...trust, name: 'bank' };
    expect(await refusal(load(named('bank', 3), { trust: bank }))).toBe('loaded');
    expect(await refusal(load(named('shop', 10), { trust: bank }))).toBe('VAK2502');
    expect(await refusal(load(bundle(4), { trust: bank }))).toBe('VAK2502');
  });

  test.each([
    ['beside the contents', (text: string) => text.replace('{', '{"more":1,')],
    ['again', (text: string) => text.replace('{', '{"note":"",')],
    ['of white space', (text: string) => `${text} `],
  ])('that holds anything more, %s, is none', async (_where, change) => {
    const { bundle, trust } = workshop();
    const path = bundle(1);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
    expect(await refusal(load(path, { trust }))).toBe('VAK2501');
  });
});

test.each([
  [{ keys: 'acme+1+x' }, '`trust.keys` is a list of texts, as in `{ keys: [publicKey] }`'],
  [{ key: [] }, '`trust` has no key `key`; did you mean `keys`?'],
  [{ keys: [], revoke: [] }, '`trust` has no key `revoke`; did you mean `revoked`?'],
  [{ keys: [], state: 7 }, '`trust.state` is a text'],
  [[], '`trust` is an object such as `{ keys: [publicKey] }`'],
])('a trust of another form is refused: %j', async (trust, message) => {
  const loading = load('any.vak', { trust: trust as object });
  await expect(loading).rejects.toMatchObject({
    code: 'VAK6202',
    message: `VAK6202: ${message}`,
  });
});
