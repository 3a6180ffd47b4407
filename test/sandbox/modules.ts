import { oneExpression } from '../../src/runtime/contract/execution.ts';
import type { SandboxCase } from './case.ts';
import { noIntl } from './unmet.ts';

const nested = (open: string, close: string, depth: number): string =>
  `export default () => ${open.repeat(depth)}1${close.repeat(depth)};`;

/** A module in the form of a bundle, which an engine may take as a script. */
const expression = (code: string): string => oneExpression.opens + code + oneExpression.closes;

/** What a tool's file may look like, and what becomes of one that is none. */
export const modules: readonly SandboxCase[] = [
  {
    name: 'plain-function',
    module: `export default (args) => args.x + 1;`,
    args: { x: 1 },
    ends: ['value'],
    value: 2,
  },
  {
    name: 'async-function',
    module: `export default async ({ x }: { x: number }) => ({ x });`,
    args: { x: 1 },
    ends: ['value'],
    value: { x: 1 },
  },
  {
    name: 'declared-function',
    module: `export default function tool(args: unknown) { return args }`,
    args: [1, 'a', null],
    ends: ['value'],
    value: [1, 'a', null],
  },
  { name: 'class-as-default', module: `export default class { }`, ends: ['error'] },
  {
    name: 'no-default',
    module: `export const tool = () => 1;`,
    ends: ['error', 'invalid'],
    says: /default export/,
  },
  {
    name: 'default-is-no-function',
    module: `export default { run() {} };`,
    ends: ['error'],
    says: /default export/,
  },
  { name: 'empty-file', module: ``, ends: ['error', 'invalid'], says: /default export/ },
  {
    name: 'types-are-stripped',
    module: `interface A { x: number }\ntype B = A | null;\nexport default (args: B): number => (args as A)!.x satisfies number;`,
    args: { x: 3 },
    ends: ['value'],
    value: 3,
  },
  {
    name: 'typescript-enum',
    module: `enum Color { Red }\nexport default () => Color.Red;`,
    ends: ['invalid'],
    says: /enum.*line 1/,
  },
  {
    name: 'typescript-namespace',
    module: `namespace A { export const x = 1 }\nexport default () => A.x;`,
    ends: ['invalid'],
    says: /namespace/,
  },
  {
    name: 'typescript-parameter-property',
    module: `class A { constructor(readonly x: number) {} }\nexport default () => new A(1);`,
    ends: ['invalid'],
    says: /parameter property/,
  },
  {
    name: 'type-only-import-disappears',
    module: `import type { X } from './x.ts';\nexport default (x: X) => 1;`,
    ends: ['value'],
    value: 1,
  },
  {
    name: 'syntax-error-says-where',
    module: `export default () => {\n  const a = ;\n};`,
    ends: ['invalid'],
    says: /line 2:13/,
  },
  {
    name: 'javascript-syntax-error-says-where',
    unmet: { quickjs: { what: 'another message', ends: ['invalid'], says: /unexpected token/ } },
    javascript: true,
    module: `export default () => {\n  const a = ;\n};`,
    ends: ['invalid'],
    says: /line 2:13/,
  },
  {
    name: 'javascript-is-not-stripped',
    javascript: true,
    module: `const a = 1, b = 2, c = 3;\nexport default () => [a<b, b>(c)];`,
    ends: ['value'],
    value: [true, false],
  },
  {
    name: 'early-error-of-the-engine',
    unmet: { quickjs: { what: 'another message', ends: ['invalid'], says: /redefinition/ } },
    module: `export default () => 1;\nlet a; let a;`,
    ends: ['invalid'],
    says: /line 2/,
  },
  { name: 'byte-order-mark', module: `\uFEFFexport default () => 1;`, ends: ['value'], value: 1 },
  {
    name: 'shebang',
    module: `#!/usr/bin/env node\nexport default () => 1;`,
    ends: ['value'],
    value: 1,
  },
  {
    name: 'source-url-spoof',
    module: `export default () => 1;\n//# sourceURL=node:fs\n//# sourceMappingURL=file:///etc/passwd`,
    ends: ['value'],
    value: 1,
  },
  {
    name: 'parser-nested-parentheses',
    module: nested('(', ')', 20_000),
    ends: ['invalid', 'error', 'crash'],
  },
  {
    name: 'parser-nested-arrays-javascript',
    javascript: true,
    module: nested('[', ']', 20_000),
    ends: ['invalid', 'error', 'crash', 'limit'],
  },
  {
    name: 'parser-nested-templates',
    module: nested('`${', '}`', 20_000),
    ends: ['invalid', 'error', 'crash'],
  },
  {
    name: 'parser-nested-types',
    module: `type A = ${'['.repeat(20_000)}1${']'.repeat(20_000)};\nexport default () => 1;`,
    ends: ['invalid', 'value', 'crash'],
  },
  {
    name: 'parser-half-a-megabyte',
    module: `export default () => [${'1,'.repeat(90_000)}1].length;`,
    ends: ['value'],
    value: 90_001,
  },
  {
    name: 'nul-and-odd-characters',
    module: `export default () => '\u0000\u2028\u2029'.length;`,
    ends: ['value'],
    value: 3,
  },
  {
    name: 'args-with-__proto__',
    body: `return [({}).polluted === undefined, Object.getPrototypeOf(args) === Object.prototype];`,
    args: JSON.parse('{"__proto__":{"polluted":true}}'),
    ends: ['value'],
    value: [true, true],
  },
  {
    name: 'args-are-the-guests-own',
    body: `args.list.push(1); args.x = 2; return args;`,
    args: { list: [] },
    ends: ['value'],
    value: { list: [1], x: 2 },
  },
  {
    name: 'args-deep',
    body: `let d = 0; for (let a = args; Array.isArray(a); a = a[0]) d++; return d;`,
    args: JSON.parse('['.repeat(1000) + ']'.repeat(1000)),
    ends: ['value'],
    value: 1000,
  },
  {
    name: 'args-too-large',
    body: `return 1;`,
    args: 'x'.repeat(5_000_000),
    ends: ['limit'],
    says: /arguments/,
  },
  {
    name: 'code-of-two-million-control-characters',
    module: `export default () => 1; // ${'\u0001'.repeat(2_000_000)}`,
    ends: ['value'],
    value: 1,
  },
  {
    name: 'bundle-is-one-expression',
    module: expression(
      `const main = (args, host) => [args.x, (function () { return this === undefined; })(), typeof require, Object.keys(globalThis).includes('main')];\nreturn main;`,
    ),
    args: { x: 1 },
    ends: ['value'],
    value: [1, true, 'undefined', false],
  },
  {
    name: 'bundle-that-goes-on-behind-its-expression',
    module: expression(
      `return () => 'first';\n})();\nglobalThis.left = 1;\n(() => {\nreturn () => 'last';`,
    ),
    ends: ['value', 'invalid'],
    value: 'first',
  },
  {
    name: 'bundle-of-two-expressions',
    module: expression(`return () => 'first';\n})(), (() => {\nreturn () => 'last';`),
    ends: ['invalid'],
  },
  {
    name: 'bundle-that-gives-no-function',
    module: expression('return 7;'),
    ends: ['error'],
    says: /default export/,
  },
  { name: 'bundle-that-spins', module: expression('for (;;);'), ends: ['time'] },
  {
    name: 'bundle-that-throws',
    module: expression(`throw new Error('at load');`),
    ends: ['error'],
    says: /at load/,
  },
  { name: 'bundle-that-awaits', module: expression('await 1; return () => 1;'), ends: ['invalid'] },
  {
    name: 'bundle-with-an-import',
    module: expression(`return () => import('node:fs');`),
    ends: ['error'],
  },
  {
    name: 'tool-that-is-there-before-its-file-is-through',
    module: `export default function tool() { return 1 }\nawait new Promise(() => {});`,
    ends: ['time'],
    time: 10_000,
    says: /never come/,
  },
  {
    name: 'no-state-from-call-to-call',
    module: `globalThis.count = (globalThis.count ?? 0) + 1;\nexport default () => globalThis.count;`,
    times: 12,
    ends: ['value'],
    value: 1,
  },
  {
    name: 'zone-and-locale-are-fixed',
    unmet: { quickjs: noIntl },
    body: `return [new Date(0).getTimezoneOffset(), Intl.DateTimeFormat().resolvedOptions().timeZone, (1234.5).toLocaleString()];`,
    ends: ['value'],
    value: [0, 'UTC', '1,234.5'],
  },
];

