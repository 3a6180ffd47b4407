import { createContext, runInContext } from 'node:vm';

/**
 * Visits every object that can be reached from `roots`: own keys and symbols, prototypes, accessors and
 * what they give, what each function constructs without arguments, and the frames of the stack. Gives
 * what it met as marks: of a function its name, length and, where it is not native, its text without spaces; of an
 * object its kind and keys, and goes no further from a handle of the isolate library. Objects alike in their marks are counted where they are functions.
 */
const walker = `(roots, most) => {
  const { ownKeys, getPrototypeOf, getOwnPropertyDescriptor, apply, construct } = Reflect;
  const textOf = Function.prototype.toString, kindOf = Object.prototype.toString;
  const seen = new Set(), marks = new Map(), queue = [];
  const put = (thing, path) => {
    if (thing === null || (typeof thing !== 'object' && typeof thing !== 'function')) return;
    if (seen.has(thing) || seen.size >= most) return;
    seen.add(thing);
    queue.push([thing, path]);
  };
  const markOf = (thing) => {
    const keys = ownKeys(thing).map(String).filter((key) => !/^\\d+$/.test(key)).sort().join();
    if (typeof thing !== 'function') return '{' + apply(kindOf, thing, []) + ' ' + keys;
    const name = getOwnPropertyDescriptor(thing, 'name')?.value;
    const text = apply(textOf, thing, []);
    const native = /\\{\\s*\\[native code\\]\\s*\\}$/.test(text);
    return 'f ' + String(name) + ' ' + String(getOwnPropertyDescriptor(thing, 'length')?.value)
      + ' ' + keys + (native ? '' : ' ' + text.replace(/\\s+/g, '').slice(0, 80));
  };
  for (const [root, path] of roots) put(root, path);
  for (let i = 0; i < queue.length; i += 1) {
    const [thing, path] = queue[i];
    const mark = markOf(thing);
    const known = marks.get(mark);
    if (known === undefined) marks.set(mark, [1, path]);
    else known[0] += 1;
    // Whoever touches a handle of the isolate library with an odd receiver may end the process.
    if (/\\b(applySync|copyInto|derefInto|createContextSync)\\b/.test(mark)) continue;
    put(getPrototypeOf(thing), path + '^');
    for (const key of ownKeys(thing)) {
      const own = getOwnPropertyDescriptor(thing, key);
      const at = path + '.' + String(key);
      for (const part of [own.value, own.get, own.set]) put(part, at);
      for (const self of [thing, {}, 'x']) {
        if (own.get) { try { put(apply(own.get, self, []), at + '()') } catch (error) { put(error, at + '!') } }
      }
    }
    if (typeof thing !== 'function') continue;
    for (const args of [[], [() => {}], [{}], ['x']]) {
      try { put(construct(thing, args), 'new ' + path) } catch (error) { put(error, 'new ' + path + '!') }
    }
  }
  return { marks, met: seen.size };
}`;

/** What any realm has: each way to fail that needs no host, and what syntax alone makes. */
const common = `
  const roots = [['globalThis', globalThis]].map(([name, root]) => [root, name]);
  const add = (name, root) => roots.push([root, name]);
  const tries = { of: () => null.x, range: () => 'x'.repeat(2 ** 30), deep: () => { const f = () => f() + 1; f() },
    json: () => JSON.parse('{'), text: () => new Function('('), number: () => (1).toFixed(101), big: () => BigInt('x'),
    uri: () => decodeURI('%'), date: () => new Date(NaN).toISOString(), pattern: () => new RegExp('('),
    buffer: () => new ArrayBuffer(2 ** 53), never: () => never, frozen: () => { Object.freeze([]).push(1) },
    symbol: () => Symbol() + '', proxy: () => { new Proxy({}, { get() { throw new Error('in a trap') } }).x } };
  for (const name in tries) { try { tries[name]() } catch (error) { add('the error ' + name, error) } }
  const made = { async: (async () => {})(), arrow: () => {}, generator: (function* () {})(), many: (async function* () {})(),
    pattern: /x/g, iterator: [][Symbol.iterator](), entries: new Map().entries(), values: new Set().values(),
    letters: 'x'[Symbol.iterator](), matches: 'x'.matchAll(/x/g), match: 'x'.match(/(?<a>x)/), template: (({ raw }) => raw)\`x\`,
    wrapped: [Object(1), Object('x'), Object(1n), Object(Symbol())], list: (function () { return arguments })(),
    sloppy: new Function('return arguments')(), self: new Function('return this')() };
  for (const name in made) add(name, made[name]);
  const before = Error.prepareStackTrace;
  Error.prepareStackTrace = (error, sites) => sites;
  const sites = new Function('return new Error().stack')();
  for (const site of Array.isArray(sites) ? sites : []) {
    add('a frame', site);
    for (const key of ['getThis', 'getFunction', 'getEvalOrigin', 'getPromiseIndex'])
      try { add(key + ' of a frame', site[key]()) } catch (error) { add(key + ' of a frame!', error) }
  }
  Error.prepareStackTrace = before;
  const calling = new Function('const all = []; for (let f = arguments.callee.caller; f; f = f.caller) all.push(f, f.arguments); return all');
  try { add('callers', calling()) } catch (error) { add('callers!', error) }`;

