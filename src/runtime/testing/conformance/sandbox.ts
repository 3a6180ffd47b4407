import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Outcome } from '../../contract/call.ts';
import { Sandbox, type SandboxJob, type ToolCode } from '../../contract/execution.ts';
import type { Plugin } from '../../contract/plugin.ts';
import { type SuiteOptions, suite } from '../suite.ts';

/**
 * Declares the tests that every sandbox must pass: what a guest is given, what it cannot do to its
 * host or to the next call, and that each ending is told by its own code.
 *
 * @example
 * describeSandbox(plugin, { skip: { 'a guest that grows a table': 'interpreted, too slow' } });
 */
export function describeSandbox(plugin: Plugin, options: SuiteOptions = {}): void {
  suite('Sandbox', plugin, options, {
    'gives a guest its arguments and takes its result': async (wired) => {
      const sandbox = wired.get(Sandbox);
      const args = { text: 'é\u2028"', list: [1, null, { deep: [true] }] };
      expect(await sandbox.run(job('export default (args) => args', { args }))).toMatchObject({
        status: 'done',
        value: args,
      });
      expect(await sandbox.run(job('export default async () => undefined'))).toMatchObject({
        status: 'done',
        value: null,
      });
    },
    'strips types': async (wired) => {
      const text = 'type N = number;\nexport default ({ n }: { n: N }): N => (n as N) + 1;';
      expect(await wired.get(Sandbox).run(job(text, { args: { n: 1 } }))).toMatchObject({
        value: 2,
      });
    },
    'hands on what a guest logs, within a bound': async (wired) => {
      const lines: string[] = [];
      const text = `export default (_, host) => { host.log('first');
        for (let i = 0; i < 50_000; i++) host.log('x'.repeat(1000)); }`;
      await wired.get(Sandbox).run(job(text, { timeMs: 10_000, log: (line) => lines.push(line) }));
      expect(lines[0]).toBe('first');
      expect(lines.join('').length).toBeLessThan(1024 * 1024);
    },
    'shows a guest nothing of the host': async (wired) => {
      const text = `export default () => ['process', 'require', 'module', 'Buffer', 'fetch']
        .filter((name) => new Function('return typeof ' + name)() !== 'undefined');`;
      expect(await wired.get(Sandbox).run(job(text))).toMatchObject({ value: [] });
    },
    'keeps nothing from one call to another of another tenant': async (wired) => {
      const sandbox = wired.get(Sandbox);
      const text = `export default () => {
        Object.prototype.left = 'behind'; globalThis.count = (globalThis.count ?? 0) + 1;
        return [globalThis.count, Object.keys(Object.prototype).length]; };`;
      for (const tenant of ['a', 'b', 'c', 'd']) {
        expect(await sandbox.run(job(text, { tenant }))).toMatchObject({ value: [1, 1] });
      }
      expect('left' in {}).toBe(false);
    },
    'a guest that throws': async (wired) => {
      const outcome = await wired
        .get(Sandbox)
        .run(job('export default () => { throw new Error("no") }'));
      expect(refusal(outcome)).toEqual(['failed', 'VAK7004']);
      expect(outcome).toMatchObject({ message: expect.stringContaining('no') });
    },
    'tells endings by evidence, not by what a guest says': async (wired) => {
      const sandbox = wired.get(Sandbox);
      for (const words of ['Script execution timed out.', 'memory limit', 'VAK7001']) {
        const text = `export default () => { throw new Error(${JSON.stringify(words)}) }`;
        expect(refusal(await sandbox.run(job(text)))).toEqual(['failed', 'VAK7004']);
      }
    },
    'cuts the text of an error': async (wired) => {
      const text = 'export default () => { throw new Error("m".repeat(1e7)) }';
      const outcome = await wired.get(Sandbox).run(job(text, { timeMs: 10_000 }));
      expect(outcome.status === 'done' ? 0 : outcome.message.length).toBeLessThan(10_000);
    },
    'a guest that loops': (wired) => ends(wired.get(Sandbox), 'for (;;);', ['VAK7001']),
    'a guest that loops in microtasks': (wired) =>
      ends(wired.get(Sandbox), 'for (;;) await null;', ['VAK7001']),
    'a guest whose error spins when it is read': (wired) =>
      ends(wired.get(Sandbox), 'throw { get message() { for (;;); } };', ['VAK7001']),
    'a guest whose result spins when it is read': (wired) =>
      ends(wired.get(Sandbox), 'return { toJSON() { for (;;); } };', ['VAK7001']),
    'a guest that awaits for ever': (wired) =>
      ends(wired.get(Sandbox), 'await new Promise(() => {});', ['VAK7001']),
    'a guest that hoards': (wired) =>
      ends(wired.get(Sandbox), 'const a = []; for (;;) a.push({});', anyCut),
    'a guest that grows a table': (wired) =>
      ends(wired.get(Sandbox), 'const m = new Map(); for (let i = 0; ; i++) m.set(i, {});', anyCut),
    'a guest that fills a giant array': (wired) =>
      ends(wired.get(Sandbox), 'return new Array(2 ** 27).fill(0).map((x) => [x]);', anyCut),
    'a result that is too large': async (wired) => {
      const sandbox = wired.get(Sandbox);
      for (const body of ['return "x".repeat(2 ** 26);', nestedTo(500)]) {
        expect(refusal(await sandbox.run(job(tool(body))))).toEqual(['failed', 'VAK7005']);
      }
    },
    'a result that is not JSON': async (wired) => {
      const sandbox = wired.get(Sandbox);
      for (const body of ['const a = {}; a.a = a; return a;', 'return { n: NaN };']) {
        expect(refusal(await sandbox.run(job(tool(body))))).toEqual(['failed', 'VAK7006']);
      }
    },
    'a result with names that reach prototypes': async (wired) => {
      const body = `return JSON.parse('{"a":1,"__proto__":{"x":1},"constructor":2,"prototype":3}');`;
      const outcome = await wired.get(Sandbox).run(job(tool(body)));
      expect(outcome.status === 'done' && Object.keys(outcome.value as object)).toEqual(['a']);
    },
    'code that asks for more than it is given never starts': async (wired) => {
      const sandbox = wired.get(Sandbox);
      const imports = job("import fs from 'node:fs'; export default () => fs.readdirSync('/')");
      expect(refusal(await sandbox.run(imports))).toEqual(['not started', 'VAK7007']);
      const later = await sandbox.run(job("export default () => import('node:fs')"));
      expect(later.status).toBe('failed');
    },
    'says where code is wrong before it runs': async (wired) => {
      const sandbox = wired.get(Sandbox);
      expect(await sandbox.check(code('export default () => 1'))).toBeUndefined();
      expect(await sandbox.check(code('export default () => {\n  let a = ;\n}'))).toMatchObject({
        line: 2,
      });
      expect(await sandbox.check(code("import 'node:fs'; export default 1"))).toBeDefined();
      expect(await sandbox.check(code('export const a = 1'))).toBeDefined();
    },
    'does not run what it checks': async (wired) => {
      expect(
        await wired.get(Sandbox).check(code('for (;;); export default () => 1')),
      ).toBeUndefined();
    },
    'serves many at once, each with its own answer': async (wired) => {
      const sandbox = wired.get(Sandbox);
      const numbers = Array.from({ length: 40 }, (_, i) => i);
      const text = 'export default async (n) => { await null; return n * 2 }';
      const outcomes = await Promise.all(
        numbers.map((args) => sandbox.run(job(text, { args, timeMs: 20_000 }))),
      );
      expect(outcomes.map((outcome) => outcome.status === 'done' && outcome.value)).toEqual(
        numbers.map((n) => n * 2),
      );
    },
    'stops when it is told to': async (wired) => {
      const sandbox = wired.get(Sandbox);
      const abort = new AbortController();
      const text = tool('for (;;);');
      const running = sandbox.run(job(text, { timeMs: 30_000, signal: abort.signal }));
      abort.abort();
      expect(['unknown', 'not started']).toContain((await running).status);
      await serves(sandbox);
    },
  });
}

