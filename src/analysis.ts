import { stripTypeScriptTypes } from 'node:module';
import { code as codes } from './dsl/diagnostics/catalogue/code.ts';
import { diagnose } from './dsl/diagnostics/catalogue.ts';
import type { Diagnostic } from './dsl/diagnostics/diagnostic.ts';
import { analyse } from './dsl/index.ts';
import type { Compiled } from './dsl/plan/plan.ts';
import type { Source, Span } from './dsl/text/source.ts';
import { fileReader } from './reader.ts';
import type { ToolCode } from './runtime/contract/execution.ts';
import { readToolCode } from './tool-code.ts';

/** What a file means with all that it imports and runs, and what there is to say about it. */
export interface Analysis {
  /** Undefined when a diagnostic is an error. */
  readonly compiled: Compiled | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The code of its tools, by tool. */
  readonly code: ReadonlyMap<string, ToolCode>;
}

/**
 * Parses, resolves, types and compiles a file, and reads the code of its tools. Runs none of it and
 * loads nothing of the runtime.
 * @param cwd the folder that names of files are relative to
 */
export function analyseSource(entry: Source, cwd: string): Analysis {
  const reader = fileReader(cwd);
  const { compiled, diagnostics, files } = analyse(entry, reader);
  if (compiled === undefined) return { compiled, diagnostics, code: new Map() };
  const { code, problems } = readToolCode(compiled.plan, cwd);
  const sources = new Map(files.map((source) => [source.name, source]));
  const found: Diagnostic[] = [];
  for (const { at, problem } of problems) {
    const [source, span] = placeOf(at, sources, entry);
    found.push(diagnose(codes.unreadable, source, span, { problem }));
  }
  for (const { name, run } of compiled.plan.tools) {
    const problem = run === null ? undefined : syntaxProblem(code.get(name)?.text);
    if (run === null || problem === undefined) continue;
    const [source, span] = placeOf(run.at, sources, entry);
    found.push(diagnose(codes.broken, source, span, { path: run.path, problem }));
  }
  if (found.length === 0) return { compiled, diagnostics, code };
  return { compiled: undefined, diagnostics: [...diagnostics, ...found], code };
}

/** What keeps a text from being TypeScript with erasable types; its own words, without a code frame. */
function syntaxProblem(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const warn = process.emitWarning;
  try {
    // Stripping is marked experimental in the Node releases this runs on; its warning is not the author's.
    process.emitWarning = () => undefined;
    stripTypeScriptTypes(text);
    return undefined;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return (message.split('\n').find((line) => line.trim() !== '') ?? 'syntax error').trim();
  } finally {
    process.emitWarning = warn;
  }
}

/** The source and span of a `file:line:column`: to the end of the word that stands there. */
function placeOf(
  at: string,
  sources: ReadonlyMap<string, Source>,
  entry: Source,
): readonly [Source, Span] {
  const [, name = '', line = '1', column = '1'] = /^(.*):(\d+):(\d+)$/.exec(at) ?? [];
  const source = sources.get(name) ?? entry;
  const start = source.offset({ line: Number(line), column: Number(column) });
  const word = /^(?:"(?:[^"\\\n]|\\.)*"|\S+)/.exec(source.text.slice(start))?.[0] ?? '';
  return [source, { start, end: start + word.length }];
}
