import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { load, type Trust } from '../../../src/index.ts';
import { fakeClock } from '../../../src/runtime/testing/fake-clock.ts';
import { folder, vak } from '../vak.ts';

const policy = (more = '', facts = ''): string => `vak 1
tool prices.get {
  effect: egress
  args { article: string }
  run: "./prices.ts"
  sandbox: { time: 1s, network: ["prices.example"${more}] }
  ${facts}
}
agent desk { tools: [prices.get] }
policy p for desk { rule ask { permit prices.get } }
`;
const code = `export default async (args: { article: string }, host: any) => args.article.length;\n`;

/** A folder with a policy, the code of its tool, and a key; signed when it is given. */
function signed(more: readonly string[] = []): string {
  const home = folder({ 'desk.vak': policy(), 'prices.ts': code });
  expect(vak(home, ['tool', 'keygen', 'acme', '-o', 'acme.key']).status).toBe(0);
  const sign = ['tool', 'sign', 'desk.vak', '--tool', 'prices.get', '--version', '1.0.0'];
  expect(vak(home, [...sign, '--key', 'acme.key', ...more]).status).toBe(0);
  return home;
}
const text = (home: string, name: string): string => readFileSync(join(home, name), 'utf8');
async function loaded(home: string, trust: Trust, at = Date.UTC(2026, 0, 1)): Promise<string> {
  try {
    const runtime = await load(join(home, 'desk.vak'), { trust, clock: fakeClock(at) });
    const result = await runtime.agent('desk').session().call('prices.get', { article: 'abc' });
    await runtime.stop();
    return result.ok ? `gives ${String(result.value)}` : 'refused';
  } catch (cause) {
    return (cause as { code: string }).code;
  }
}

