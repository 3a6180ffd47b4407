import type { Json } from '../../src/runtime/contract/index.ts';
import type { SandboxCase } from './case.ts';
import { doors } from './doors.ts';
import { noIntl } from './unmet.ts';

/** What a guest asks of its host. */
export const hostCalls: readonly SandboxCase[] = [
  {
    name: 'proto-walk-from-sdk-function',
    host: doors(),
    body: 'return [host, host.echo, host.fs.read, host.call].map(Object.getPrototypeOf)',
    ends: ['value'],
    value: [null, null, null, null],
  },
  {
    name: 'sdk-function-ctor-is-guest-function',
    host: doors(),
    body: 'return [typeof host.echo.constructor, host.echo instanceof Function, (await host.echo(1)).constructor === Number]',
    ends: ['value'],
    value: ['undefined', false, true],
  },
  {
    name: 'sdk-promise-is-of-the-guest-realm',
    host: doors(),
    body: 'return host.echo(1).constructor === Promise',
    ends: ['value'],
    value: true,
  },
  {
    name: 'sdk-closure-via-prepareStackTrace-getThis',
    host: doors(),
    body: `const seen = []; Error.prepareStackTrace = (error, sites) => {
        for (const site of sites) seen.push(typeof site.getThis?.(), typeof site.getFunction?.()); return '' };
      try { await host.refuse(1) } catch (error) { error.stack }
      return seen.every((kind) => kind === 'undefined' || kind === 'function' || kind === 'object')`,
    ends: ['value'],
    value: true,
  },
  {
    name: 'option-bag-pollution-reference',
    host: doors(),
    body: `for (const key of ['reference', 'promise', 'copy', 'externalCopy', 'result', 'timeout']) Object.prototype[key] = true;
      const got = await host.echo({ a: 1 }); return [typeof got, got.a, Object.keys(got)]`,
    ends: ['value'],
    value: ['object', 1, ['a']],
  },
  {
    name: 'promise-then-replaced-around-host-call',
    host: doors(),
    body: `Promise.prototype.then = () => { throw 'used' }; return await host.echo(7)`,
    ends: ['value', 'error', 'time'],
  },
  {
    name: 'args-2^27-string-to-host-call',
    host: doors(),
    memory: 320,
    body: `return host.echo('x'.repeat(2 ** 27))`,
    ends: ['limit', 'memory'],
  },
  {
    name: 'host-call-args-depth',
    host: doors(),
    body: 'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return host.echo(a)',
    ends: ['limit'],
  },
  {
    name: 'host-call-args-getter-spin',
    host: doors(),
    body: 'return host.echo({ get a() { for (;;); } })',
    ends: ['time'],
  },
  {
    name: 'host-call-args-cycle',
    host: doors(),
    body: 'const a = {}; a.a = a; try { await host.echo(a) } catch (error) { return error.code }',
    ends: ['value'],
    value: 'VAK6103',
  },
  {
    name: 'host-call-args-proto-key-dropped',
    host: doors(),
    body: `return host.echo(JSON.parse('{"__proto__":{"x":1},"a":1}'))`,
    ends: ['value'],
    value: { a: 1 },
  },
  {
    name: 'host-answer-proto-key-is-data',
    host: doors(),
    body: 'const got = await host.odd(); return [{}.polluted ?? null, Object.hasOwn(got, "__proto__"), got.polluted ?? null]',
    ends: ['value'],
    value: [null, true, null],
  },
  {
    name: 'spin-after-await-host-call',
    host: doors(),
    body: 'await host.echo(1); for (;;);',
    ends: ['time'],
  },
  {
    name: 'spin-in-then-of-host-answer',
    host: doors(),
    body: 'Object.defineProperty(Object.prototype, "then", { get() { for (;;); }, configurable: true }); return host.echo({ a: 1 })',
    ends: ['time'],
  },
  {
    name: 'host-call-never-answers',
    host: doors(),
    body: 'return host.hang()',
    ends: ['time'],
  },
  {
    name: 'host-call-never-answers-while-others-do',
    host: doors(),
    body: 'await Promise.all([host.hang(), host.echo(1), host.echo(2)])',
    ends: ['time'],
  },
  {
    name: 'host-call-slower-than-its-own-limit',
    host: doors({ timeMs: 40 }),
    body: 'try { await host.hang() } catch (error) { return error.code }',
    time: 10_000,
    ends: ['value'],
    value: 'VAK7001',
  },
  {
    name: 'host-call-flood-1e6',
    host: doors(),
    body: 'for (let i = 0; i < 1e6; i++) await host.echo(i)',
    time: 20_000,
    ends: ['limit'],
    says: /1001 times and may 1000/,
  },
  {
    name: 'host-call-flood-not-awaited',
    host: doors(),
    body: 'for (let i = 0; i < 1e4; i++) host.echo(i).catch(() => {}); return 1',
    ends: ['value'],
    value: 1,
  },
  {
    name: 'host-call-parallel-over-cap',
    host: doors(),
    body: 'return Promise.all(Array.from({ length: 65 }, (_, i) => host.echo(i)))',
    ends: ['limit'],
    says: /65 calls at once and may 64/,
  },
  {
    name: 'host-call-bytes-over-cap',
    host: doors({ bytesOut: 10_000 }),
    body: `for (;;) await host.echo('x'.repeat(999))`,
    ends: ['limit'],
  },
  { name: 'host-answer-too-large', host: doors(), body: 'return host.large()', ends: ['limit'] },
  {
    name: 'ungranted-capability',
    host: doors(),
    body: `return host.net.fetch({ url: 'https://example.com' })`,
    ends: ['refused'],
  },
  {
    name: 'ungranted-capability-without-any-host',
    body: `return host.call('net.fetch', {})`,
    ends: ['refused'],
  },
  {
    name: 'capability-name-tricks',
    host: doors(),
    body: `const codes = [];
      for (const name of ['__proto__', 'constructor', 'toString', 'fs', 'fs.', '.read', 'ｅcho', 'echo\\u200b', 'ECHO', 'fs.read.call']) {
        try { codes.push(await host.call(name)) } catch (error) { codes.push(error.code) } }
      return codes`,
    ends: ['value'],
    value: Array<Json>(10).fill('VAK7007'),
  },
  {
    name: 'capability-name-is-an-object-with-toString',
    host: doors(),
    body: `let used = 0; try { await host.call({ toString() { used++; return 'echo' } }) } catch (error) { return [error.code, used] }`,
    ends: ['value'],
    value: ['VAK7007', 0],
  },
  {
    name: 'capability-argument-refused-by-host',
    host: doors(),
    body: 'return host.refuse({ n: -1 })',
    ends: ['refused'],
    says: /not such an argument/,
  },
  {
    name: 'host-handler-throws-with-secret',
    host: doors(),
    body: 'try { await host.leak() } catch (error) { return [error.code, String(error.stack)] }',
    ends: ['value'],
    saysNot: /swordfish|passwd/,
  },
  {
    name: 'host-handler-throws-and-the-guest-lets-it',
    host: doors(),
    body: 'return host.leak()',
    ends: ['crash'],
    saysNot: /swordfish|passwd/,
  },
  {
    name: 'forged-refusal-code',
    host: doors(),
    body: `throw Object.assign(new Error('x'), { code: 'VAK7007' })`,
    ends: ['error'],
  },
  {
    name: 'refusal-under-polluted-descriptors',
    host: doors(),
    body: `Object.prototype.get = () => 'forged'; Object.prototype.set = () => {};
      try { await host.refuse(1) } catch (error) { return error.code }`,
    ends: ['value'],
    value: 'VAK6103',
  },
  {
    name: 'host-frozen-against-replacement',
    host: doors(),
    body: `'use strict'; try { host.echo = 1; return 'replaced' } catch { return await host.echo('kept') }`,
    ends: ['value'],
    value: 'kept',
  },
  {
    name: 'revoked-capability-after-end',
    host: doors(),
    body: `globalThis.kept = host; Promise.resolve().then(() => {}); return 1`,
    ends: ['value'],
    value: 1,
  },
  {
    name: 'host-call-in-a-thenable-result',
    host: doors(),
    body: 'return { then(resolve) { host.echo(5).then(resolve) } }',
    ends: ['value'],
    value: 5,
  },
  {
    name: 'pollution-between-tools',
    body: 'return [typeof globalThis.kept, {}.polluted ?? null]',
    ends: ['value'],
    value: ['undefined', null],
  },
];

