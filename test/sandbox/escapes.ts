import type { SandboxCase } from './case.ts';
import { doors } from './doors.ts';
import { bareRealm, walkOfGuest } from './walk.ts';

/**
 * Walks from everything a guest can name, over prototypes, own properties and accessors, looking for
 * handles of the isolate library and for what was removed. A walk that meets few objects has lost its
 * way and proves nothing.
 */
const walk = `
  const seen = new Set(), found = [];
  const names = ['applySync', 'applyIgnored', 'derefInto', 'copyInto', 'copySync',
    'compileScriptSync', 'createContextSync', 'transferIn', 'isDisposed', 'evalClosureSync'];
  const removed = ['SharedArrayBuffer', 'WeakRef', 'FinalizationRegistry', 'Memory', 'Module'];
  const roots = [globalThis, args, host, (async () => {})(), function* () {}, async function* () {},
    () => {}, Symbol.iterator, 1n, /x/, new Error('x'), import.meta, [][Symbol.iterator](),
    new Map().entries(), new Set().values(), 'x'[Symbol.iterator](), 'x'.matchAll(/x/g)];
  try { null.x } catch (error) { roots.push(error) }
  try { await import('x') } catch (error) { roots.push(error) }
  const visit = (thing, path) => {
    if (thing === null || (typeof thing !== 'object' && typeof thing !== 'function')) return;
    if (seen.has(thing)) return;
    seen.add(thing);
    if (typeof thing === 'function') {
      if (removed.includes(thing.name)) found.push(path);
      if (thing.prototype === ArrayBuffer.prototype && thing !== ArrayBuffer) found.push(path);
    }
    for (const name of names) {
      if (Object.prototype.hasOwnProperty.call(thing, name)) found.push(path + '.' + name);
    }
    queue.push([Reflect.getPrototypeOf(thing), path + '^']);
    for (const key of Reflect.ownKeys(thing)) {
      const own = Reflect.getOwnPropertyDescriptor(thing, key);
      const at = path + '.' + String(key);
      for (const part of [own.value, own.get, own.set]) queue.push([part, at]);
      if (own.get) { try { queue.push([Reflect.apply(own.get, thing, []), at + '()']) } catch {} }
    }
  };
  const queue = roots.map((root, i) => [root, 'root' + i]);
  for (let i = 0; i < queue.length; i += 1) visit(queue[i][0], queue[i][1]);
  return { found, enough: seen.size > 600 };`;

