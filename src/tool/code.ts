import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Plan } from '../dsl/plan/plan.ts';
import { readRegular } from '../reading/regular-file.ts';
import type { ToolCode } from '../runtime/contract/execution.ts';
import { digestOf, manifestName } from './manifest.ts';

/** Why a tool's code cannot be had; `at` is the place of its `run`. */
export interface CodeProblem {
  readonly tool: string;
  readonly at: string;
  readonly problem: string;
}

/** A megabyte of source is a bundle; bundles are made ahead. */
const largest = 4 * 1024 * 1024;

/**
 * Reads the code of every tool that has some. A file lies below the folder of the file that declares
 * the tool, links followed. Nothing is run.
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
  for (const { name, run, declaredIn } of plan.tools) {
    if (run === null) continue;
    const folder = resolve(cwd, dirname(declaredIn));
    const read =
      packed === undefined
        ? readOne(folder, run.path)
        : unpack(resolve(folder, run.path), (path) => packed(declaredIn, path), run.path);
    if ('problem' in read) problems.push({ tool: name, at: run.at, problem: read.problem });
    else code.set(name, { tool: name, ...read });
  }
  return { code, problems };
}

function unpack(
  file: string,
  packed: (path: string) => string | undefined,
  path: string,
): Omit<ToolCode, 'tool'> | { readonly problem: string } {
  const text = packed(path);
  if (text === undefined) return { problem: 'the code is not in the bundle' };
  const manifest = packed(manifestName(path));
  const digest = digestOf(text);
  return { file, text, digest, ...(manifest === undefined ? {} : { manifest }) };
}

function readOne(
  folder: string,
  path: string,
): Omit<ToolCode, 'tool'> | { readonly problem: string } {
  try {
    const file = realpathSync(resolve(folder, path));
    const below = relative(realpathSync(folder), file);
    if (below.startsWith(`..${sep}`) || below === '..' || resolve(below) === below) {
      return { problem: `\`${path}\` lies outside the folder of the file that declares the tool` };
    }
    const bytes = readRegular(file);
    if (bytes.length > largest) {
      return { problem: `\`${path}\` has ${bytes.length} bytes; at most ${largest} are read` };
    }
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    const beside = manifestName(file);
    const manifest = existsSync(beside) ? { manifest: readRegular(beside).toString('utf8') } : {};
    return { file, text: bytes.toString('utf8'), digest, ...manifest };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    return { problem: `\`${path}\` cannot be read (${code})` };
  }
}