const exact = { at: Date.UTC(2026, 0, 2, 3, 4, 5, 678), seed: 'seed' };

/** Runs that can be repeated: their clock stands, their chance follows from a seed. */
export const exactRuns: readonly SandboxCase[] = [
  {
    name: 'clock-frozen-between-host-calls',
    exact,
    host: doors(),
    body: 'const a = Date.now(); await host.echo(1); for (let i = 0; i < 1e5; i++); return [a, Date.now(), +new Date()]',
    ends: ['value'],
    value: [exact.at, exact.at, exact.at],
  },
  {
    name: 'date-subclass',
    exact,
    body: `class D extends Date {}; return [new D().getTime(), new D(5).getTime(), Date().slice(0, 24), new Date().constructor === Date,
      Reflect.construct(Date, []).getTime(), new Date(2020, 1).toISOString(), Date.UTC(2020, 0), Date.name, Date.length]`,
    ends: ['value'],
    value: [
      exact.at,
      5,
      'Fri Jan 02 2026 03:04:05',
      true,
      exact.at,
      '2020-02-01T00:00:00.000Z',
      1577836800000,
      'Date',
      7,
    ],
  },
  {
    name: 'intl-now',
    exact,
    body: `const f = new Intl.DateTimeFormat('en-US', { timeStyle: 'medium' });
      return [f.format(), f.formatToParts()[0].value, new Intl.DateTimeFormat().resolvedOptions().timeZone]`,
    ends: ['value'],
    value: ['3:04:05 AM', '3', 'UTC'],
    unmet: { quickjs: noIntl },
  },
  {
    name: 'random-same-seed-same-bytes',
    exact,
    body: 'return [Math.random(), Math.random(), Math.random()]',
    ends: ['value'],
    value: [0.522943728984774, 0.4109456540369105, 0.025649112432315935],
  },
  {
    name: 'error-stack-has-no-host-paths',
    exact,
    host: doors(),
    body: 'try { await host.refuse() } catch (error) { return /\\/(work|home|src|node_modules)\\//.test(error.stack) }',
    ends: ['value'],
    value: false,
  },
];