/** Ways out of the realm that need a host object, a native handle or a loader to lead anywhere. */
export const escapes: readonly SandboxCase[] = [
  {
    name: 'ctor-chain-from-this',
    body: `return typeof (function () { return this })?.constructor('return typeof process')();`,
    ends: ['value'],
    value: 'string',
  },
  {
    name: 'ctor-chain-finds-no-process',
    body: `return [Object(1), () => 1, Promise.resolve(), [].at].map((from) =>
      (from.constructor ?? Object).constructor('return typeof process + typeof require')());`,
    ends: ['value'],
    value: ['undefinedundefined', 'undefinedundefined', 'undefinedundefined', 'undefinedundefined'],
  },
  {
    name: 'ctor-chain-from-arguments',
    module: `export default function () {
      return arguments.constructor.constructor('return typeof globalThis.process')();
    }`,
    ends: ['value'],
    value: 'undefined',
  },
  {
    name: 'function-ctor-return-process',
    body: `return new Function('return typeof process')();`,
    ends: ['value'],
    value: 'undefined',
  },
  {
    name: 'async-generator-ctor',
    body: `const Make = (async function* () {}).constructor;
      const step = await Make('yield typeof process')().next();
      return step.value;`,
    ends: ['value'],
    value: 'undefined',
  },
  {
    name: 'eval-indirect-global',
    body: `return (0, eval)('typeof require + typeof process + typeof module');`,
    ends: ['value'],
    value: 'undefinedundefinedundefined',
  },
  {
    name: 'caller-callee-walk',
    module: `export default function () { return arguments.callee.caller; }`,
    ends: ['error'],
  },
  {
    name: 'caller-of-sloppy-function-is-not-the-shim',
    unmet: { quickjs: { what: 'another text', ends: ['value'], value: 'undefined' } },
    body: `const f = new Function('return String(arguments.callee.caller)'); return f();`,
    ends: ['value'],
    value: 'null',
  },
  {
    name: 'host-is-frozen-and-bare',
    body: `'use strict';
      const tries = [() => { host.log = 1 }, () => { host.x = 1 }, () => { host.log.x = 1 }];
      const threw = tries.map((f) => { try { f(); return false } catch { return true } });
      return [Object.getPrototypeOf(host), Object.keys(host), threw, 'constructor' in host];`,
    ends: ['value'],
    value: [null, ['log', 'call'], [true, true, true], false],
  },
  {
    name: 'host-function-ctor-is-guest-function',
    body: `return Object.getPrototypeOf(host.log) === null && host.log.constructor === undefined;`,
    ends: ['value'],
    value: true,
  },
  {
    name: 'require-process-globals-absent',
    body: `return ['require', 'process', 'module', 'Buffer', 'global', 'setTimeout', 'fetch',
      'structuredClone', 'queueMicrotask', 'performance', 'WebAssembly'].filter((name) => name in globalThis);`,
    ends: ['value'],
    value: [],
  },
  { name: 'dynamic-import-node-fs', body: `return import('node:fs');`, ends: ['error'] },
  {
    name: 'dynamic-import-in-eval',
    body: `return (0, eval)("import('node:child_process')");`,
    ends: ['error'],
  },
  {
    name: 'static-import',
    module: `import fs from 'node:fs'; export default () => fs.readdirSync('/');`,
    ends: ['refused'],
    says: /imports nothing/,
  },
  {
    name: 'static-re-export',
    module: `export { readFileSync as default } from 'node:fs';`,
    ends: ['refused'],
  },
  {
    name: 'import-meta-probe',
    body: `return [Reflect.ownKeys(import.meta), Object.getPrototypeOf(import.meta)];`,
    ends: ['value'],
    value: [[], null],
  },
  {
    name: 'reachability-scan-no-native-handles',
    unmet: {
      quickjs: {
        what: 'fewer objects to walk',
        ends: ['value'],
        value: { found: [], enough: false },
      },
    },
    body: walk,
    ends: ['value'],
    value: { found: [], enough: true },
    memory: 64,
  },
  {
    name: 'walk-of-everything-finds-what-the-shim-made-and-nothing-else',
    unmet: { quickjs: { what: 'another engine, whose bare realm is another', ends: ['value'] } },
    host: doors(),
    args: bareRealm(),
    body: walkOfGuest,
    ends: ['value'],
    value: {
      found: [
        'answer odd.__proto__: {[object Object] polluted',
        'answer odd: {[object Object] __proto__,constructor',
        'failing refused: {[object Error] code,message,stack',
        'globalThis.ArrayBuffer.Symbol(Symbol.species): f get 0 length,name get',
        'globalThis.ArrayBuffer.prototype: {[object ArrayBuffer] Symbol(Symbol.',
        'globalThis.ArrayBuffer: f ArrayBuffer 1 Symbol(Symbol.species),isView,',
        'globalThis.console: {[object Object] debug,error,info,log,warn',
        'globalThis: {[object Object] AggregateError,Array,ArrayBuffer,AsyncDis',
        'host.call: f call 2 length,name (name,args)=>{returnask(host,quote(app',
        'host.echo: f 1 length,name (args)=>ask(host,name,args)',
        'host.fs: {[object Object] read',
        'host.log: f 1 length,name (value)=>{lettext=unreadable;try{if(!isFull(',
        'host.net: {[object Object] fetch',
        'host: {[object Object] call,echo,fs,hang,large,leak,log,net,odd,refuse',
      ],
      removed: [],
      enough: true,
    },
    memory: 64,
  },
  {
    name: 'stack-frames-give-no-function-or-receiver',
    unmet: { quickjs: { what: 'no stack frames to ask', ends: ['value'], value: false } },
    body: `Error.prepareStackTrace = (_, sites) => sites.map((site) =>
        [typeof site.getThis(), typeof site.getFunction()].join());
      const strict = () => { 'use strict'; return new Error('x').stack };
      const stack = strict();
      return Array.isArray(stack) && stack.every((pair) => pair === 'undefined,undefined');`,
    ends: ['value'],
    value: true,
  },
  {
    name: 'option-bag-pollution',
    body: `Object.prototype.reference = true; Object.prototype.copy = true;
      Object.prototype.result = { reference: true }; Object.prototype.promise = true;
      return 'plain';`,
    ends: ['value'],
    value: 'plain',
  },
  {
    name: 'forge-native-constructors',
    body: `return ['Reference', 'ExternalCopy', 'Callback', 'Isolate', 'Context', 'Module']
      .map((name) => typeof globalThis[name]);`,
    ends: ['value'],
    value: Array(6).fill('undefined'),
  },
  {
    name: 'array-iterator-hijack-on-call',
    body: `Array.prototype[Symbol.iterator] = () => { throw 1 };
      Object.defineProperty(Array.prototype, '0', { set() { throw 2 } });
      return { list: [1, 2] };`,
    ends: ['value'],
    value: { list: [1, 2] },
  },
  {
    name: 'intrinsics-replaced-wholesale',
    body: `JSON.stringify = JSON.parse = () => '{"forged":true}';
      Object.keys = () => ['x']; Array.isArray = () => false; Reflect.apply = () => 0;
      String.prototype.slice = () => 'cut'; Object.prototype.toString = () => '[object Date]';
      globalThis.Promise = class {}; globalThis.String = () => 'no';
      return { real: ['yes'] };`,
    ends: ['value'],
    value: { real: ['yes'] },
  },
  {
    name: 'promise-then-override',
    body: `Promise.prototype.then = function () { return this }; return 4;`,
    ends: ['value', 'time'],
  },
  {
    name: 'promise-species-subclass',
    module: `class Odd extends Promise { static get [Symbol.species]() { throw new Error('species') } }
      Promise.prototype.constructor = Odd;
      export default () => Odd.resolve(5);`,
    ends: ['value', 'error'],
    value: 5,
  },
  {
    name: 'thenable-result-getter',
    body: `return { get then() { throw new Error('from then') } };`,
    ends: ['error'],
    says: /from then/,
  },
  {
    name: 'thenable-never-calls-back',
    body: `return { then() {} };`,
    ends: ['time'],
  },
  {
    name: 'thenable-calls-back-twice',
    body: `return { then(yes, no) { yes(1); yes(2); no(new Error('late')) } };`,
    ends: ['value'],
    value: 1,
  },
];
