import type { SandboxCase } from './case.ts';
import { seesNoMemory } from './unmet.ts';

const megabyte = 1024 * 1024;

/** Results that spin, lie, overflow or carry dangerous names. */
export const results: readonly SandboxCase[] = [
  {
    name: 'toJSON-is-honoured',
    body: `return new Date(0);`,
    ends: ['value'],
    value: '1970-01-01T00:00:00.000Z',
  },
  { name: 'toJSON-spin', body: `return { toJSON() { for (;;); } };`, ends: ['time'] },
  {
    name: 'toJSON-returns-itself',
    body: `const a = { toJSON() { return a } }; return a;`,
    ends: ['value', 'bad result'],
  },
  {
    name: 'toJSON-nests-for-ever',
    body: `const make = () => ({ toJSON: () => ({ a: make() }) }); return make();`,
    ends: ['limit'],
  },
  { name: 'result-getter-spin', body: `return { get a() { for (;;); } };`, ends: ['time'] },
  {
    name: 'result-getter-throws',
    body: `return { get a() { throw new Error('got') } };`,
    ends: ['error'],
    says: /got/,
  },
  {
    name: 'result-proxy-ownKeys-spin',
    body: `return new Proxy({}, { ownKeys() { for (;;); } });`,
    ends: ['time'],
  },
  {
    name: 'result-proxy-plain',
    body: `return new Proxy({ a: 1 }, {});`,
    ends: ['value'],
    value: { a: 1 },
  },
  {
    name: 'result-proxy-array-of-any-length',
    body: `return new Proxy([], { get: (t, k) => k === 'length' ? 1e9 : 1 });`,
    ends: ['limit'],
  },
  { name: 'result-map', body: `return new Map([[1, 2]]);`, ends: ['bad result'], says: /Map/ },
  { name: 'result-set', body: `return { a: new Set([1]) };`, ends: ['bad result'], says: /Set/ },
  { name: 'result-typed-array', body: `return new Uint8Array(4);`, ends: ['bad result'] },
  {
    name: 'result-promise-inside',
    body: `return { a: Promise.resolve(1) };`,
    ends: ['bad result'],
  },
  {
    name: 'result-class-instance',
    body: `class A { x = 1; #y = 2 }; return new A();`,
    ends: ['value'],
    value: { x: 1 },
  },
  { name: 'result-function', body: `return () => 1;`, ends: ['bad result'] },
  { name: 'result-symbol', body: `return Symbol('x');`, ends: ['bad result'] },
  { name: 'result-undefined', body: `return undefined;`, ends: ['value'], value: null },
  {
    name: 'result-undefined-fields',
    body: `return { a: undefined, b: () => 1, c: [undefined, Symbol()] };`,
    ends: ['value'],
    value: { c: [null, null] },
  },
  {
    name: 'result-bigint',
    body: `return [1n, 9007199254740993n, -9007199254740993n];`,
    ends: ['value'],
    value: [1, '9007199254740993', '-9007199254740993'],
  },
  { name: 'result-NaN', body: `return { a: NaN };`, ends: ['bad result'] },
  { name: 'result-infinity', body: `return -Infinity;`, ends: ['bad result'] },
  { name: 'result-negative-zero', body: `return [-0];`, ends: ['value'], value: [0] },
  {
    name: 'result-cycle',
    body: `const a = {}; a.a = { b: a }; return a;`,
    ends: ['bad result'],
    says: /itself/,
  },
  {
    name: 'result-same-twice-is-no-cycle',
    body: `const a = { x: 1 }; return [a, a];`,
    ends: ['value'],
    value: [{ x: 1 }, { x: 1 }],
  },
  { name: 'result-lone-surrogates', body: `return '\\ud800';`, ends: ['value'], value: '\ud800' },
  {
    name: 'result-sparse-array',
    body: `const a = []; a[3] = 1; return a;`,
    ends: ['value'],
    value: [null, null, null, 1],
  },
  {
    name: 'result-own-__proto__',
    body: `return JSON.parse('{"a":1,"__proto__":{"polluted":true}}');`,
    ends: ['value'],
    value: { a: 1 },
  },
  {
    name: 'result-constructor-prototype-keys',
    body: `return { constructor: { prototype: { x: 1 } }, prototype: 2, b: 3 };`,
    ends: ['value'],
    value: { b: 3 },
  },
  {
    name: 'guest-Object.prototype-pollution',
    body: `Object.prototype.polluted = 'yes'; return {};`,
    ends: ['value'],
    value: {},
  },
  {
    name: 'polluted-toJSON',
    body: `Object.prototype.toJSON = function () { return 'forged' }; return { a: [1] };`,
    ends: ['value'],
    value: 'forged',
  },
  {
    name: 'result-deep-65',
    body: `let a = 1; for (let i = 0; i < 65; i++) a = [a]; return a;`,
    ends: ['value'],
  },
  {
    name: 'result-deep-66',
    body: `let a = 1; for (let i = 0; i < 66; i++) a = [a]; return a;`,
    ends: ['limit'],
    says: /deeper/,
  },
  {
    name: 'result-deep-1e6',
    body: `let a = []; for (let i = 0; i < 1e6; i++) a = [a]; return a;`,
    ends: ['limit', 'memory'],
    memory: 128,
  },
  {
    name: 'result-nodes-3e6',
    body: `return Array(3e6).fill(1);`,
    ends: ['limit'],
    memory: 128,
  },
  {
    name: 'result-nodes-at-the-limit',
    body: `return Array(99_999).fill(1);`,
    ends: ['value'],
  },
  {
    name: 'result-2^28-string',
    unmet: { quickjs: seesNoMemory },
    body: `return 'x'.repeat(2 ** 28);`,
    ends: ['limit'],
    says: /larger/,
  },
  {
    name: 'result-bytes-at-the-limit',
    body: `return 'x'.repeat(${megabyte - 2});`,
    ends: ['value'],
  },
  {
    name: 'result-one-byte-too-many',
    body: `return 'x'.repeat(${megabyte - 1});`,
    ends: ['limit'],
  },
  {
    name: 'result-bytes-not-characters',
    body: `return 'ä'.repeat(${megabyte - 2});`,
    ends: ['limit'],
  },
  {
    name: 'result-key-2^28',
    unmet: { quickjs: seesNoMemory },
    body: `return { ['x'.repeat(2 ** 28)]: 1 };`,
    ends: ['limit', 'memory'],
  },
];
