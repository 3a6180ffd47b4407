import { isUtf8 } from 'node:buffer';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { canonicalJson } from '../dsl/plan/canonical.ts';
import type { Plan, ToolPlan } from '../dsl/plan/plan.ts';
import { readRegular } from '../reading/regular-file.ts';
import type { ToolCode, ToolModule } from '../runtime/contract/execution.ts';
import { digestOf, manifestName } from './manifest.ts';

/** Why a tool's code cannot be had; `at` is the place that names the file. */
export interface CodeProblem {
  readonly tool: string;
  readonly at: string;
  /** In words, or how many bytes it has of those that it may have. */
  readonly problem: string | { readonly bound: number; readonly used: number };
}

/** Of a tool's file and its modules together, in bytes. A megabyte of source is a bundle; bundles are made ahead. */
const largest = 4 * 1024 * 1024;

/** One file of a tool's code. */
type CodeFile = Omit<ToolModule, 'name'>;

/** Where the parts of a tool's code come from, by the paths that its policy names. Throws saying why not. */
interface Parts {
  readonly file: (path: string) => CodeFile;
  /** The signed manifest beside the file that a path led to. */
  readonly manifest: (path: string, file: string) => string | undefined;
}

/**
 * Reads the code of every tool that has some, and of its modules. A file lies below the folder of the file that
 * declares the tool, links followed. Nothing is run.
 * @param cwd what the names of declaring files are relative to
 * @param packed the text of a path that a declaring file names, for code that lies in no file
 */
export function readToolCode(
  plan: Plan,
  cwd: string,
  packed?: (declaredIn: string, path: string) => string | undefined,
): { readonly code: ReadonlyMap<string, ToolCode>; readonly problems: readonly CodeProblem[] } {
  const code = new Map<string, ToolCode>();
  const problems: CodeProblem[] = [];
  for (const tool of plan.tools) {
    if (tool.run === null) continue;
    const { declaredIn } = tool;
    const folder = resolve(cwd, dirname(declaredIn));
    const parts = packed === undefined ? loose(folder) : inBundle(folder, declaredIn, packed);
    const found = readOne(tool, tool.run, parts);
    if ('problem' in found) problems.push(found);
    else code.set(tool.name, found);
  }
  return { code, problems };
}

function readOne(
  { name: tool, sandbox }: ToolPlan,
  run: NonNullable<ToolPlan['run']>,
  parts: Parts,
): ToolCode | CodeProblem {
  let { at } = run;
  let used = 0;
  const fileAt = (path: string): CodeFile => {
    const file = parts.file(path);
    used += Buffer.byteLength(file.text);
    return file;
  };
  try {
    const own = fileAt(run.path);
    const manifest = parts.manifest(run.path, own.file);
    const modules: ToolModule[] = [];
    for (const module of sandbox?.modules ?? []) {
      if (used > largest) break;
      at = module.at;
      modules.push({ name: module.name, ...fileAt(module.path) });
    }
    if (used > largest) return { tool, at, problem: { bound: largest, used } };
    return { ...codeWith(tool, own, modules), ...(manifest === undefined ? {} : { manifest }) };
  } catch (cause) {
    return { tool, at, problem: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** A tool's code. Its digest is that of its own text where it imports nothing. */
export function codeWith(tool: string, own: CodeFile, modules: readonly ToolModule[]): ToolCode {
  if (modules.length === 0) return { tool, ...own };
  const all = { vak: 'tool code 1', code: own.digest, modules: digestsOf(modules) };
  const digest = digestOf(canonicalJson(all));
  return { tool, ...own, digest, modules };
}

/** The digests of modules by their names. */
export const digestsOf = (modules: readonly ToolModule[]): { readonly [name: string]: string } =>
  Object.fromEntries(modules.map(({ name, digest }) => [name, digest]));

/** One file of a tool's code as its policy names it. */
export interface NamedCode {
  readonly path: string;
  readonly at: string;
  readonly file: string;
  readonly text: string;
  readonly digest: string;
}

/** The files of a tool's code: its own, then its modules in the order of names. */
export function filesOf(
  { run, sandbox }: ToolPlan,
  code: ToolCode | undefined,
): readonly NamedCode[] {
  if (run === null || code === undefined) return [];
  const { file, text, modules = [] } = code;
  const own = { ...run, file, text, digest: modules.length === 0 ? code.digest : digestOf(text) };
  const imported = (sandbox?.modules ?? []).flatMap(({ name, path, at }) => {
    const found = modules.find((module) => module.name === name);
    return found === undefined ? [] : [{ ...found, path, at }];
  });
  return [own, ...imported];
}

const inBundle = (
  folder: string,
  declaredIn: string,
  packed: (declaredIn: string, path: string) => string | undefined,
): Parts => ({
  file: (path) => {
    const text = packed(declaredIn, path);
    if (text === undefined) throw new Error(`\`${path}\` is not in the bundle`);
    return { file: resolve(folder, path), text, digest: digestOf(text) };
  },
  manifest: (path) => packed(declaredIn, manifestName(path)),
});

const loose = (folder: string): Parts => ({
  file: (path) => named(path, () => fileBelow(folder, path)),
  manifest: (path, file) => {
    const beside = manifestName(file);
    return named(path, () =>
      existsSync(beside) ? readRegular(beside).toString('utf8') : undefined,
    );
  },
});

function fileBelow(folder: string, path: string): CodeFile {
  const file = realpathSync(resolve(folder, path));
  const below = relative(realpathSync(folder), file);
  if (below.startsWith(`..${sep}`) || below === '..' || resolve(below) === below) {
    throw new Error(`\`${path}\` lies outside the folder of the file that declares the tool`);
  }
  const bytes = readRegular(file);
  if (!isUtf8(bytes)) throw new Error(`\`${path}\` is no text in UTF-8`);
  const text = bytes.toString('utf8');
  return { file, text, digest: digestOf(text) };
}

/** What is read for a path; where the system has a word for why it is not, that word. */
function named<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    throw new Error(`\`${path}\` cannot be read (${String(cause.code)})`, { cause });
  }
}