describe('a signed tool', { timeout: 120_000 }, () => {
  test('runs where its key is trusted, and nobody else’s does', async () => {
    const home = signed();
    const acme = text(home, 'acme.key.pub').trim();
    expect(await loaded(home, { tools: [acme] })).toBe('gives 3');
    vak(home, ['tool', 'keygen', 'other', '-o', 'other.key']);
    const other = text(home, 'other.key.pub').trim();
    expect(await loaded(home, { tools: [other] })).toBe('VAK2613');
    expect(await loaded(home, { tools: [] })).toBe('VAK2613');
    expect(await loaded(home, { tools: [acme], revoked: [acme] })).toBe('VAK2613');
    const [name = '', id = ''] = acme.split('+');
    for (const revoked of [`${name}+${id}`, ` ${name}+${id}\n`, text(home, 'acme.key.pub')]) {
      expect(await loaded(home, { tools: [acme], revoked: [revoked] })).toBe('VAK2613');
    }
    // An id without a letter has no other spelling.
    const spelled = /[a-f]/.test(id) ? [`${name}+${id.toUpperCase()}`] : [];
    for (const nobody of [name, id, ...spelled, acme.slice(0, -2), '']) {
      expect(await loaded(home, { tools: [acme], revoked: [nobody] }), nobody).toBe('VAK6202');
    }
    expect(await loaded(home, { tools: [acme], keys: [acme] })).toBe('VAK2502');
    expect(await loaded(home, {})).toBe('VAK2502');
    expect(await loaded(home, { tools: ['nonsense'] })).toBe('VAK2613');
  });

  test('is refused unsigned, altered in any part, expired, or given more than was signed', async () => {
    const home = signed(['--expires', '2026-06-01T00:00:00Z']);
    const tools = [text(home, 'acme.key.pub').trim()];
    const manifest = text(home, 'prices.ts.manifest.json');
    expect(await loaded(home, { tools })).toBe('gives 3');
    expect(await loaded(home, { tools }, Date.UTC(2026, 5, 1))).toBe('VAK2614');
    writeFileSync(join(home, 'prices.ts'), `${code}// changed\n`);
    expect(await loaded(home, { tools })).toBe('VAK2612');
    writeFileSync(join(home, 'prices.ts'), code);
    for (const [from, to] of [
      ['prices.example', 'prices.exampel'],
      ['"1.0.0"', '"1.0.1"'],
      ['2026-06', '2027-06'],
      ['"timeMs": 1000', '"timeMs": 9000'],
    ] as const) {
      expect(manifest).toContain(from);
      writeFileSync(join(home, 'prices.ts.manifest.json'), manifest.replace(from, to));
      expect(await loaded(home, { tools }), to).toBe('VAK2612');
    }
    writeFileSync(join(home, 'prices.ts.manifest.json'), manifest);
    for (const wider of [
      policy(', "evil.example"'),
      policy().replace('time: 1s', 'time: 2s'),
      policy().replace('time: 1s', 'time: 1s, env: ["HOME"]'),
      policy().replace('time: 1s', 'time: 1s, calls: 101'),
      policy().replace('article: string', 'article: string, more: string?'),
    ]) {
      writeFileSync(join(home, 'desk.vak'), wider);
      expect(await loaded(home, { tools })).toBe('VAK2615');
    }
    writeFileSync(join(home, 'desk.vak'), policy().replace('["prices.example"]', '[], calls: 99'));
    expect(await loaded(home, { tools })).toBe('gives 3');
    const unsigned = folder({ 'desk.vak': policy(), 'prices.ts': code });
    expect(await loaded(unsigned, { tools })).toBe('VAK2611');
  });

  test('is required by the policy itself where it names signers', async () => {
    const home = signed();
    const acme = text(home, 'acme.key.pub').trim();
    const run = async (facts: string): Promise<string> => {
      writeFileSync(join(home, 'desk.vak'), policy('', facts));
      try {
        await (await load(join(home, 'desk.vak'))).stop();
        return 'loads';
      } catch (cause) {
        return (cause as { code: string }).code;
      }
    };
    expect(await run(`signers: ["${acme}"]`)).toBe('loads');
    vak(home, ['tool', 'keygen', 'other', '-o', 'other.key']);
    expect(await run(`signers: ["${text(home, 'other.key.pub').trim()}"]`)).toBe('VAK2613');
  });

  test('is verified on the command line', () => {
    const home = signed(['--expires', '2026-06-01T00:00:00Z']);
    const verify = ['tool', 'verify', 'prices.ts', '--key', 'acme.key.pub', '--json', '--at'];
    expect(vak(home, [...verify, '2026-01-01T00:00:00Z'])).toMatchObject({ status: 0 });
    const late = vak(home, [...verify, '2026-07-01T00:00:00Z']);
    expect([late.status, late.json().code]).toEqual([1, 'VAK2614']);
  });
});

