import type { SandboxCase } from './case.ts';
import { doors } from './doors.ts';

/** More calls than a sandbox has guests at once: some come one after another to the same process. */
const many = 12;

/** What a module finds of the language, and then does to it. */
const altering = `
export const told = JSON.stringify([({}).polluted ?? null, [1, 2].map((n) => n + 1), typeof globalThis.left]);
for (const made of [Object, Array, Function, String, Promise, Map, RegExp, Error]) made.prototype.polluted = 'yes';
Object.prototype.toJSON = Array.prototype.toJSON = () => 'other';
Array.prototype.map = Array.prototype.push = Array.prototype[Symbol.iterator] = () => { throw new Error('taken') };
Promise.prototype.then = Function.prototype.call = Function.prototype.apply = () => { throw new Error('taken') };
JSON.stringify = JSON.parse = Reflect.apply = Object.keys = () => { throw new Error('taken') };
globalThis.left = true;`;

/** Says of each name whether it can be imported as code runs. */
const trying = `const asked = (names) =>
  Promise.all(names.map((name) => import(name).then(() => 'imported', () => 'refused')));`;

const chained = (length: number): { readonly [name: string]: string } =>
  Object.fromEntries(
    Array.from({ length }, (_, at) => [
      `m${at}`,
      at === length - 1
        ? `export const depth = 1;`
        : `import { depth as next } from 'm${at + 1}'; export const depth = next + 1;`,
    ]),
  );

