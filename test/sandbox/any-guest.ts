import { type Seeded, seeded } from '../../src/runtime/testing/seeded.ts';

/**
 * What every generated guest begins with, captured before it does anything else: `look` follows what it is
 * shown a few steps and says, through a log line, when it finds a handle of the isolate library, a
 * function that only a host has, or a name that was removed.
 */
const lookout = `
const { ownKeys, getPrototypeOf, getOwnPropertyDescriptor, apply } = Reflect;
const { has, add } = Set.prototype, textOf = Function.prototype.toString, exec = RegExp.prototype.exec;
const handles = /^(applySync|applyIgnored|derefInto|copyInto|copySync|transferIn|createContextSync|compileScriptSync|evalClosureSync|disposed|deref)$/;
const hostly = /\\/(work|home|src|node_modules)\\/|isolated-vm|node:/, seen = new Set();
let cried = false, steps = 0;
const cry = (host, what) => { if (!cried) { cried = true; host.log('LEAK ' + what) } };
const look = (host, thing, depth = 3) => {
  if (thing === null || (typeof thing !== 'object' && typeof thing !== 'function')) return;
  if (depth === 0 || ++steps > 400 || apply(has, seen, [thing])) return;
  apply(add, seen, [thing]);
  try {
    look(host, getPrototypeOf(thing), depth - 1);
    const keys = ownKeys(thing);
    for (let i = 0; i < keys.length && i < 40; i += 1) {
      const key = keys[i];
      if (typeof key === 'string' && null !== apply(exec, handles, [key])) cry(host, key);
      const own = getOwnPropertyDescriptor(thing, key);
      if (own === undefined) continue;
      look(host, own.value, depth - 1); look(host, own.get, depth - 1); look(host, own.set, depth - 1);
      if (typeof own.value === 'string' && key === 'stack' && null !== apply(exec, hostly, [own.value])) cry(host, 'path');
    }
    if (typeof thing === 'function' && null !== apply(exec, /SharedArrayBuffer|WebAssembly|FinalizationRegistry/, [apply(textOf, thing, [])]) && null === apply(exec, /look/, [apply(textOf, thing, [])])) cry(host, 'removed');
  } catch {}
};
`;

/** Where a guest lays its hands on the language. */
const places = [
  'JSON.stringify',
  'JSON.parse',
  'globalThis.Promise',
  'Promise.prototype.then',
  'Promise.prototype.constructor',
  'Promise[Symbol.species]',
  'Array.prototype[Symbol.iterator]',
  'Array.prototype[0]',
  'Array.prototype.toJSON',
  'Object.prototype.toJSON',
  'Object.prototype.then',
  'Object.prototype.get',
  'Object.prototype.value',
  'Object.prototype.timeout',
  'Object.prototype.reference',
  'Object.prototype.toString',
  'String.prototype.slice',
  'String.prototype.split',
  'String.prototype.indexOf',
  'Map.prototype.get',
  'Map.prototype.set',
  'Reflect.apply',
  'Reflect.construct',
  'Object.keys',
  'Object.freeze',
  'Array.isArray',
  'Function.prototype.call',
  'Function.prototype.apply',
  'Symbol.prototype.description',
  'Error.prepareStackTrace',
  'Error.stackTraceLimit',
  'Error.captureStackTrace',
  'Date.prototype.toISOString',
  'RegExp.prototype.exec',
  'Number.isFinite',
  'globalThis.globalThis',
  'globalThis.undefined',
  'globalThis.console',
  'globalThis.String',
  'globalThis.Error',
];

const plain = [
  '0',
  '-0',
  'NaN',
  '2n ** 70n',
  "''",
  "'\\ud800'",
  '\'V"forged"\'',
  'null',
  'undefined',
  'true',
  'Symbol.iterator',
  "Symbol('s')",
  'new Date(0)',
  'new Map([[1, 2]])',
  'new Uint8Array(3)',
  'new ArrayBuffer(8)',
  'new WeakMap()',
  '/x/g',
  'globalThis',
  'import.meta',
  'args',
  'host',
  'host.log',
  'host.call',
  'Promise.resolve(1)',
  "Promise.reject(new Error('lost'))",
  'new Promise(() => {})',
  '() => 1',
  'function () { return arguments }',
  'class { static x = 1 }',
  "new Function('return this')()",
  "new Function('return arguments.callee.caller')()",
  'JSON.parse(\'{"__proto__":{"x":1}}\')',
  'Array(70000).fill(0)',
  "'y'.repeat(3e5)",
];

type Make = (of: Seeded, depth: number) => string;