/** What only a guest has: its host, its arguments, and every way in which its host can fail it. */
const ofGuest = `
  add('host', host); add('args', args); add('import.meta', import.meta);
  const asked = { echo: () => host.echo({ a: [1] }), odd: () => host.odd(), refused: () => host.refuse(1), leaked: () => host.leak(),
    large: () => host.large(), absent: () => host.call('absent', 1), unnamed: () => host.call(Symbol(), 1), nothing: () => host.call(),
    withheld: () => host.net.fetch(1), cyclic: () => { const a = {}; a.a = a; return host.echo(a) }, odder: () => host.echo(1n),
    unreadable: () => host.echo({ get a() { throw new Error('read') } }), hidden: () => host.echo(() => 1),
    deep: () => { let a = 1; for (let i = 0; i < 100; i++) a = [a]; return host.echo(a) },
    imported: () => import('node:fs'), evaluated: () => (0, eval)("import('node:fs')"), logged: () => host.log({ get a() { throw 1 } }),
    many: () => Promise.all(Array.from({ length: 65 }, () => host.echo(1))) };
  for (const name in asked) {
    try {
      const answer = asked[name]();
      add('asking ' + name, answer);
      add('answer ' + name, await answer);
    } catch (error) { add('failing ' + name, error) }
  }
  for (const name in host) {
    for (const use of [() => Reflect.construct(host[name] ?? host, []), () => Reflect.apply(host[name], host, [host, args])])
      try { add('using ' + name, await use()) } catch (error) { add('misusing ' + name, error) }
  }`;

/**
 * The body of a guest that walks all it can reach and gives what a bare realm does not have: more
 * functions of one mark, or objects of a mark that no object there has. `args` is what `bareRealm` gives.
 */
export const walkOfGuest = `${common}${ofGuest}
  const { marks, met } = (${walker})(roots, 1e6);
  const found = [];
  const bare = new Map(args);
  for (const [mark, [count, path]] of marks) {
    const usual = bare.get(mark) ?? 0;
    const plain = mark[0] === '{' && usual > 0;
    if (count > usual && !plain) found.push((path + ': ' + mark).replace(/\\s+/g, ' ').slice(0, 70));
  }
  const removed = [...bare.keys()].filter((mark) => /^f (WebAssembly|SharedArrayBuffer|WeakRef|FinalizationRegistry|resize|transfer|transferToFixedLength|grow|waitAsync) /.test(mark) && marks.has(mark));
  return { found: found.sort(), removed, enough: met > 1000 };`;

/** Marks of a realm of this engine in which nothing was removed, added or run, and how often each is met. */
export function bareRealm(): readonly (readonly [string, number])[] {
  const walk = `(() => { ${common} const { marks } = (${walker})(roots, 1e6);
    return JSON.stringify([...marks].map(([mark, [count]]) => [mark, count])) })()`;
  const said = runInContext(walk, createContext(Object.create(null) as object)) as string;
  return JSON.parse(said) as readonly [string, number][];
}
