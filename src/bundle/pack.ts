import { basename, dirname, relative, resolve, sep } from 'node:path';
import type { Source } from '../dsl/index.ts';
import { hold } from '../lock/hold.ts';
import type { Lock } from '../lock/lock.ts';
import { pinName } from '../lock/pin.ts';
import { pinsOf } from '../lock/present.ts';
import { type Analysis, readPolicy } from '../reading/analysis.ts';
import { isLocal } from '../reading/reader.ts';
import { filesOf } from '../tool/code.ts';
import { manifestName } from '../tool/manifest.ts';
import type { Contents } from './bundle.ts';

/** What packing gives: the contents, or why there are none. */
export type Packing =
  | { readonly contents: Contents }
  | { readonly diagnostics: Analysis['diagnostics'] }
  | { readonly problem: string };

/**
 * Packs a policy with its imports, the code of its tools and a lock. A policy that has errors, or that
 * differs from the lock beside it, is not packed, nor is one whose plugins lie in loose files.
 */
export function pack(
  entry: Source,
  cwd: string,
  locked: Lock | undefined,
  called?: string,
): Packing {
  const { analysis, files, met, data, found, placeOf } = readPolicy(entry, cwd);
  const { compiled, code } = analysis;
  if (compiled === undefined) return { diagnostics: analysis.diagnostics };
  const present = found();
  const broken = locked === undefined ? [] : hold(locked, present, placeOf);
  if (broken.length > 0) return { diagnostics: broken };
  const loose = compiled.plan.uses.find((use) => isLocal(use.package));
  if (loose !== undefined) {
    return {
      problem: `\`${loose.package}\` (${loose.at}) is a plugin in a loose file; a bundle takes packages`,
    };
  }
  const folder = dirname(resolve(cwd, entry.name));
  const name = (of: string): string => packedName(of, cwd, folder);
  const own = name(entry.name);
  const texts = new Map(files.map((source) => [name(source.name), source.text]));
  if (texts.size < files.length) return { problem: 'two imported packages have one name' };
  const imports: Record<string, Record<string, string>> = {};
  for (const { specifier, from, source } of met) {
    imports[name(from)] = { ...imports[name(from)], [specifier]: name(source.name) };
  }
  const packed: Record<string, Record<string, string>> = {};
  for (const tool of compiled.plan.tools) {
    const of = code.get(tool.name);
    if (tool.run === null || of === undefined) continue;
    const texts = filesOf(tool, of).map(({ path, text }) => [path, text] as const);
    const { manifest } = of;
    const signed = manifest === undefined ? {} : { [manifestName(tool.run.path)]: manifest };
    const declaring = name(tool.declaredIn);
    packed[declaring] = { ...packed[declaring], ...Object.fromEntries(texts), ...signed };
  }
  const lock: Lock = { lock: 1, entries: [basename(entry.name)], ...pinsOf(present) };
  const beside: Record<string, Record<string, string>> = {};
  for (const { declaredIn, name: path, text } of data) {
    if (text === undefined) return { problem: `\`${path}\` cannot be read` };
    beside[name(declaredIn)] = { ...beside[name(declaredIn)], [path]: text };
  }
  const more = data.length === 0 ? {} : { data: beside };
  return {
    contents: {
      ...(called === undefined ? {} : { name: called }),
      entry: own,
      files: Object.fromEntries(texts),
      imports,
      code: packed,
      ...more,
      lock,
    },
  };
}

/** The name of a file in a bundle; a package has one name, wherever it is installed. */
function packedName(name: string, cwd: string, folder: string): string {
  const pinned = pinName(name, cwd, folder);
  const path = relative(folder, resolve(cwd, name)).split(sep).join('/');
  return pinned === path ? path : `node_modules/${pinned}`;
}
