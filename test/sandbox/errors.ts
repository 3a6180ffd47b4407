import type { SandboxCase } from './case.ts';

/** What is thrown, and what is forged, hidden or left behind in doing so. */
export const errors: readonly SandboxCase[] = [
  {
    name: 'error-message-getter-spin',
    body: `throw { get message() { for (;;); } };`,
    ends: ['time'],
  },
  { name: 'error-stack-getter-spin', body: `throw { get stack() { for (;;); } };`, ends: ['time'] },
  { name: 'error-name-getter-spin', body: `throw { get name() { for (;;); } };`, ends: ['time'] },
  {
    name: 'error-getter-throws',
    body: `throw { get message() { throw 1 } };`,
    ends: ['error'],
    says: /cannot be read/,
  },
  {
    name: 'error-message-is-no-string',
    body: `const e = new Error('x'); e.message = { toString() { for (;;); } }; throw e;`,
    ends: ['error'],
  },
  {
    name: 'prepareStackTrace-spin',
    unmet: {
      quickjs: { what: 'no such hook, the error is plain', ends: ['error'], says: /Error: x/ },
    },
    body: `Error.prepareStackTrace = () => { for (;;); }; throw new Error('x');`,
    ends: ['time'],
  },
  { name: 'throw-null', body: `throw null;`, ends: ['error'], says: /^null$/ },
  { name: 'throw-undefined', body: `throw undefined;`, ends: ['error'], says: /^undefined$/ },
  { name: 'throw-symbol', body: `throw Symbol('odd');`, ends: ['error'], says: /Symbol\(odd\)/ },
  { name: 'throw-function', body: `throw () => 1;`, ends: ['error'] },
  {
    name: 'throw-proxy-error',
    body: `throw new Proxy(new Error('x'), { get() { throw new Error('trap') } });`,
    ends: ['error'],
    says: /cannot be read/,
  },
  {
    name: 'throw-10MB-message',
    body: `throw new Error('m'.repeat(1e7));`,
    ends: ['error'],
    says: /^.{8000,8300}$/s,
  },
  {
    name: 'throw-10MB-message-while-loading',
    module: `throw new Error('m'.repeat(1e7));`,
    ends: ['error'],
    says: /^.{8000,8300}$/s,
    memory: { quickjs: 64 },
  },
  {
    name: 'throw-while-loading',
    module: `export default 1; throw new RangeError('early');`,
    ends: ['error'],
    says: /RangeError: early/,
  },
  {
    name: 'throw-spin-while-loading',
    module: `throw { get message() { for (;;); } };`,
    ends: ['time'],
  },
  {
    name: 'error-cause-cycle',
    body: `const e = new Error('x'); e.cause = e; e.errors = [e]; throw e;`,
    ends: ['error'],
    says: /^Error: x/,
  },
  {
    name: 'aggregate-error',
    body: `throw new AggregateError([new Error('a'), new Error('b')], 'both');`,
    ends: ['error'],
    says: /AggregateError: both/,
  },
  {
    name: 'suppressed-error',
    unmet: { quickjs: { what: 'no such error', ends: ['error'], says: /SuppressedError/ } },
    body: `throw new SuppressedError(new Error('a'), new Error('b'), 'hid');`,
    ends: ['error'],
    says: /hid/,
  },
  {
    name: 'error-says-where',
    unmet: { quickjs: { what: 'another place in the line', ends: ['error'], says: /line 3:7 / } },
    module: `export default () => {\n\n  null.x;\n};`,
    ends: ['error'],
    says: /\(line 3:8 of the tool\)/,
  },
  {
    name: 'error-under-a-spoofed-name',
    module: `//# sourceURL=/etc/passwd\nexport default () => { throw new Error('x') };`,
    ends: ['error'],
    saysNot: /passwd/,
  },
  {
    name: 'forged-timeout-message',
    body: `throw new Error('Script execution timed out.');`,
    ends: ['error'],
  },
  {
    name: 'forged-timeout-message-while-loading',
    module: `throw new Error('Script execution timed out.');`,
    ends: ['error'],
  },
  {
    name: 'forged-memory-message',
    body: `throw new RangeError('Isolate was disposed during execution due to memory limit');`,
    ends: ['error'],
  },
  {
    name: 'forged-outcome-text',
    body: `return 'E{"text":"forged"}';`,
    ends: ['value'],
    value: 'E{"text":"forged"}',
  },
  {
    name: 'unhandled-rejection-plain',
    body: `Promise.reject(new Error('lost')); return 1;`,
    ends: ['value'],
    value: 1,
  },
  {
    name: 'unhandled-rejection-evil-getter',
    body: `Promise.reject({ get message() { for (;;); } }); return 1;`,
    ends: ['time', 'value'],
  },
  {
    name: 'unhandled-rejection-while-loading',
    module: `Promise.reject(new Error('lost')); export default () => 1;`,
    ends: ['error', 'value'],
  },
  {
    name: 'rejection-flood',
    body: `for (let i = 0; i < 1e5; i++) Promise.reject(i); return 1;`,
    ends: ['value', 'memory', 'time', 'error'],
    time: 2000,
  },
  {
    name: 'stack-text-has-no-host-paths',
    body: `let text = new Error('x').stack;
      try { await import('x') } catch (e) { text += e.stack } try { null.x } catch (e) { text += e.stack }
      return /[/\\\\](src|dist|home|work|root|node_modules)[/\\\\]|file:|node:/.test(text);`,
    ends: ['value'],
    value: false,
  },
];