/** Guests whose policy gives modules to them. */
export const given: readonly SandboxCase[] = [
  {
    name: 'given-module-is-used',
    module: `import { twice, type Twice } from '@acme/sums/twice';
      export default ({ x }: { x: number }) => (twice satisfies Twice)(x);`,
    given: {
      '@acme/sums/twice': `export type Twice = (n: number) => number;
        export const twice: Twice = (n) => n * 2;`,
    },
    args: { x: 2 },
    ends: ['value'],
    value: 4,
  },
  {
    name: 'given-modules-import-one-another',
    module: `import { three } from 'b'; import * as b from 'b'; export default () => [three, Object.keys(b)];`,
    given: {
      a: `export const one = 1; export default 2;`,
      b: `import two, { one } from 'a'; import type { X } from 'c';
        export const three: X | number = one + two; export * from 'a';`,
    },
    ends: ['value'],
    value: [3, ['one', 'three']],
  },
  {
    name: 'given-modules-64-deep',
    module: `import { depth } from 'm0'; export default () => depth;`,
    given: chained(64),
    ends: ['value'],
    value: 64,
  },
  {
    name: 'given-modules-in-a-circle',
    module: `import { even } from 'even'; export default ({ n }) => even(n);`,
    given: {
      even: `import { odd } from 'odd'; export const even = (n) => n === 0 || odd(n - 1);`,
      odd: `import { even } from 'even'; export const odd = (n) => n !== 0 && even(n - 1);`,
    },
    args: { n: 10 },
    ends: ['value'],
    value: true,
  },
  {
    name: 'given-circle-that-reads-too-early',
    module: `import 'a'; export default () => 1;`,
    given: {
      a: `import { b } from 'b'; export const a = b;`,
      b: `import { a } from 'a'; export const b = a;`,
    },
    ends: ['error'],
    says: /ReferenceError.*initiali[sz]/,
  },
  {
    name: 'given-module-is-there-once',
    module: `import { state } from 'state'; import { add } from 'adds'; import * as all from 'state';
      export default () => { add(); add(); return [state.n, all.state === state]; };`,
    given: {
      state: `export const state = { n: 0 };`,
      adds: `import { state } from 'state'; export const add = () => { state.n += 1 };`,
    },
    ends: ['value'],
    value: [2, true],
  },
  {
    name: 'given-module-keeps-nothing-for-another-call',
    module: `import { next } from 'm'; export default () => [next(), next()];`,
    given: {
      m: `let n = 0; globalThis.left = (globalThis.left ?? 0) + 1;
        export const next = () => [n += 1, globalThis.left];`,
    },
    times: many,
    ends: ['value'],
    value: [
      [1, 1],
      [2, 1],
    ],
  },
  {
    name: 'given-module-alters-the-language',
    module: `import { told } from 'm'; export default () => told;`,
    given: { m: altering },
    times: many,
    ends: ['value'],
    value: '[null,[2,3],"undefined"]',
  },
  {
    name: 'given-module-alters-the-language-for-a-host-call',
    module: `import 'm'; export default async (args, host) => host.echo('as it was');`,
    given: { m: altering },
    host: doors(),
    ends: ['value', 'error'],
    value: 'as it was',
  },
  {
    name: 'given-module-throws',
    module: `import 'm'; export default () => 1;`,
    given: { m: `export {};\nthrow new RangeError('early');` },
    ends: ['error'],
    says: /RangeError: early/,
  },
  {
    name: 'given-module-throws-nothing',
    module: `import 'm'; export default () => 1;`,
    given: { m: `throw null;` },
    ends: ['error'],
  },
  {
    name: 'given-module-spins',
    module: `import 'm'; export default () => 1;`,
    given: { m: `for (;;);` },
    ends: ['time'],
    limit: 'time',
  },
  {
    name: 'given-module-spins-in-jobs',
    module: `import 'm'; export default () => 1;`,
    given: { m: `for (;;) await null;` },
    ends: ['time'],
    limit: 'time',
  },
  {
    name: 'given-module-throws-what-spins',
    module: `import 'm'; export default () => 1;`,
    given: { m: `throw { get name() { for (;;); }, get message() { for (;;); } };` },
    ends: ['time', 'error'],
  },
  {
    name: 'given-module-fills-memory',
    module: `import 'm'; export default () => 1;`,
    given: { m: `const a = []; for (;;) a.push(new Array(100_000).fill(1));` },
    ends: ['memory'],
    limit: 'memory',
    memory: { process: 8 },
    time: 20_000,
  },
  {
    name: 'given-module-waits',
    module: `import { value } from 'm'; export default () => value;`,
    given: { m: `export const value = await Promise.resolve(7);` },
    ends: ['value'],
    value: 7,
  },
  {
    name: 'given-module-waits-for-what-never-comes',
    module: `import 'm'; export default () => 1;`,
    given: { m: `await new Promise(() => {}); export {};` },
    ends: ['time'],
    time: 10_000,
    says: /never come/,
  },
  {
    name: 'given-module-waits-though-the-tool-is-there-before',
    module: `import { value } from 'm'; export default function tool() { return 1 }; value;`,
    given: { m: `export const value = await new Promise(() => {});` },
    ends: ['time'],
    time: 10_000,
    says: /never come/,
  },
  {
    name: 'given-module-has-no-host-while-it-loads',
    module: `import { seen } from 'm'; export default () => seen;`,
    given: {
      m: `export const seen = [typeof host, typeof args, typeof this, typeof arguments, typeof globalThis.host];`,
    },
    host: doors(),
    ends: ['value'],
    value: Array(5).fill('undefined'),
  },
  {
    name: 'given-module-asks-the-host-that-it-is-handed',
    module: `import { ask } from 'm'; export default (args, host) => ask(host);`,
    given: { m: `export const ask = async (host) => [await host.echo(1), await host.echo(2)];` },
    host: doors(),
    ends: ['value'],
    value: [1, 2],
  },
  {
    name: 'given-module-imports-what-is-not-given',
    module: `import 'm'; export default () => 1;`,
    given: { m: `import 'node:fs';` },
    ends: ['refused'],
    says: /nothing but its modules.*`node:fs`/,
  },
  ...['__proto__', 'constructor', './m', 'm ', 'M', 'tool', 'vak', 'module `m`'].map(
    (name): SandboxCase => ({
      name: `given-module-by-another-name-${name}`,
      module: `import '${name}'; import 'm'; export default () => 1;`,
      given: { m: `export {};` },
      ends: ['refused'],
      says: /nothing but its modules/,
    }),
  ),
  {
    name: 'given-module-is-not-imported-as-code-runs',
    module: `import { late, early } from 'm'; ${trying}
      const first = asked(['m', 'n', 'tool', 'node:fs']);
      export default async () => [await early, await first, await late(), await asked(['m', 'n'])];`,
    given: {
      m: `${trying} export const early = asked(['m', 'n']); export const late = () => asked(['n', 'node:fs']);`,
      n: `globalThis.ran = true;`,
    },
    ends: ['value'],
    value: [
      ['refused', 'refused'],
      ['refused', 'refused', 'refused', 'refused'],
      ['refused', 'refused'],
      ['refused', 'refused'],
    ],
  },
  {
    name: 'given-module-import-meta-probe',
    module: `import { meta } from 'm';
      export default () => [meta, import.meta].map((one) => [Reflect.ownKeys(one), Object.getPrototypeOf(one), one === meta]);`,
    given: { m: `export const meta = import.meta;` },
    ends: ['value'],
    value: [
      [[], null, true],
      [[], null, false],
    ],
  },
  {
    name: 'given-module-without-the-export',
    module: `import { gone } from 'm'; export default () => gone;`,
    given: { m: `export const here = 1;` },
    ends: ['refused', 'invalid'],
    says: /gone/,
  },
  {
    name: 'given-module-that-nothing-imports-does-not-run',
    module: `import 'm'; export default () => typeof globalThis.ran;`,
    given: { m: `export {};`, n: `globalThis.ran = true; for (;;);` },
    ends: ['value'],
    value: 'undefined',
  },
  {
    name: 'given-module-enum',
    module: `import { Color } from 'm'; export default () => Color.Red;`,
    given: { m: `\nexport enum Color { Red }` },
    ends: ['invalid'],
    says: /enum.*line 2.* of the module `m`/,
  },
  {
    name: 'given-module-in-javascript-is-not-stripped',
    module: `import told from 'm.js'; export default () => told;`,
    given: { 'm.js': `const a = 1, b = 2, c = 3;\nexport default [a<b, b>(c)];` },
    ends: ['value'],
    value: [true, false],
  },
  {
    name: 'given-module-that-does-not-parse',
    module: `import 'm.js'; export default () => 1;`,
    given: { 'm.js': `const a = 1; const a = 2;` },
    ends: ['invalid'],
    says: /SyntaxError/,
  },
  {
    name: 'given-names-cannot-be-assigned',
    module: `import * as m from 'm'; import { n } from 'm';
      const tries = [() => { n = 2 }, () => { m.n = 2 }, () => { m.x = 2 }, () => { delete m.n }];
      export default () => [tries.map((f) => { try { f(); return 'done' } catch (e) { return e.name } }), n];`,
    given: { m: `export const n = 1;` },
    ends: ['value'],
    value: [['TypeError', 'TypeError', 'TypeError', 'TypeError'], 1],
  },
  {
    name: 'given-module-makes-the-tool-a-promise',
    module: `export * from 'm'; export default () => 1;`,
    given: { m: `export const then = () => { for (;;); };` },
    ends: ['value', 'time'],
    value: 1,
  },
  {
    name: 'given-module-loses-a-rejection',
    module: `import 'm'; export default async () => { await null; return 1; };`,
    given: { m: `Promise.reject(new Error('lost')); export {};` },
    ends: ['value', 'error'],
    value: 1,
  },
];
