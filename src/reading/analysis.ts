import { dirname, resolve } from 'node:path';
import { code as codes } from '../dsl/diagnostics/catalogue/code.ts';
import { pins } from '../dsl/diagnostics/catalogue/names/pins.ts';
import { plugins } from '../dsl/diagnostics/catalogue/plugins.ts';
import { diagnose } from '../dsl/diagnostics/catalogue.ts';
import type { Diagnostic } from '../dsl/diagnostics/diagnostic.ts';
import { analyse, type Reader } from '../dsl/index.ts';
import type { Compiled } from '../dsl/plan/plan.ts';
import type { Source, Span } from '../dsl/text/source.ts';
import { hold } from '../lock/hold.ts';
import { type Lock, readLock } from '../lock/lock.ts';
import { type Met, type Present, present } from '../lock/present.ts';
import { exposures, guardedBy } from '../opening/guarded.ts';
import { distrust } from '../packages/manifest.ts';
import type { ToolCode } from '../runtime/contract/execution.ts';
import { constraintProblems } from './constraint-files.ts';
import { fileReader } from './reader.ts';
import {
  filesBeside,
  type NamedFile,
  ruleDigest,
  ruleProblems,
  textsByPath,
} from './rule-files.ts';
import { codeOf } from './tool-code.ts';

/** What a file means with all that it imports and runs, and what there is to say about it. */
export interface Analysis {
  /** Undefined when a diagnostic is an error. */
  readonly compiled: Compiled | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The code of its tools, by tool. */
  readonly code: ReadonlyMap<string, ToolCode>;
  /** Names of the entry and of all files it imports, the entry first. */
  readonly files: readonly string[];
  /** Texts of the files that its facts name, by path. */
  readonly texts?: ReadonlyMap<string, string>;
  /** Digests of plugins as they were held against the lock, by the place of their `use`. */
  readonly plugins?: ReadonlyMap<string, string>;
}

/** Where the parts of a policy come from where it is not from loose files. */
export interface Parts extends Partial<Reader> {
  /** The text of a tool's code, by the file that declares the tool and the path it names. */
  readonly code?: (declaredIn: string, path: string) => string | undefined;
  /** The text of a file that a fact names, by the file that names it and the name as written. */
  readonly data?: (declaredIn: string, name: string) => string | undefined;
  readonly lock?: Lock;
}

/**
 * Parses, resolves, types and compiles a file, reads the code of its tools, and holds all that it brings
 * in against the `vak.lock` beside it, if there is one. Runs none of it and loads nothing of the runtime.
 * @param cwd the folder that names of files are relative to
 */
export function analyseSource(entry: Source, cwd: string, parts?: Parts): Analysis {
  const { analysis, found, placeOf } = readPolicy(entry, cwd, parts);
  const lock = parts?.lock ?? readLock(dirname(resolve(cwd, entry.name)));
  if (lock === undefined) return analysis;
  if ('problem' in lock) {
    const broken = diagnose(pins.brokenLock, entry, { start: 0, end: 0 }, lock);
    return refused(analysis, [broken]);
  }
  const now = found();
  const held = now.filter(({ kind }) => kind === 'plugin').map(({ at, digest }) => [at, digest]);
  const plugins = new Map(held as [string, string][]);
  return refused({ ...analysis, plugins }, hold(lock, now, placeOf));
}

/** What a policy means, and what it brings in, whatever a lock says. */
export function readPolicy(
  entry: Source,
  cwd: string,
  parts?: Parts,
): {
  readonly analysis: Analysis;
  /** The entry and every file it imports. */
  readonly files: readonly Source[];
  readonly met: readonly Met[];
  /** The files that its facts name. */
  readonly data: readonly NamedFile[];
  readonly found: () => readonly Present[];
  readonly placeOf: (at: string) => readonly [Source, Span];
} {
  const disk = fileReader(cwd);
  const met: Met[] = [];
  const read: Reader['read'] = (specifier, from) => {
    const source = (parts?.read ?? disk.read)(specifier, from);
    if (source !== undefined) met.push({ specifier, from, source });
    return source;
  };
  const { compiled, diagnostics, files } = analyse(entry, { ...disk, ...parts, read });
  const sources = new Map(files.map((source) => [source.name, source]));
  const place = (at: string): readonly [Source, Span] => placeOf(at, sources, entry);
  const names = [entry, ...files.filter((file) => file !== entry)].map(({ name }) => name);
  const { code, problems } =
    compiled === undefined
      ? { code: new Map<string, ToolCode>(), problems: [] }
      : codeOf(compiled.plan, cwd, place, parts?.code);
  const exposed = compiled === undefined ? [] : exposuresOf(compiled.plan, code, names, cwd, place);
  const data = compiled === undefined ? [] : filesBeside(compiled.plan, cwd, parts?.data);
  const texts = textsByPath(data);
  const rules =
    compiled === undefined
      ? []
      : [ruleProblems, constraintProblems].flatMap((of) => of(compiled.plan, cwd, texts, place));
  const broken = rules.filter(({ severity }) => severity === 'error');
  const warned = rules.filter((each) => !broken.includes(each));
  const sound = broken.length > 0 ? compiled : withRuleFiles(compiled, cwd, texts);
  const said = [...diagnostics, ...warned];
  const whole = { compiled: sound, diagnostics: said, code, files: names, texts };
  const analysis = refused(whole, [
    ...problems,
    ...distrusted(compiled?.plan, cwd, place),
    ...exposed,
    ...broken,
  ]);
  const found = (): readonly Present[] => {
    const folder = dirname(resolve(cwd, entry.name));
    return present({ entry, files, met, compiled, code, data }, cwd, folder);
  };
  return { analysis, files, met, data, found, placeOf: place };
}

/** The plan with a digest over the files of rules that it names, so that it covers what they say. */
function withRuleFiles(
  compiled: Compiled | undefined,
  cwd: string,
  texts: ReadonlyMap<string, string>,
): Compiled | undefined {
  const ruleFiles = compiled === undefined ? undefined : ruleDigest(compiled.plan, cwd, texts);
  if (compiled === undefined || ruleFiles === undefined) return compiled;
  return { ...compiled, plan: { ...compiled.plan, ruleFiles } };
}

function distrusted(
  plan: Compiled['plan'] | undefined,
  cwd: string,
  placeOf: (at: string) => readonly [Source, Span],
): readonly Diagnostic[] {
  return (plan?.uses ?? []).flatMap((use) => {
    const what = distrust(use, cwd);
    return what === undefined ? [] : [diagnose(plugins.dishonest, ...placeOf(use.at), { what })];
  });
}

function exposuresOf(
  plan: Compiled['plan'],
  code: Analysis['code'],
  files: readonly string[],
  cwd: string,
  placeOf: (at: string) => readonly [Source, Span],
): readonly Diagnostic[] {
  return exposures(plan, guardedBy(plan, code, files, cwd), cwd).map(({ at, ...params }) => {
    const [source, span] = placeOf(at);
    return diagnose(codes.exposed, source, span, params);
  });
}

/** An analysis with more errors, which then means nothing; unchanged when there are none. */
function refused(analysis: Analysis, errors: readonly Diagnostic[]): Analysis {
  if (errors.length === 0) return analysis;
  const diagnostics = [...analysis.diagnostics, ...errors];
  return { compiled: undefined, diagnostics, code: new Map(), files: analysis.files };
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
