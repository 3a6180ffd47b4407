import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Source } from '../../../src/dsl/text/source.ts';
import { load } from '../../../src/index.ts';
import { sealed } from '../../../src/opening/redecide.ts';
import { analyseSource } from '../../../src/reading/analysis.ts';
import { folder, put, said, vak } from '../vak.ts';

const policy = (
  modules = '{ "money": "./lib/money.ts", "@acme/rates": "./lib/rates.js" }',
  more = '',
) =>
  `vak 1
tool orders.total {
  effect: ${more.includes('write') ? 'write' : 'read'}
  args { cents: list of int }
  run: "./total.ts"
  sandbox: { modules: ${modules}${more} }
}
agent desk { tools: [orders.total] }
policy p for desk { rule ask { permit orders.total } }
`;
const files = {
  'desk.vak': policy(),
  'total.ts': `import { written } from 'money';
export default ({ cents }: { cents: number[] }) => written(cents);
`,
  'lib/money.ts': `import { digits } from '@acme/rates';
export const written = (cents: readonly number[]): string =>
  (cents.reduce((sum, one) => sum + one, 0) / 100).toFixed(digits);
`,
  'lib/rates.js': 'export const digits = 2;\n',
};
const lay = (more: Readonly<Record<string, string>> = {}): string => folder({ ...files, ...more });
const text = (home: string, name: string): string => readFileSync(join(home, name), 'utf8');
const digestIn = (home: string) =>
  sealed(analyseSource(new Source('desk.vak', text(home, 'desk.vak')), home))?.digest;
async function ended(loading: ReturnType<typeof load>): Promise<string> {
  try {
    const runtime = await loading;
    const result = await runtime
      .agent('desk')
      .session()
      .call('orders.total', { cents: [150, 1] });
    await runtime.stop();
    return result.ok ? `gives ${String(result.value)}` : String(result.refusal?.code);
  } catch (cause) {
    return (cause as { code?: string }).code ?? String(cause);
  }
}

describe('vak check', { timeout: 60_000 }, () => {
  test('takes a tool with the modules of its map', () => {
    expect(said(lay())).toEqual([]);
  });

  test.each([
    [
      'what the map does not name',
      { 'total.ts': `import 'money';\nimport a from 'lodash';` },
      'VAK2604 total.ts:2:15',
    ],
    ['by a path', { 'total.ts': `export * from './lib/money.ts';` }, 'VAK2604 total.ts:1:15'],
    [
      'in a module',
      { 'lib/rates.js': `export const digits = 2;\nimport 'node:fs';` },
      'VAK2604 lib/rates.js:2:8',
    ],
    ['no module', { 'lib/money.ts': 'export const written = ;' }, 'VAK2602 desk.vak:6:34'],
    [
      'no file',
      { 'desk.vak': policy('{ money: "./none.ts", "@acme/rates": "./lib/rates.js" }') },
      'VAK2601 desk.vak:6:32',
    ],
    [
      'a file elsewhere',
      { 'desk.vak': policy('{ money: "../money.ts" }') },
      'VAK2601 desk.vak:6:32',
    ],
    ['a folder', { 'desk.vak': policy('{ money: "./lib" }') }, 'VAK2601 desk.vak:6:32'],
    [
      'a path for a name',
      { 'desk.vak': policy('{ "./money": "./lib/money.ts" }') },
      'VAK3205 desk.vak:6:25',
    ],
    [
      'an address for a name',
      { 'desk.vak': policy('{ "node:fs": "./lib/money.ts" }') },
      'VAK3205 desk.vak:6:25',
    ],
    [
      'a name twice',
      { 'desk.vak': policy('{ money: "./lib/money.ts", "money": "./lib/rates.js" }') },
      'VAK2201 desk.vak:6:50',
    ],
    ['no name', { 'desk.vak': policy('["./lib/money.ts"]') }, 'VAK3205 desk.vak:6:23'],
    ['no path', { 'desk.vak': policy('{ money: 1 }') }, 'VAK3205 desk.vak:6:32'],
    [
      'a write root',
      { 'desk.vak': policy(undefined, ', write: ["./lib"]') },
      'VAK2603 desk.vak:2:6',
    ],
  ])('refuses %s at its place', (_, more, found) => {
    expect(said(lay(more))).toContain(found);
  });

  test('refuses modules where no code is that imports them', () => {
    const home = lay({ 'desk.vak': policy().replace('  run: "./total.ts"\n', '') });
    expect(said(home)).toEqual(['VAK4307 desk.vak:5:14']);
  });

  test('refuses a link that leads elsewhere', () => {
    const home = lay({ 'desk.vak': policy('{ money: "./far.ts" }') });
    symlinkSync(join(lay(), 'lib/money.ts'), join(home, 'far.ts'));
    expect(said(home)).toEqual(['VAK2601 desk.vak:6:32']);
  });

  test('takes 64 modules and 4 MB of code, and no more', () => {
    const names = Array.from({ length: 64 }, (_, at) => `m${at}: "./m.ts"`);
    const home = lay({ 'm.ts': '', 'total.ts': 'export default () => 1;' });
    const check = (map: string): readonly string[] => {
      put(home, 'desk.vak', policy(`{ ${map} }`));
      return said(home);
    };
    expect(check(names.join(', '))).toEqual([]);
    expect(check([...names, 'more: "./m.ts"'].join(', '))).toEqual(['VAK2605 desk.vak:6:23']);
    const half = (units: number): void => put(home, 'm.ts', `//${'x'.repeat(units)}`);
    half(2 * 1024 * 1024 - 14);
    expect(check('a: "./m.ts", b: "./m.ts"')).toEqual([]);
    half(2 * 1024 * 1024 - 13);
    expect(check('a: "./m.ts", b: "./m.ts"')).toEqual(['VAK2605 desk.vak:6:41']);
  });
});

