import { join, relative } from 'node:path';
import { Source } from '../dsl/index.ts';
import type { Parts } from '../reading/analysis.ts';
import type { Contents } from './bundle.ts';

/**
 * The parts of a bundle for analysis, as though its files lay in a folder. Nothing is written, and no
 * file but the bundle is read: an import or a tool's code that is not packed is missing.
 */
export function unpack(
  contents: Contents,
  folder: string,
  cwd: string,
): { readonly entry: Source; readonly parts: Parts } {
  const shown = (name: string): string => relative(cwd, join(folder, name));
  const sources = new Map<string, Source>();
  const packed = new Map<string, string>();
  for (const [name, text] of Object.entries(contents.files)) {
    sources.set(name, new Source(shown(name), text));
    packed.set(shown(name), name);
  }
  const within = (of: Contents['imports'], from: string, name: string): string | undefined => {
    const known = packed.get(from);
    const own = known !== undefined && Object.hasOwn(of, known) ? of[known] : undefined;
    return own !== undefined && Object.hasOwn(own, name) ? own[name] : undefined;
  };
  const entry = sources.get(contents.entry) ?? new Source(shown(contents.entry), '');
  return {
    entry,
    parts: {
      read: (specifier, from) => sources.get(within(contents.imports, from, specifier) ?? ''),
      code: (declaredIn, path) => within(contents.code, declaredIn, path),
      data: (declaredIn, name) => within(contents.data ?? {}, declaredIn, name),
      lock: contents.lock,
    },
  };
}
