import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { load } from '../../src/index.ts';
import { folder } from './mk.ts';

const tiers = ['process', 'isolate', 'quickjs'] as const;
type Files = { readonly [name: string]: string };

/** A desk with one tool `probe`, whose file and modules are given by their names, loaded for real. */
async function desk(
  tier: string,
  files: Files,
  { sandbox = '', map = mapOf(files), other = '' } = {},
) {
  const home = folder();
  for (const [name, text] of Object.entries(files)) {
    const file = join(home, fileOf(name));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const policy = `vak 1
tool probe {
  effect: read
  args { n: int? }
  run: "./probe.ts"
  sandbox: { tier: ${tier}, time: 10s, modules: ${map}${sandbox} }
}
${other === '' ? '' : `tool other { effect: read  args { n: int? }  ${other} }`}
agent desk { tools: [probe${other === '' ? '' : ', other'}] }
policy p for desk { rule probing { permit any tool } }
`;
  writeFileSync(join(home, 'policy.vak'), policy);
  const vak = await load(join(home, 'policy.vak'));
  onTestFinished(() => vak.stop());
  const session = () => vak.agent('desk').session();
  return { session, call: (tool = 'probe') => session().call(tool, {}) };
}
const fileOf = (name: string): string => `${name.replace(/^@/, '')}.ts`;
const mapOf = (files: Files): string => {
  const names = Object.keys(files).filter((name) => name !== 'probe');
  return `{ ${names.map((name) => `"${name}": "./${fileOf(name)}"`).join(', ')} }`;
};

/** What may go wrong at the top of a module. */
const failing: Files = {
  throws: `throw new TypeError('no');`,
  throws_no_error: `throw null;`,
  rejects: `await Promise.reject(new Error('no'));`,
  waits: `await new Promise(() => {});`,
  loops: `for (;;);`,
  loops_in_jobs: `for (;;) await null;`,
  fills_memory: `const all = []; for (;;) all.push(new Array(1e5).fill(all.length));`,
};

describe.each(tiers)('in the tier `%s` a tool', (tier) => {
  test('imports the modules of its map, and they one another, in a circle too', async () => {
    const { call } = await desk(tier, {
      probe: `import { round } from 'money';
import * as tax from '@acme/tax/rates';
export default async () => [round(1.26), Object.keys(tax), tax.gross(10)];`,
      money: `import { digits } from '@acme/tax/rates';
export const round = (n: number): string => n.toFixed(digits);`,
      '@acme/tax/rates': `import { round } from 'money';
export const digits: number = 1;
export const gross = (n: number) => round(n * 1.2);`,
    });
    const value = ['1.3', ['digits', 'gross'], '12.0'];
    expect(await call()).toMatchObject({ ok: true, value });
    expect(await call()).toMatchObject({ ok: true, value });
  });

  test('meets each module once in a call, and no other call’s', async () => {
    const { call } = await desk(tier, {
      probe: `import { add } from 'a'; import { seen } from 'b';
export default () => { globalThis.left ??= 0; globalThis.left += 1; return [add(), seen(), globalThis.left]; };`,
      a: `import { count } from 'state'; export const add = () => count.n += 1;`,
      b: `import { count } from 'state'; export const seen = () => count.n;`,
      state: `export const count = { n: 0 };`,
    });
    expect(await call()).toMatchObject({ value: [1, 1, 1] });
    expect(await call()).toMatchObject({ value: [1, 1, 1] });
  });

  test('shares no module with a tool whose map names another file by that name', async () => {
    const files = {
      probe: `import { is } from 'm'; export default () => is;`,
      m: `export const is = 'one';`,
      n: `export const is = 'two';`,
    };
    const other = `run: "./probe.ts", sandbox: { tier: ${tier}, modules: { "m": "./n.ts" } }`;
    const { call } = await desk(tier, files, { map: '{ "m": "./m.ts" }', other });
    for (const [tool, value] of [
      ['probe', 'one'],
      ['other', 'two'],
      ['probe', 'one'],
    ] as const) {
      expect(await call(tool)).toMatchObject({ value });
    }
  });

  test('imports nothing while it runs, not what it imports as a whole either', async () => {
    const { call } = await desk(tier, {
      probe: `import 'm';
const told = (name: string) => import(name).then(() => 'imported', () => 'refused');
const early = [told('m'), told('tool')];
export default async () => Promise.all([...early, told('m'), told('n'), told('tool'), told('node:fs')]);`,
      m: `export const is = 1;`,
      n: `export const is = 1;`,
    });
    expect(await call()).toMatchObject({ value: Array(6).fill('refused') });
  });

  test('keeps its modules with its guest where the session meets that again', async () => {
    const files = {
      probe: `import { next } from 'm'; export default () => next();`,
      m: `let n = 0; export const next = () => n += 1;`,
    };
    const { session } = await desk(tier, files, { sandbox: ', reuse: session' });
    const one = session();
    const met = [await one.call('probe', {}), await one.call('probe', {})];
    const values = tier === 'isolate' ? [1, 1] : [1, 2];
    expect(met.map((result) => result.ok && result.value)).toEqual(values);
    expect(await session().call('probe', {})).toMatchObject({ value: 1 });
  });

  test('sees no more of the engine through a module than in its own file', async () => {
    const probing = `export const probe = () => [
  typeof WebAssembly, typeof SharedArrayBuffer, typeof require, typeof process, Object.keys(import.meta).length,
];`;
    const { call } = await desk(tier, {
      probe: `import { probe as far } from 'm';\n${probing}\nexport default () => [probe(), far()];`,
      m: probing,
    });
    const seen = ['undefined', 'undefined', 'undefined', 'undefined', 0];
    expect(await call()).toMatchObject({ ok: true, value: [seen, seen] });
  });

  test('whose module fails, waits or loops ends as if that stood in its own file', {
    timeout: 60_000,
  }, async () => {
    const home = folder();
    const tools = Object.entries(failing).flatMap(([name, text]) => {
      const main = 'export default () => 1;';
      writeFileSync(join(home, `${name}.ts`), `${text}\nexport {};`);
      writeFileSync(join(home, `${name}_own.ts`), `${text}\n${main}`);
      writeFileSync(join(home, `${name}_by.ts`), `import 'm';\n${main}`);
      const given = `effect: read  args { n: int? }`;
      // Whoever does not loop has time enough on a busy machine.
      const bounds = name.startsWith('loops') ? 'time: 500ms' : 'time: 20s, memory: 16MB';
      const sandbox = `sandbox: { tier: ${tier}, ${bounds}`;
      return [
        `tool own.${name} { ${given}  run: "./${name}_own.ts", ${sandbox} } }`,
        `tool far.${name} { ${given}  run: "./${name}_by.ts", ${sandbox}, modules: { m: "./${name}.ts" } } }`,
      ];
    });
    const held = Object.keys(failing).flatMap((name) => [`own.${name}`, `far.${name}`]);
    const policy = `agent desk { tools: [${held.join(', ')}] }\npolicy p for desk { rule probing { permit any tool } }`;
    writeFileSync(join(home, 'policy.vak'), `vak 1\n${tools.join('\n')}\n${policy}\n`);
    const vak = await load(join(home, 'policy.vak'));
    onTestFinished(() => vak.stop());
    const codeOf = async (tool: string) => {
      const result = await vak.agent('desk').session().call(tool, {});
      return result.ok ? 'done' : result.refusal?.code;
    };
    for (const name of Object.keys(failing)) {
      const own = await codeOf(`own.${name}`);
      expect(own, name).toMatch(/^VAK700/);
      expect(await codeOf(`far.${name}`), name).toBe(own);
    }
  });

  test.each([
    [
      'that do not parse',
      `import 'm'; export default 1;`,
      'const a = 1; const a = 2;',
      /declared|redefinition/,
    ],
    [
      'that take what another does not export',
      `import { no } from 'm'; export default no;`,
      '',
      /no/,
    ],
    ['without a default export', `import 'm'; export const tool = 1;`, '', /no default export/],
    // A look at tokens takes `.\x2f`, so that the word before it, in escapes of its own, is the engine's to refuse.
    [
      'that want a module’s source',
      `import source s from '\\x6d'; export default s;`,
      '',
      /s|from clause/,
    ],
  ])('has no texts %s: the start stops', async (_, probe, m, why) => {
    await expect(desk(tier, { probe, m })).rejects.toMatchObject({
      code: 'VAK7103',
      message: expect.stringMatching(why),
    });
  });

  test('runs nothing of its code before a call', async () => {
    const { call } = await desk(tier, {
      probe: `import { n } from 'm'; export default () => n;`,
      m: `export let n = 0; n += 1; for (; n > 1; );`,
    });
    expect(await call()).toMatchObject({ value: 1 });
  });
});
