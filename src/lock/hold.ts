import { pins } from '../dsl/diagnostics/catalogue/names/pins.ts';
import { diagnose } from '../dsl/diagnostics/catalogue.ts';
import type { Diagnostic } from '../dsl/diagnostics/diagnostic.ts';
import type { Source, Span } from '../dsl/index.ts';
import type { Lock } from './lock.ts';
import type { Present } from './present.ts';

/**
 * Holds what a policy brings in against its lock: an error for each thing that changed, naming both
 * digests, and for each that is not pinned, at the place that asks for it.
 */
export function hold(
  lock: Lock,
  found: readonly Present[],
  placeOf: (at: string) => readonly [Source, Span],
): readonly Diagnostic[] {
  return found.flatMap((one) => {
    const locked = pinned(lock, one);
    if (locked === one.digest) return [];
    const [source, span] = placeOf(one.at);
    const what = naming(one);
    if (locked === undefined) return [diagnose(pins.unpinned, source, span, { what })];
    return [diagnose(pins.changed, source, span, { what, locked, found: one.digest })];
  });
}

function pinned({ files, plugins, data }: Lock, one: Present): string | undefined {
  if (one.kind === 'data') return data && own(data, one.name);
  if (one.kind === 'plugin') return own(plugins, one.name);
  const file = own(files, one.name);
  return one.kind === 'file' ? file?.digest : file && own(file.code, one.path);
}

const own = <T>(of: { readonly [name: string]: T }, name: string): T | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined;

function naming(one: Present): string {
  if (one.kind === 'file' || one.kind === 'data') return `\`${one.name}\``;
  if (one.kind === 'plugin') return `plugin \`${one.name}\``;
  return `\`${one.path}\`, code of \`${one.name}\`,`;
}
