import type { SandboxCase } from './case.ts';

/** Guests that turn the language itself against whoever reads what they leave. */
export const hijacks: readonly SandboxCase[] = [
  {
    name: 'string-and-bigint-toJSON',
    body: `String.prototype.toJSON = BigInt.prototype.toJSON = Number.prototype.toJSON = () => { throw new Error('used') }; return ['a', 1n, 2];`,
    ends: ['value'],
    value: ['a', 1, 2],
  },
  {
    name: 'array-toJSON-on-the-prototype',
    body: `Array.prototype.toJSON = function () { return { length: this.length } }; return [[1, 2]];`,
    ends: ['value'],
    value: { length: 1 },
  },
  {
    name: 'setters-on-the-prototype-of-everything',
    body: `const to = { __proto__: null, get() { return 'forged' }, set() { throw new Error('set') } };
      for (const key of ['0', 'left', 'nodes', 'most', 'why', 'what', 'bound', 'used', 'above', 'resolve', 'reject', 'text', 'near', 'value', 'get', 'set', 'enumerable'])
        Object.defineProperty(Object.prototype, key, to);
      return { plain: [1, { a: 2 }] };`,
    ends: ['value'],
    value: { plain: [1, { a: 2 }] },
  },
  {
    name: 'getter-that-grows-what-is-being-written',
    body: `const list = [{ get a() { list.push(1); return list.length } }, 2]; return list;`,
    ends: ['value'],
    value: [{ a: 3 }, 2],
  },
  {
    name: 'getter-that-swaps-itself',
    body: `const o = { get a() { Object.defineProperty(o, 'a', { value: () => 1 }); return 5 }, get b() { delete o.a; return o.a === undefined } }; return o;`,
    ends: ['value'],
    value: { a: 5, b: true },
  },
  {
    name: 'keys-that-lie-about-themselves',
    body: `return new Proxy({ a: 1 }, { ownKeys: () => ['a', 'b'], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }), get: (_, k) => typeof k === 'symbol' ? undefined : k });`,
    ends: ['value'],
    value: { a: 'a', b: 'b' },
  },
  {
    name: 'tag-that-lies-about-a-map',
    body: `const map = new Map([[1, 2]]); Object.defineProperty(map, Symbol.toStringTag, { value: 'Object' }); return map;`,
    ends: ['value'],
    value: {},
  },
  {
    name: 'tag-getter-spin',
    body: `return { get [Symbol.toStringTag]() { for (;;); } };`,
    ends: ['time'],
  },
  {
    name: 'symbol-keys-are-left-out',
    body: `return { [Symbol('a')]: 1, b: 2 };`,
    ends: ['value'],
    value: { b: 2 },
  },
  {
    name: 'raw-json-is-data',
    unmet: { quickjs: { what: 'no raw JSON there', ends: ['error'], says: /not a function/ } },
    body: `return JSON.rawJSON('{"__proto__":1}'.length + '');`,
    ends: ['value'],
    value: { rawJSON: '15' },
  },
  {
    name: 'key-of-lone-surrogates',
    body: `return { ['\\udc00']: 1 };`,
    ends: ['value'],
    value: { '\udc00': 1 },
  },
  {
    name: 'refused-keys-deep-inside',
    body: `return [JSON.parse('{"a":[{"__proto__":{"x":1},"b":{"prototype":1,"c":2}}]}')];`,
    ends: ['value'],
    value: [{ a: [{ b: { c: 2 } }] }],
  },
  {
    name: 'result-of-1e5-keys',
    body: `const o = {}; for (let i = 0; i < 1e5; i++) o['k' + i] = 1; return o;`,
    ends: ['limit', 'memory'],
    memory: 64,
  },
  {
    name: 'thenable-of-thenables',
    body: `const nest = (n) => ({ then(yes) { yes(n === 0 ? 'end' : nest(n - 1)) } }); return nest(5000);`,
    ends: ['value'],
    value: 'end',
  },
  {
    name: 'thenable-without-end',
    body: `const nest = () => ({ then(yes) { yes(nest()) } }); return nest();`,
    ends: ['time'],
  },
  {
    name: 'stack-trace-limit-getter',
    body: `Object.defineProperty(Error, 'stackTraceLimit', { get() { for (;;); } }); throw new Error('x');`,
    ends: ['time', 'error'],
  },
  {
    name: 'stack-of-ten-megabytes',
    body: `const e = new Error('x'); e.stack = 's'.repeat(1e7) + 'tool:9:9'; throw e;`,
    ends: ['error'],
    says: /^.{0,8300}$/s,
  },
  {
    name: 'stack-that-forges-a-place',
    body: `const e = new Error('x'); e.stack = 'tool:999999999999999999999:1e9'; throw e;`,
    ends: ['error'],
    says: /^Error: x/,
  },
  {
    name: 'prepareStackTrace-gives-an-object',
    body: `Error.prepareStackTrace = () => ({ get indexOf() { for (;;); } }); throw new Error('x');`,
    ends: ['error'],
    says: /^Error: x/,
  },
  {
    name: 'error-name-of-ten-megabytes',
    body: `const e = new Error('x'); e.name = 'n'.repeat(1e7); throw e;`,
    ends: ['error'],
    says: /^.{200,400}$/s,
  },
  {
    name: 'aggregate-of-aggregates',
    body: `let e = new Error('in'); for (let i = 0; i < 1e4; i++) e = new AggregateError([e], 'out'); throw e;`,
    ends: ['error'],
    says: /out/,
    memory: 64,
  },
  {
    name: 'throw-of-a-hanging-promise',
    body: `throw new Promise(() => {});`,
    ends: ['error'],
  },
  {
    name: 'log-that-changes-what-it-logs',
    body: `let n = 0; host.log({ get a() { host.log({ get b() { n += 1; return n } }); return n } }); return n;`,
    ends: ['value'],
    value: 1,
    logs: (lines) => lines.join('|') === '{"b":1}|{"a":1}',
  },
  {
    name: 'log-of-a-depth-of-1e5',
    body: `let a = []; for (let i = 0; i < 1e5; i++) a = [a]; host.log(a); return 1;`,
    ends: ['value'],
    value: 1,
    logs: (lines) => lines.join() === '[unreadable]',
  },
  {
    name: 'console-replaced-says-nothing',
    body: `console = { log() { throw 1 } }; host.log('kept'); return 1;`,
    ends: ['value'],
    value: 1,
    logs: (lines) => lines.join() === 'kept',
  },
  {
    name: 'pad-to-half-a-gigabyte',
    body: `return 'x'.padEnd(2 ** 29 - 24, 'ab').charCodeAt(2 ** 28);`,
    ends: ['value', 'memory', 'time', 'error', 'crash'],
    time: 3000,
  },
  {
    name: 'percent-encoding-of-a-long-text',
    body: `return encodeURIComponent('\\ud83d\\ude00'.repeat(2 ** 20)).length;`,
    ends: ['value', 'memory', 'time', 'error', 'crash'],
    time: 3000,
  },
  {
    name: 'flat-of-a-list-in-itself',
    body: `const a = [1]; a.push(a); return a.flat(Infinity).length;`,
    ends: ['error', 'memory', 'time', 'crash'],
    time: 2000,
  },
  {
    name: 'sort-of-a-sparse-list',
    body: `return new Array(2 ** 32 - 1).sort().length;`,
    ends: ['value', 'time', 'memory', 'error', 'crash'],
  },
  {
    name: 'raw-template-of-a-huge-length',
    body: `return String.raw({ raw: { length: 2 ** 53 } }).length;`,
    ends: ['time', 'value', 'error', 'memory'],
  },
  {
    name: 'names-of-a-proxy-without-end',
    body: `return Reflect.ownKeys(new Proxy({}, { ownKeys: () => new Proxy([], { get: (_, k) => k === 'length' ? 2 ** 31 : String(k) }) })).length;`,
    ends: ['time', 'memory', 'error', 'crash'],
    time: 2000,
  },
];