describe('a module that is another than it was', { timeout: 120_000 }, () => {
  test('makes another plan, as does another name for it', () => {
    const home = lay();
    const before = digestIn(home);
    put(home, 'lib/rates.js', 'export const digits = 3;\n');
    const after = digestIn(home);
    put(home, 'lib/rates.js', files['lib/rates.js']);
    expect(digestIn(home)).toBe(before);
    put(
      home,
      'desk.vak',
      policy(
        '{ money: "./lib/money.ts", "@acme/rates": "./lib/rates.js", more: "./lib/rates.js" }',
      ),
    );
    const named = digestIn(home);
    expect(new Set([before, after, named, undefined]).size).toBe(4);
  });

  test('is refused by the lock, which names its file', () => {
    const base = policy().replace(/agent desk[\s\S]*/, '');
    const home = lay({
      'base.vak': base,
      'desk.vak':
        'vak 1\n\nimport "./base.vak" as base\n\nagent desk {\n  tools: [base.orders.total]\n}\n',
    });
    expect(vak(home, ['lock', 'desk.vak', '--yes', '--json']).json().ok).toBe(true);
    const { code } = JSON.parse(text(home, 'vak.lock')).files['base.vak'];
    expect(Object.keys(code)).toEqual(['./lib/money.ts', './lib/rates.js', './total.ts']);
    expect(said(home)).toEqual([]);
    put(home, 'lib/rates.js', 'export const digits = 3;\n');
    const { diagnostics } = vak(home, ['check', 'desk.vak', '--json']).json();
    expect(diagnostics).toMatchObject([{ code: 'VAK2401', file: 'base.vak', line: 6 }]);
    expect(diagnostics[0].message).toContain('`./lib/rates.js`');
  });

  test('is refused where signatures are required, as are one too many and one too few', async () => {
    const home = lay();
    vak(home, ['tool', 'keygen', 'acme', '-o', 'acme.key']);
    const sign = ['tool', 'sign', 'desk.vak', '--tool', 'orders.total', '--version', '1'];
    const { manifest } = vak(home, [...sign, '--key', 'acme.key', '--json']).json();
    expect(Object.keys(manifest.modules)).toEqual(['@acme/rates', 'money']);
    const trust = { tools: [text(home, 'acme.key.pub').trim()] };
    const loaded = () => ended(load(join(home, 'desk.vak'), { trust }));
    expect(await loaded()).toBe('gives 1.51');
    put(home, 'lib/rates.js', 'export const digits = 3;\n');
    expect(await loaded()).toBe('VAK2612');
    put(home, 'lib/rates.js', files['lib/rates.js']);
    put(
      home,
      'desk.vak',
      policy(
        '{ money: "./lib/money.ts", "@acme/rates": "./lib/rates.js", more: "./lib/rates.js" }',
      ),
    );
    expect(await loaded()).toBe('VAK2612');
    put(home, 'desk.vak', policy('{ money: "./lib/rates.js", "@acme/rates": "./lib/money.ts" }'));
    expect(await loaded()).toBe('VAK2612');
    put(home, 'desk.vak', policy());
    const verify = (modules: readonly string[]) => {
      const { status, json } = vak(home, [
        ...['tool', 'verify', 'total.ts', '--key', 'acme.key.pub', '--json'],
        ...modules,
      ]);
      return [status, json().why];
    };
    const both = 'money=lib/money.ts,@acme/rates=lib/rates.js';
    expect(verify(['--modules', both])).toEqual([0, undefined]);
    expect(verify([])[1]).toMatch(/lacks the module `@acme\/rates`/);
    expect(verify(['--modules', `${both},more=desk.vak`])[1]).toMatch(/another module `more`/);
    put(home, 'lib/money.ts', `${files['lib/money.ts']}//\n`);
    expect(verify(['--modules', both])[1]).toMatch(/another module `money`/);
    put(home, 'lib/money.ts', files['lib/money.ts']);
    const forged = text(home, 'total.ts.manifest.json').replace(
      '"money": "sha256:',
      '"money": "sha256:0',
    );
    put(home, 'total.ts.manifest.json', forged);
    expect(verify(['--modules', both])[1]).toMatch(/altered/);
  });

  test('travels in a bundle, and runs where nothing else lies', async () => {
    const home = lay();
    vak(home, ['key', 'acme', '-o', 'signer']);
    const to = join(folder(), 'desk.vakb');
    const made = vak(home, ['bundle', 'desk.vak', '--key', 'signer', '--seq', '1', '-o', to]);
    expect([made.status, made.stderr]).toEqual([0, '']);
    const trust = { keys: [text(home, 'signer.pub')] };
    expect(await ended(load(to, { trust }))).toBe('gives 1.51');
  });
});

