import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServicesForGrammar } from 'langium/grammar';
import { analyse, parse, Source } from '../dist/dsl/index.js';
import { scan } from '../dist/dsl/syntax/lexer/scan.js';
import { langiumGrammar } from './langium-grammar.ts';
import { policyOfSize, policyText } from './policy-text.ts';
import { beside, type Result } from './result.ts';
import { inTurns, quantile } from './rounds.ts';

const nothing = { read: () => undefined };

/** From text to plan: warm on small and larger files, cold as a command, and how fast a megabyte is read. */
export async function run(filter: string): Promise<readonly Result[]> {
  const wanted = (name: string): boolean => name.startsWith(filter) || filter.startsWith(name);
  const results: Result[] = [];
  if (wanted('frontend/check')) results.push(...(await warm()));
  if (wanted('frontend/cold')) results.push(...(await cold()));
  if (wanted('frontend/tests')) results.push(...(await tests()));
  if (wanted('frontend/lex') || wanted('frontend/parse') || wanted('frontend/heap')) {
    results.push(...(await megabyte()));
  }
  return results;
}

/** A new source each time, so that nothing is remembered of the last one. */
async function warm(): Promise<readonly Result[]> {
  const works = [120, 2000].map((lines) => {
    const text = policyText(lines);
    const once = () => {
      const { compiled, diagnostics } = analyse(new Source('bench.vak', text), nothing);
      if (compiled === undefined) throw new Error(diagnostics[0]?.message ?? 'does not compile');
    };
    return { name: `frontend/check/${lines}`, once };
  });
  const times = await inTurns(works, { rounds: 60, warm: 100 });
  return works.map(({ name }) => ({
    name,
    value: quantile(times.get(name), 0.5) / 1000,
    unit: 'ms',
    better: 'lower',
  }));
}

/** A thousand tests as a command, beside the same file checked only: what is between them is their run. */
async function tests(): Promise<readonly Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vak-bench-'));
  const file = join(folder, 'bench.vak');
  const head = [
    'vak 1',
    'tool a.b { effect: read args { x: int } }',
    'agent g { tools: [a.b] }',
    'policy p for g { rule r { permit a.b when args.x > 3 } }',
  ];
  const blocks = Array.from({ length: 1000 }, (_, x) => {
    return `test "t${x}" for g { call a.b { x: ${x} }\n expect ${x > 3 ? 'permit' : 'forbid'} }`;
  });
  writeFileSync(file, [...head, ...blocks].join('\n'));
  const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const works = ['test', 'check'].map((command) => ({
    name: `vak ${command}`,
    once: () => {
      const { status, stdout } = spawnSync(process.execPath, [main, command, file]);
      if (status !== 0) throw new Error(`\`vak ${command}\` ended with ${status}: ${stdout}`);
    },
  }));
  const times = await inTurns(works, { rounds: 5, warm: 1 });
  rmSync(folder, { recursive: true });
  const value = quantile(times.get('vak test'), 0.5) / 1000;
  const checked = quantile(times.get('vak check'), 0.5) / 1000;
  const peers = [beside('vak check', checked, value)];
  return [{ name: 'frontend/tests/1000', value, unit: 'ms', better: 'lower', peers }];
}

/** The command in a process of its own, beside a Node that does nothing. */
async function cold(): Promise<readonly Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vak-bench-'));
  const file = join(folder, 'bench.vak');
  writeFileSync(file, policyText(120));
  const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const node = (...args: string[]) => {
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`\`node ${args.join(' ')}\` ended with ${status}: ${stdout}`);
  };
  const works = [
    { name: 'vak check', once: () => node(main, 'check', file, '--json') },
    { name: 'node -e 0', once: () => node('-e', '0') },
  ];
  const times = await inTurns(works, { rounds: 15, warm: 2 });
  rmSync(folder, { recursive: true });
  const value = quantile(times.get('vak check'), 0.5) / 1000;
  const bare = quantile(times.get('node -e 0'), 0.5) / 1000;
  const peers = [beside('node -e 0', bare, value)];
  return [{ name: 'frontend/cold-check/120', value, unit: 'ms', better: 'lower', peers }];
}

async function megabyte(): Promise<readonly Result[]> {
  const text = policyOfSize(1024 * 1024);
  const size = Buffer.byteLength(text) / 1024 / 1024;
  const works = [
    { name: 'frontend/lex/1MB', once: () => scan(new Source('bench.vak', text)) },
    { name: 'frontend/parse/1MB', once: () => parse(new Source('bench.vak', text)) },
    { name: 'langium', once: await langium(text) },
  ];
  const times = await inTurns(works, { rounds: 9, warm: 2 });
  const speed = (name: string) => size / (quantile(times.get(name), 0.5) / 1_000_000);
  const own = speed('frontend/parse/1MB');
  const peers = [beside('langium', speed('langium'), own)];
  return [
    { name: 'frontend/lex/1MB', value: speed('frontend/lex/1MB'), unit: 'MB/s', better: 'higher' },
    { name: 'frontend/parse/1MB', value: own, unit: 'MB/s', better: 'higher', peers },
    { name: 'frontend/heap/1MB', value: heapOf(text) / size, unit: 'MB/MB', better: 'lower' },
  ];
}

/** Text to tree by Langium, on an equivalent grammar; both read the whole text without a mistake. */
async function langium(text: string): Promise<() => void> {
  const { parser } = await createServicesForGrammar({ grammar: langiumGrammar });
  const once = () => {
    const { lexerErrors, parserErrors } = parser.LangiumParser.parse(text);
    const wrong = lexerErrors[0] ?? parserErrors[0];
    if (wrong !== undefined) throw new Error(`langium: ${wrong.message}`);
  };
  once();
  const ours = parse(new Source('bench.vak', text)).diagnostics[0];
  if (ours !== undefined) throw new Error(ours.message);
  return once;
}

/** What the tree of a text keeps on the heap, in megabytes. */
function heapOf(text: string): number {
  const used = (): number => {
    globalThis.gc?.();
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  const kept = parse(new Source('bench.vak', text));
  const after = used();
  if (kept.diagnostics.length > 0) throw new Error(kept.diagnostics[0]?.message);
  return (after - before) / 1024 / 1024;
}