describe('the code of a tool', { timeout: 60_000 }, () => {
  test('is told by what it imports, exports and asks its host', () => {
    const home = folder({
      'tool.ts': `import { a } from './a.ts';
import type { B } from 'b';
export const version = '1';
const main = async (args: { id: B }, host: any) => {
  host.log('x');
  const page = await host.fetch({ url: 'https://a.example/' });
  return { host: page, a };
};
export { main as default };
`,
      'plain.ts': `export default ({ id }, { read, write: put }) => read({ path: id }).then(put);\n`,
      'sly.ts': `export default (args, host) => { const h = host; return h[args.what]({}); };\n`,
    });
    expect(vak(home, ['tool', 'check', 'tool.ts', '--json']).json()).toMatchObject({
      ok: false,
      imports: ['./a.ts'],
      exports: ['default', 'version'],
      needs: ['fetch', 'log'],
      dynamic: false,
    });
    const plain = vak(home, ['tool', 'check', 'plain.ts', '--json']);
    expect([plain.status, plain.json().needs]).toEqual([0, ['read', 'write']]);
    expect(vak(home, ['tool', 'check', 'sly.ts', '--json']).json()).toMatchObject({
      dynamic: true,
    });
  });

  test.each([
    ['enum.ts', 'enum A { X }\nexport default () => A.X;\n', 1, 1, 'TypeScript enum'],
    ['wrong.ts', 'export default () => {\n  let a = ;\n}\n', 2, 11, ''],
    ['wrong.js', 'export default () => {\n  let a = ;\n}\n', 2, 11, 'Unexpected token'],
  ])('that no sandbox runs is told so with its place: %s', (file, text, line, column, why) => {
    const home = folder({ [file]: text });
    const { status, stdout } = vak(home, ['tool', 'check', file]);
    expect(status).toBe(1);
    expect(stdout).toContain(`${file}:${line}:${column}`);
    expect(stdout).toMatch(new RegExp(`VAK2616.*cannot be read: .*${why}`));
  });

  test('without a default export says that there is no tool in it', () => {
    const home = folder({ 'none.ts': 'export const a = 1;\n' });
    const { status, stdout } = vak(home, ['tool', 'check', 'none.ts']);
    expect({ status, stdout }).toMatchObject({ status: 1 });
    expect(stdout).toContain('exports a, and no `default`');
  });

  test('is bundled with what it imports into one file that needs nothing', () => {
    const home = folder({
      'src.ts': `import { twice } from './twice.ts';\nexport default (args: { n: number }) => twice(args.n);\n`,
      'twice.ts': 'export const twice = (n: number): number => 2 * n;\n',
      'node.ts': `import { readFileSync } from 'node:fs';\nexport default () => readFileSync('x');\n`,
    });
    const first = vak(home, ['tool', 'bundle', 'src.ts', '-o', 'out.js', '--json']).json();
    expect(vak(home, ['tool', 'check', 'out.js', '--json']).json()).toMatchObject({
      ok: true,
      imports: [],
      digest: first.digest,
    });
    const again = vak(home, ['tool', 'bundle', 'src.ts', '-o', 'again.js', '--json']).json();
    expect(again.digest).toBe(first.digest);
    const refused = vak(home, ['tool', 'bundle', 'node.ts', '-o', 'no.js']);
    expect(refused.status).toBe(1);
    expect(refused.stdout + refused.stderr).toContain('`node:fs`, which no sandbox has');
  });

  test('takes in the packages that are allowed and no other, its own or theirs', () => {
    const pack = (name: string, text: string) => ({
      [`node_modules/${name}/package.json`]: `{ "name": "${name}", "type": "module", "exports": "./index.js" }`,
      [`node_modules/${name}/index.js`]: text,
    });
    const home = folder({
      'src.ts': `import { one } from '@acme/one';\nimport { here } from './here.ts';\nexport default (args: any, host: any) => { host.log('x'); return one + here; };\n`,
      'here.ts': 'export const here = 1;\n',
      ...pack('@acme/one', `import { two } from 'two';\nexport const one = two + 1;\n`),
      ...pack('two', 'export const two = 2;\n'),
    });
    const bundle = (allow: string) =>
      vak(home, ['tool', 'bundle', 'src.ts', '-o', 'out.js', '--json', '--allow', allow]);
    const told = bundle('@acme/one,two').json();
    expect(told).toMatchObject({
      ok: true,
      modules: expect.arrayContaining(['node_modules/@acme/one/index.js']),
    });
    expect(text(home, 'out.js')).not.toMatch(/\bimport\b/);
    expect(vak(home, ['tool', 'check', 'out.js', '--json']).json()).toMatchObject({
      ok: true,
      needs: ['log'],
    });
    const deeper = bundle('@acme/one');
    expect(deeper.status).toBe(1);
    expect(deeper.stdout + deeper.stderr).toContain('`two` (in node_modules/@acme/one/index.js)');
    expect(bundle('').stdout).toContain('`@acme/one` (in src.ts)');
    const check = (allow: string) =>
      vak(home, ['tool', 'check', 'src.ts', '--json', '--allow', allow]);
    expect(check('@acme/one')).toMatchObject({ status: 0 });
    expect(check('two')).toMatchObject({ status: 1 });
    expect(check('two').json()).toMatchObject({ ok: false, outside: ['@acme/one'] });
  });
});