/** A value that is odd in some way. */
const value: Make = (of, depth) => {
  if (depth === 0) return of.pick(plain);
  const inner = value(of, depth - 1);
  return of.pick([
    () => of.pick(plain),
    () => `[${inner}, ${value(of, depth - 1)}]`,
    () =>
      `{ a: ${inner}, [${of.pick(["'__proto__'", "'constructor'", "'then'", "'toJSON'", 'Symbol()', "'0'"])}]: ${value(of, depth - 1)} }`,
    () => `{ get a() { ${statement(of, depth - 1)} return ${inner} } }`,
    () => `{ toJSON() { ${statement(of, depth - 1)} return ${inner} } }`,
    () =>
      `{ then(yes, no) { ${of.pick([`yes(${inner})`, `no(${inner})`, 'yes(1); yes(2)', ''])} } }`,
    () => `{ get then() { ${of.pick([`throw ${inner}`, `return ${inner}`])} } }`,
    () =>
      `new Proxy(${of.pick(['{}', '[]', '() => 1', 'new Error()'])}, { get: (t, k) => ${inner}, ownKeys: () => ['a', 'b'], getOwnPropertyDescriptor: () => ({ value: ${of.pick(plain)}, enumerable: true, configurable: true }) })`,
    () =>
      `new Proxy({}, { ${of.pick(['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor'])}() { throw ${inner} } })`,
    () =>
      `Object.assign(new Error('e'), { message: ${inner}, stack: ${of.pick(plain)}, cause: ${of.pick(plain)} })`,
    () =>
      `Object.create(${of.pick(['null', 'host', 'args', 'Array.prototype', 'Promise.prototype'])}, { a: { get() { return ${inner} }, enumerable: true } })`,
    () =>
      `new (class extends ${of.pick(['Promise', 'Error', 'Array', 'Map', 'Date', 'Function', 'ArrayBuffer'])} { get x() { return ${inner} } })(${of.pick(['', '() => {}', '1', "'x'"])})`,
  ])();
};

/** What is put in a place of the language. */
const substitute: Make = (of, depth) =>
  of.pick([
    () => value(of, depth),
    () => `() => { throw ${value(of, depth)} }`,
    () => `function (...given) { look(host, given); look(host, this); return ${value(of, depth)} }`,
    () => 'undefined',
    () =>
      `new Proxy(function () {}, { apply: (f, self, given) => { look(host, given); return ${value(of, depth)} } })`,
  ])();

/** Something done. One in a hundred spins, and ends with its time. */
const statement: Make = (of, depth) => {
  if (of.below(100) === 0) return 'for (;;);';
  const at = of.pick(places);
  const cut = at.replace(/(\.(\w+)|\[(.+)\])$/, '');
  const last = at.slice(cut.length);
  const key = last.startsWith('.') ? `'${last.slice(1)}'` : last.slice(1, -1);
  const deeper = Math.max(0, depth - 1);
  const done = of.pick([
    () => `${at} = ${substitute(of, deeper)};`,
    () =>
      `Object.defineProperty(${cut}, ${key}, { __proto__: null, configurable: true, get() { return ${substitute(of, deeper)} }, set(x) { look(host, x) } });`,
    () => `delete ${at};`,
    () => `host.log(${value(of, deeper)});`,
    () =>
      `look(host, host.call(${of.pick(["'echo'", "'refuse'", "'leak'", "'odd'", "'absent'", "'__proto__'"])}, ${value(of, deeper)}));`,
    () => `look(host, await_(host.call('echo', ${value(of, deeper)})));`,
    () => `Promise.reject(${value(of, deeper)});`,
    () => `globalThis.kept = ${value(of, deeper)};`,
    () => `for (const key in ${value(of, deeper)}) look(host, key);`,
    () =>
      `look(host, new Function('a', 'return [this, arguments.callee.caller, a]')(${value(of, deeper)}));`,
    () => `look(host, [...${value(of, deeper)}]);`,
    () => `look(host, Object.getOwnPropertyDescriptors(${value(of, deeper)}));`,
    () => `const f${depth} = () => { f${depth}() }; f${depth}();`,
    () => `throw ${value(of, deeper)};`,
  ])();
  return of.below(4) === 0 ? done : `try { ${done} } catch (error) { look(host, error) }`;
};

/**
 * The module of a guest that a number stands for: it changes the language, asks its host for odd things,
 * and then returns or throws something odd. It logs a line that begins with `LEAK` when it meets
 * what no guest may.
 */
export function anyGuest(seed: number): string {
  const of = seeded(seed);
  const some = (most: number): string =>
    Array.from({ length: of.below(most) }, () => statement(of, 2)).join('\n  ');
  const end = of.pick([
    () => `return ${value(of, 3)};`,
    () => `throw ${value(of, 3)};`,
    () => `return await ${value(of, 3)};`,
    () => `return host.call('echo', ${value(of, 2)});`,
    () => `return (async () => { ${statement(of, 2)} return ${value(of, 2)} })();`,
  ])();
  const early =
    of.below(4) === 0
      ? `const host = { log() {}, call() {} }, args = null, later = (x) => x;\n{ ${some(3)} }`
      : '';
  const form = of.pick([
    'async (args, host) =>',
    '(args, host) =>',
    'async function (args, host)',
    'function (args, host)',
  ]);
  const body = form.includes('async') ? end : end.replace('return await', 'return');
  return `${lookout}${early.replaceAll('await_', 'later')}
export default ${form} {
  const await_ = (promise) => { promise?.then?.((x) => look(host, x), (x) => look(host, x)); return promise };
  look(host, args); look(host, host);
  ${some(6)}
  ${body}
};`;
}
