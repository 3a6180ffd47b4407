import { resolve } from 'node:path';
import { type Compiled, parse, type Source } from '../dsl/index.ts';
import { pluginDigest } from '../packages/plugin-entry.ts';
import { isLocal } from '../reading/reader.ts';
import type { NamedFile } from '../reading/rule-files.ts';
import type { ToolCode } from '../runtime/contract/execution.ts';
import { filesOf } from '../tool/code.ts';
import { declaresOf, digestOf, digestOfSource, type FilePin, pinName } from './pin.ts';

/** Something that a policy brings in, as it is now, and where it asks for it. */
export type Present =
  | ({ readonly kind: 'file'; readonly name: string; readonly source: Source } & Pinned)
  | ({ readonly kind: 'code'; readonly name: string; readonly path: string } & Pinned)
  | ({ readonly kind: 'plugin'; readonly name: string } & Pinned)
  | ({ readonly kind: 'data'; readonly name: string } & Pinned);

interface Pinned {
  readonly digest: string;
  /** `file:line:column`. */
  readonly at: string;
}

/** How the files of a policy were met: what each import led to. */
export interface Met {
  readonly specifier: string;
  readonly from: string;
  readonly source: Source;
}

/** A policy as it was read, for its pins. */
export interface Brought {
  readonly entry: Source;
  readonly files: readonly Source[];
  readonly met: readonly Met[];
  readonly compiled: Compiled | undefined;
  readonly code: ReadonlyMap<string, ToolCode>;
  /** The files that its facts name. */
  readonly data: readonly NamedFile[];
}

/**
 * All that a policy brings in, with the digests of now: its imports, and when it compiles also the code
 * of the tools that imports declare, the entry files of plugins, and the files that facts name: rules,
 * constraints, policies in another language. Runs none of it.
 */
export function present(brought: Brought, cwd: string, folder: string): readonly Present[] {
  const { entry, files, met, compiled, code, data } = brought;
  const imported = files.filter((source) => source !== entry);
  const found: Present[] = imported.map((source) => ({
    kind: 'file',
    name: pinName(source.name, cwd, folder),
    source,
    digest: digestOfSource(source),
    at: placeOfImport(source, files, met),
  }));
  if (compiled === undefined) return found;
  for (const tool of compiled.plan.tools) {
    if (tool.declaredIn === entry.name) continue;
    const declaring = pinName(tool.declaredIn, cwd, folder);
    for (const { path, digest, at } of filesOf(tool, code.get(tool.name))) {
      found.push({ kind: 'code', name: declaring, path, digest, at });
    }
  }
  for (const use of compiled.plan.uses) {
    const digest = pluginDigest(use, cwd);
    if (digest === undefined) continue;
    const path = resolve(cwd, use.declaredIn, '..', use.package);
    const name = isLocal(use.package) ? pinName(path, cwd, folder) : use.package;
    found.push({ kind: 'plugin', name, digest, at: use.at });
  }
  for (const { path, text, at } of data) {
    if (text === undefined) continue;
    found.push({ kind: 'data', name: pinName(path, cwd, folder), digest: digestOf(text), at });
  }
  return found;
}

/** What a lock has to say of things as they are. */
export function pinsOf(found: readonly Present[]): {
  readonly files: { readonly [name: string]: FilePin };
  readonly plugins: { readonly [name: string]: string };
  readonly data?: { readonly [name: string]: string };
} {
  const files: Record<string, FilePin> = {};
  const plugins: Record<string, string> = {};
  const data: Record<string, string> = {};
  for (const one of found) {
    if (one.kind === 'plugin') plugins[one.name] = one.digest;
    if (one.kind === 'data') data[one.name] = one.digest;
    if (one.kind !== 'file') continue;
    const own = found.flatMap((each) =>
      each.kind === 'code' && each.name === one.name ? [[each.path, each.digest] as const] : [],
    );
    const declares = declaresOf(one.source);
    files[one.name] = { digest: one.digest, code: Object.fromEntries(own), declares };
  }
  return { files, plugins, ...(Object.keys(data).length === 0 ? {} : { data }) };
}

function placeOfImport(source: Source, files: readonly Source[], met: readonly Met[]): string {
  const way = met.find((each) => each.source === source);
  const importer = files.find(({ name }) => name === way?.from);
  if (way === undefined || importer === undefined) return source.at({ start: 0, end: 0 });
  const found = parse(importer).file.declarations.find(
    (each) => each.kind === 'import' && each.from.text === way.specifier,
  );
  const span = found?.kind === 'import' ? found.from.span : { start: 0, end: 0 };
  return importer.at(span);
}