const anyCut = ['VAK7001', 'VAK7002', 'VAK7003'];
const tool = (body: string): string => `export default async (args, host) => {\n${body}\n};`;
const nestedTo = (depth: number): string =>
  `let a = 1; for (let i = 0; i < ${depth}; i++) a = [a]; return a;`;

const code = (text: string): ToolCode => ({
  tool: 'conformance',
  file: 'tool.ts',
  text,
  digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
});

let calls = 0;
const job = (text: string, more: Partial<SandboxJob> = {}): SandboxJob => {
  calls += 1;
  return {
    id: `call-${calls}`,
    code: code(text),
    args: null,
    memoryBytes: 32 * 1024 * 1024,
    timeMs: 3000,
    tenant: 'conformance',
    ...more,
  };
};

const refusal = (outcome: Outcome): readonly string[] =>
  outcome.status === 'done' ? ['done'] : [outcome.status, outcome.code];

/** A guest that is cut off: its outcome is unknown, and the next call is served. */
async function ends(sandbox: Sandbox, body: string, codes: readonly string[]): Promise<void> {
  const outcome = await sandbox.run(job(tool(body), { timeMs: 1000 }));
  expect(outcome.status).toBe('unknown');
  expect(codes).toContain(refusal(outcome)[1]);
  await serves(sandbox);
}

async function serves(sandbox: Sandbox): Promise<void> {
  const next = job('export default (n) => n + 1', { args: 1, timeMs: 20_000 });
  expect(await sandbox.run(next)).toMatchObject({ status: 'done', value: 2 });
}