/** What a guest says beside its result. */
const isMarked = (lines: readonly string[]): boolean => /more, dropped/.test(lines.at(-1) ?? '');

export const logs: readonly SandboxCase[] = [
  {
    name: 'log-lines',
    body: `host.log('a'); host.log({ b: [1] }); host.log(3n); return 1;`,
    ends: ['value'],
    value: 1,
    logs: (lines) => lines.join('|') === 'a|{"b":[1]}|3',
  },
  {
    name: 'console-is-the-log',
    body: `console.log('a'); console.error('b'); return typeof console.context;`,
    ends: ['value'],
    value: 'undefined',
    logs: (lines) => lines.join('|') === 'a|b',
  },
  {
    name: 'log-of-a-failing-call',
    body: `host.log('before'); throw new Error('x');`,
    ends: ['error'],
    logs: (lines) => lines.join('|') === 'before',
  },
  {
    name: 'log-flood',
    body: `for (let i = 0; i < 1e5; i++) host.log('x' + i); return 1;`,
    ends: ['value'],
    value: 1,
    logs: (lines) => lines.length === 201 && /99800 more, dropped/.test(lines[200] ?? ''),
  },
  {
    name: 'log-flood-of-long-lines',
    body: `const long = 'x'.repeat(1e6); for (let i = 0; i < 1000; i++) host.log(long); return 1;`,
    ends: ['value'],
    value: 1,
    logs: (lines) => lines.slice(0, -1).join('').length === 65_536 && isMarked(lines),
  },
  {
    name: 'log-within-a-log',
    body: `let deep = 0;
      const logging = () => ({ get x() { if ((deep += 1) < 160) host.log(logging()); return 'y'.repeat(7000) } });
      host.log(logging()); return deep;`,
    ends: ['value'],
    value: 160,
    logs: (lines) => lines.slice(0, -1).join('').length === 65_536 && isMarked(lines),
  },
  {
    name: 'log-lines-within-a-log',
    body: `for (let i = 0; i < 150; i++) host.log(i);
      let deep = 0;
      const logging = () => ({ get x() { if ((deep += 1) < 100) host.log(logging()); return 1 } });
      host.log(logging()); return deep;`,
    ends: ['value'],
    value: 100,
    logs: (lines) => lines.length === 201 && isMarked(lines),
  },
  { name: 'log-without-end', body: `for (;;) host.log('x');`, ends: ['time'] },
  {
    name: 'log-of-unreadable-things',
    body: `const a = {}; a.a = a; host.log(a); host.log({ get x() { throw 1 } }); host.log(() => 1); return 1;`,
    ends: ['value'],
    value: 1,
    logs: (lines) => lines.length === 3 && lines.every((line) => line === '[unreadable]'),
  },
  {
    name: 'log-inside-a-getter-of-a-log',
    body: `host.log({ get a() { host.log('inner'); return 1 } }); return { get b() { host.log('late'); return 2 } };`,
    ends: ['value'],
    value: { b: 2 },
    logs: (lines) => lines.join('|') === 'inner|{"a":1}|late',
  },
];
