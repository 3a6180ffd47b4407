import type { SandboxCase } from './case.ts';
import { hostEnds, noIntl, seesNoMemory } from './unmet.ts';

/** For what grows until it is stopped, where the host is out of its reach: so small, an isolate aborts more often. */
const small = { process: 8 } as const;

/** A guest that takes time without end. */
export const time: readonly SandboxCase[] = [
  { name: 'loop-forever', body: `for (;;);`, ends: ['time'] },
  { name: 'loop-forever-while-loading', module: `for (;;); export default 1;`, ends: ['time'] },
  {
    name: 'loop-in-catch-and-finally',
    body: `for (;;) { try { for (;;); } finally { continue; } }`,
    ends: ['time'],
  },
  {
    name: 'microtask-loop',
    // No promise waits for the next one: a chain of them would fill the memory first.
    body: `await new Promise(() => { const go = () => { Promise.resolve().then(go) }; go() });`,
    ends: ['time'],
  },
  { name: 'async-await-loop', body: `for (;;) await null;`, ends: ['time'] },
  { name: 'spin-after-await', body: `await null; await null; for (;;);`, ends: ['time'] },
  { name: 'never-settling-promise', body: `return new Promise(() => {});`, ends: ['time'] },
  {
    name: 'top-level-await-never-settles',
    module: `await new Promise(() => {}); export default () => 1;`,
    ends: ['time', 'error'],
  },
  {
    name: 'top-level-await-settles',
    module: `const one = await Promise.resolve(1); export default () => one;`,
    ends: ['value'],
    value: 1,
  },
  {
    name: 'leftover-microtasks',
    body: `const go = () => Promise.resolve().then(go); go(); return 1;`,
    ends: ['time', 'value'],
  },
  {
    name: 'redos-nested-quantifier',
    body: `return /^(a+)+$/.test('a'.repeat(40) + 'b');`,
    ends: ['time', 'value'],
  },
  {
    name: 'redos-backreference',
    body: `return /^(a+)+\\1$/.test('a'.repeat(40) + 'b');`,
    ends: ['time'],
  },
  { name: 'sort-comparator-spin', body: `[2, 1].sort(() => { for (;;); });`, ends: ['time'] },
  { name: 'proxy-trap-spin', body: `new Proxy({}, { get() { for (;;); } }).x;`, ends: ['time'] },
  {
    name: 'bigint-square',
    body: `let a = 3n; for (;;) a *= a;`,
    ends: ['time', 'error', 'memory'],
    memory: small,
  },
  {
    name: 'bigint-pow-tostring',
    body: `return String(7n ** 4000000n).length;`,
    ends: ['time', 'value', 'memory'],
  },
  {
    name: 'bigint-literal-parse-1e8-digits',
    body: `return BigInt('9'.repeat(1e8)) > 1n;`,
    ends: ['time', 'memory', 'error', 'crash'],
  },
  {
    name: 'array-fill-2^32',
    body: `return Array(2 ** 32 - 1).fill(0).length;`,
    ends: ['time', 'memory', 'error'],
  },
  {
    name: 'array-join-of-nothing',
    body: `return Array(2 ** 32 - 1).join('').length;`,
    ends: ['value', 'time', 'memory', 'error'],
  },
  {
    name: 'generator-without-end',
    body: `return [...(function* () { for (;;) yield 1; })()].length;`,
    ends: ['time', 'memory', 'crash', 'error'],
    memory: small,
  },
];

