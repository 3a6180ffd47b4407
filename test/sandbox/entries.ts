import type { SandboxCase } from './case.ts';

/** What a module may offer as the thing to call, and what it does to the one who calls it. */
export const entries: readonly SandboxCase[] = [
  {
    name: 'default-looks-for-its-caller',
    module: `export default new Function('const all = []; for (let f = arguments.callee.caller; f; f = f.caller) all.push(String(f)); return all');`,
    ends: ['value'],
    value: [],
  },
  {
    name: 'toJSON-looks-for-its-caller',
    body: `const seen = []; globalThis.seen = seen;
      const toJSON = new Function('try { seen.push(typeof arguments.callee.caller) } catch { seen.push("none") } return 1');
      return [{ toJSON }, { get last() { return seen.every((kind) => kind !== 'function') } }];`,
    ends: ['value'],
    value: [1, { last: true }],
  },
  {
    name: 'sloppy-function-sees-its-own-arguments-alone',
    body: `const f = new Function('a', 'return [arguments.length, this === globalThis]'); return f(1);`,
    ends: ['value'],
    value: [1, true],
  },
  {
    name: 'default-is-a-generator',
    module: `export default function* () { yield 1 }`,
    ends: ['bad result'],
    says: /Generator/,
  },
  {
    name: 'default-is-an-async-generator',
    module: `export default async function* () { for (;;) yield 1 }`,
    ends: ['bad result'],
  },
  {
    name: 'default-is-a-bound-function',
    module: `export default (function () { return [this.x, typeof arguments[1]] }).bind({ x: 1 });`,
    ends: ['value'],
    value: [1, 'object'],
  },
  {
    name: 'default-is-a-callable-proxy',
    module: `export default new Proxy(() => 1, { apply: (f, self, args) => [self === undefined, args.length], get() { for (;;); } });`,
    ends: ['value'],
    value: [true, 2],
  },
  {
    name: 'default-is-a-revoked-proxy',
    module: `const { proxy, revoke } = Proxy.revocable(() => 1, {}); revoke(); export default proxy;`,
    ends: ['error'],
  },
  {
    name: 'default-is-never-initialised',
    module: `export { late as default }; throw new Error('early'); let late = () => 1;`,
    ends: ['error'],
    says: /early/,
  },
  {
    name: 'default-is-exchanged-while-it-runs',
    module: `let main = () => { main = () => 2; return 1 }; export { main as default };`,
    ends: ['value'],
    value: 1,
  },
  {
    name: 'namespace-with-a-then',
    module: `export const then = (yes) => yes('forged'); export default () => 'real';`,
    ends: ['value'],
    value: 'real',
  },
  {
    name: 'namespace-exports-names-of-the-shim',
    module: `export const enter = () => 'x', poll = enter, settle = enter, logs = enter; export default () => 1;`,
    ends: ['value'],
    value: 1,
  },
  {
    name: 'import-attributes-and-phases',
    javascript: true,
    module: `import data from './x.json' with { type: 'json' }; export default () => data;`,
    ends: ['refused', 'invalid'],
  },
  {
    name: 'import-of-a-data-url',
    body: `return import('data:text/javascript,export default 1');`,
    ends: ['error'],
  },
  {
    name: 'import-through-a-function-made-of-text',
    body: `return new Function("return import('node:fs')")();`,
    ends: ['error'],
  },
  {
    name: 'import-of-an-object-with-toString',
    body: `return import({ toString() { return 'node:fs' } });`,
    ends: ['error'],
  },
  {
    name: 'global-object-takes-no-other-prototype',
    body: `try { Object.setPrototypeOf(globalThis, new Proxy({}, { has() { return true } })) } catch {} return typeof process;`,
    ends: ['value'],
    value: 'undefined',
  },
  {
    name: 'globals-cannot-be-given-back-what-was-removed',
    body: `const made = []; for (const Kind of [Int32Array, ArrayBuffer, Map, Promise]) {
        for (let at = Kind; at; at = Object.getPrototypeOf(at)) for (const key of Reflect.ownKeys(at)) made.push(String(key)) }
      return made.filter((key) => /wait|notify|deref|SharedArray|resize|grow|transfer$/i.test(key));`,
    ends: ['value'],
    value: [],
  },
  {
    name: 'call-that-leaves-work-behind',
    body: `const go = async () => { for (let i = 0; i < 1e4; i++) await null; globalThis.left = 1 }; go(); return 1;`,
    ends: ['value'],
    value: 1,
  },
  {
    name: 'disposal-stack-spins',
    unmet: { quickjs: { what: 'no such stack', ends: ['error'], says: /DisposableStack/ } },
    body: `const stack = new DisposableStack(); stack.defer(() => { for (;;); }); stack.dispose();`,
    ends: ['time'],
  },
  {
    name: 'iterator-helpers-without-end',
    body: `return Iterator.from({ next: () => ({ done: false, value: 1 }) }).map((x) => x).toArray().length;`,
    ends: ['memory', 'time', 'crash', 'error'],
  },
  {
    name: 'async-iteration-without-end',
    body: `for await (const x of { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false }) }) });`,
    ends: ['time'],
  },
  {
    name: 'labels-of-a-removed-name-are-the-guests-own',
    body: `globalThis.process = { env: { A: 1 } }; globalThis.require = (x) => x; return [require('fs'), process.env.A];`,
    ends: ['value'],
    value: ['fs', 1],
  },
];