test('the example of its page runs', async () => {
  const page = readFileSync(
    new URL('../../../docs/tools-in-a-sandbox.md', import.meta.url),
    'utf8',
  );
  const [, section = ''] = page.split('\n## Modules\n');
  const [tool = '', total = '', money = ''] = [
    ...section.matchAll(/```(?:vak|ts)\n(.*?)```/gs),
  ].map(([, text]) => text);
  const more = `agent desk { tools: [orders.total] }
policy p for desk { rule ask { permit orders.total } }
`;
  const rates = 'export const digits = 2;\n';
  const home = folder({
    'desk.vak': tool + more,
    'total.ts': total,
    'money.ts': money,
    'rates.js': rates,
  });
  const runtime = await load(join(home, 'desk.vak'));
  const result = await runtime
    .agent('desk')
    .session()
    .call('orders.total', { cents: [150, 1] });
  await runtime.stop();
  expect(result).toMatchObject({ ok: true, value: { total: '1.51' } });
});

test('an export that a module does not have stops the start', async () => {
  const home = lay({ 'lib/rates.js': 'export const decimals = 2;\n' });
  await expect(load(join(home, 'desk.vak'))).rejects.toMatchObject({
    code: 'VAK7103',
    message: expect.stringMatching(/`orders\.total`.*digits/),
  });
});

test('a run is made again with the modules it had, and with no others', {
  timeout: 60_000,
}, async () => {
  const audit = 'audit { to: dir("./audit") }\n';
  const home = lay({ 'desk.vak': policy(undefined, ', replay: exact') + audit });
  expect(await ended(load(join(home, 'desk.vak')))).toBe('gives 1.51');
  const again = (...more: readonly string[]) =>
    vak(home, ['tool', 'replay', 'audit', '3', '--json', ...more]).json().same;
  expect(again()).toBe('yes');
  put(home, 'copy.js', files['lib/rates.js']);
  put(home, 'lib/rates.js', 'export const digits = 3;\n');
  expect(again()).toBe('cannot');
  expect(again('--modules', 'money=lib/money.ts,@acme/rates=copy.js')).toBe('yes');
});

test('vak tool check tells what modules import and export, and what is taken and not there', () => {
  const home = lay();
  const check = (modules: readonly string[]) => {
    const { status, json } = vak(home, ['tool', 'check', 'total.ts', '--json', ...modules]);
    return { status, ...json() };
  };
  expect(check([])).toMatchObject({ status: 1, imports: ['money'], outside: ['money'] });
  expect(check(['--modules', 'money=lib/money.ts'])).toMatchObject({
    status: 1,
    outside: ['@acme/rates'],
  });
  const both = ['--modules', 'money=lib/money.ts,@acme/rates=lib/rates.js'];
  expect(check(both)).toMatchObject({
    status: 0,
    exports: ['default'],
    modules: [
      { name: 'money', imports: ['@acme/rates'], exports: ['written'] },
      { name: '@acme/rates', imports: [], exports: ['digits'] },
    ],
    missing: [],
  });
  put(home, 'lib/rates.js', 'export const decimals = 2;\n');
  const missing = [{ file: 'lib/money.ts', from: '@acme/rates', name: 'digits' }];
  expect(check(both)).toMatchObject({ status: 1, missing });
  expect(vak(home, ['tool', 'check', 'total.ts', ...both]).stdout).toContain(
    'lib/money.ts takes `digits` from @acme/rates, which does not export it',
  );
  expect(vak(home, ['tool', 'check', 'total.ts', '--modules', 'money']).status).toBe(2);
});