/** A guest that takes memory without end, on the heap, beside it, or in the engine's own tables. */
export const memory: readonly SandboxCase[] = [
  {
    name: 'array-of-objects',
    body: `const a = []; for (;;) a.push({});`,
    ends: ['memory', 'time'],
    time: 2000,
    memory: small,
  },
  {
    name: 'map-grow',
    unmet: { isolate: hostEnds },
    body: `const m = new Map(); for (let i = 0; ; i++) m.set(i, {});`,
    ends: ['memory', 'crash'],
    memory: small,
  },
  {
    name: 'map-of-ints',
    unmet: { isolate: { ...hostEnds, what: 'the host ends, not every time' } },
    body: `const m = new Map(); for (let i = 0; ; i++) m.set(i, i);`,
    ends: ['memory', 'crash'],
    memory: small,
  },
  {
    name: 'set-grow',
    unmet: { isolate: { ...hostEnds, what: 'the host ends, not every time' } },
    body: `const m = new Set(); for (let i = 0; ; i++) m.add(i);`,
    ends: ['memory', 'crash'],
    memory: small,
  },
  {
    name: 'object-keys-grow',
    unmet: { isolate: hostEnds },
    body: `const o = {}; for (let i = 0; ; i++) o['k' + i] = i;`,
    ends: ['memory', 'crash'],
    memory: small,
  },
  {
    name: 'array-fill-2^27',
    body: `return new Array(2 ** 27).fill(0).length;`,
    ends: ['memory', 'time', 'error'],
    memory: small,
  },
  {
    name: 'string-split-2^28',
    unmet: { isolate: hostEnds, quickjs: seesNoMemory },
    body: `return 'x'.repeat(2 ** 28).split('').length;`,
    ends: ['memory', 'crash'],
  },
  {
    name: 'spread-long-string',
    unmet: { quickjs: seesNoMemory },
    body: `return [...'x'.repeat(2 ** 28)].length;`,
    ends: ['memory', 'crash'],
  },
  {
    name: 'string-repeat-rope',
    unmet: { quickjs: { ...seesNoMemory, what: 'strings are flat: out of memory' } },
    body: `return 'a'.repeat(2 ** 29 - 24).length;`,
    ends: ['value'],
    value: 536870888,
  },
  {
    name: 'rope-flatten-regex',
    unmet: { quickjs: { ...seesNoMemory, what: 'strings are flat: out of memory' } },
    body: `return /b/.test('a'.repeat(2 ** 29 - 24));`,
    ends: ['value', 'memory', 'time'],
    time: 2000,
  },
  {
    name: 'flat-strings-in-an-array',
    body: `const a = []; for (let i = 0; ; i++) a.push(JSON.stringify('x'.repeat(1e5) + i));`,
    ends: ['memory', 'time', 'crash'],
    time: 4000,
    memory: small,
  },
  {
    name: 'typed-array-hoard',
    body: `const a = []; for (;;) a.push(new Uint8Array(1e6).fill(1));`,
    ends: ['error', 'memory'],
    memory: small,
  },
  {
    name: 'typed-array-catch-retry',
    body: `const a = []; for (;;) { try { for (;;) a.push(new Uint8Array(1e6).fill(1)); } catch {} }`,
    ends: ['time', 'memory'],
    time: 1000,
    memory: small,
  },
  {
    name: 'resizable-arraybuffer',
    body: `const b = new ArrayBuffer(8, { maxByteLength: 2 ** 30 });
      return [b.resizable, typeof b.resize, typeof b.transfer, b.maxByteLength];`,
    ends: ['value'],
    value: [false, 'undefined', 'undefined', 8],
  },
  {
    name: 'resizable-by-other-ways',
    body: `const bag = { maxByteLength: 2 ** 30 };
      class Sub extends ArrayBuffer { constructor() { super(8, bag) } }
      const Own = new Uint8Array(8).buffer.constructor;
      const species = new ArrayBuffer(8).slice(0).constructor[Symbol.species];
      return [new Sub(), Reflect.construct(ArrayBuffer, [8, bag]), Reflect.construct(Object, [], ArrayBuffer),
        new Own(8, bag), new species(8, bag), new (ArrayBuffer.bind(null, 8, bag))()]
        .map((b) => { try { return b.resizable } catch { return false } });`,
    ends: ['value'],
    value: Array(6).fill(false),
  },
  {
    name: 'buffer-still-works',
    body: `const b = new ArrayBuffer(8); new DataView(b).setInt32(0, 7);
      return [new Uint8Array(b)[3], ArrayBuffer.isView(new Uint8Array(1)), b instanceof ArrayBuffer, ArrayBuffer.name];`,
    ends: ['value'],
    value: [7, true, true, 'ArrayBuffer'],
  },
  {
    name: 'array-buffer-1GB',
    body: `return new ArrayBuffer(2 ** 30).byteLength;`,
    ends: ['error', 'memory'],
  },
  {
    name: 'shared-growable-buffer',
    body: `return new SharedArrayBuffer(8, { maxByteLength: 2 ** 30 });`,
    ends: ['error'],
    says: /not defined/,
  },
  {
    name: 'atomics-wait',
    body: `return Atomics.wait(new Int32Array(4), 0, 0);`,
    ends: ['error'],
    says: /not defined/,
  },
  {
    name: 'finalization-registry-spin',
    body: `new FinalizationRegistry(() => { for (;;); }).register({}, 1); return 1;`,
    ends: ['error'],
    says: /not defined/,
  },
  {
    name: 'weakref-array',
    body: `const a = []; for (;;) a.push(new WeakRef({}));`,
    ends: ['error'],
    says: /not defined/,
  },
  {
    name: 'wasm-memory-grow',
    body: `return new WebAssembly.Memory({ initial: 1 }).grow(60000);`,
    ends: ['error'],
    says: /not defined/,
  },
  {
    name: 'wasm-compile-bomb',
    body: `return WebAssembly.compile(new Uint8Array(8));`,
    ends: ['error'],
    says: /not defined/,
  },
  {
    name: 'intl-object-hoard',
    unmet: { quickjs: noIntl },
    body: `const a = []; for (;;) a.push(new Intl.NumberFormat('de'));`,
    ends: ['memory', 'time'],
    time: 1500,
    memory: small,
  },
  {
    name: 'normalize-expansion',
    unmet: { quickjs: seesNoMemory },
    body: `return '\\ufdfa'.repeat(1e7).normalize('NFKD').length;`,
    ends: ['memory', 'time', 'value', 'crash'],
    time: 1500,
  },
  {
    name: 'json-parse-bomb',
    body: `return JSON.parse('[' + '{},'.repeat(5e6) + '1]').length;`,
    ends: ['memory', 'error', 'time', 'crash'],
    time: 2000,
    memory: small,
  },
  {
    name: 'json-parse-nested-bomb',
    body: `return typeof JSON.parse('['.repeat(1e6) + ']'.repeat(1e6));`,
    ends: ['memory', 'error', 'value', 'crash'],
    memory: small,
  },
  {
    name: 'deep-recursion',
    unmet: { quickjs: { what: 'another message', ends: ['error'], says: /stack overflow/ } },
    body: `const f = (n) => f(n + 1) + 1; return f(0);`,
    ends: ['error'],
    says: /RangeError/,
  },
  {
    name: 'recursion-catching-itself',
    body: `const f = () => { try { f() } finally { f() } }; f();`,
    ends: ['time', 'error'],
  },
  {
    name: 'proxy-chain',
    body: `let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); return p.x;`,
    ends: ['error', 'crash', 'memory'],
    memory: 64,
  },
  {
    name: 'getter-recursion-in-result',
    body: `const o = { get a() { return o.a } }; return o;`,
    ends: ['error'],
  },
  {
    name: 'codegen-spam',
    body: `const a = []; for (let i = 0; ; i++) a.push(new Function('return ' + i));`,
    ends: ['memory', 'time', 'crash'],
    time: 1000,
    memory: small,
  },
  {
    name: 'symbol-registry-spam',
    body: `for (let i = 0; ; i++) Symbol.for('s'.repeat(1000) + i);`,
    ends: ['memory', 'time', 'crash'],
    time: 1000,
    memory: small,
  },
  {
    name: 'promise-hoard',
    body: `const a = []; for (;;) a.push(new Promise(() => {}));`,
    ends: ['memory', 'time', 'crash'],
    time: 2000,
    memory: small,
  },
  {
    name: 'closure-chain',
    body: `let f = () => 0; for (;;) { const g = f; const big = new Array(100).fill(1); f = () => g() + big.length; }`,
    ends: ['memory', 'time', 'crash'],
    time: 2000,
    memory: small,
  },
];
