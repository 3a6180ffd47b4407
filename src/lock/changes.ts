import type { Lock } from './lock.ts';

/** One thing that a new lock pins otherwise than the old one. */
export interface Change {
  /** The file or plugin. */
  readonly name: string;
  /** What of it: a declaration such as `rule base.small`, code, or all of it. */
  readonly what: string;
  readonly change: 'new' | 'gone' | 'changed';
  /** Lines that only the old one has. */
  readonly before: readonly string[];
  /** Lines that only the new one has. */
  readonly after: readonly string[];
}

/** What changes from one lock to the next, file by file, each declaration once. */
export function changesOf(before: Lock, after: Lock): readonly Change[] {
  const files = pairs(before.files, after.files).flatMap(([name, old, now]) => {
    const whole = compared(name, 'file', old?.digest, now?.digest);
    const code = pairs(old?.code ?? {}, now?.code ?? {}).flatMap(([path, was, is]) =>
      compared(name, `code ${path}`, was, is),
    );
    const declared = pairs(old?.declares ?? {}, now?.declares ?? {}).flatMap(([what, was, is]) =>
      texts(name, what, was, is),
    );
    return [...whole, ...declared, ...code];
  });
  const plugins = pairs(before.plugins, after.plugins).flatMap(([name, old, now]) =>
    compared(name, 'plugin', old, now),
  );
  const data = pairs(before.data ?? {}, after.data ?? {}).flatMap(([name, old, now]) =>
    compared(name, 'file', old, now),
  );
  return [...files, ...plugins, ...data];
}

function compared(
  name: string,
  what: string,
  old: string | undefined,
  now: string | undefined,
): Change[] {
  return texts(name, what, old === undefined ? old : [old], now === undefined ? now : [now]);
}

function texts(
  name: string,
  what: string,
  old: readonly string[] | undefined,
  now: readonly string[] | undefined,
): Change[] {
  const before = (old ?? []).filter((line) => !now?.includes(line));
  const after = (now ?? []).filter((line) => !old?.includes(line));
  const same = old !== undefined && now !== undefined && old.join('\n') === now.join('\n');
  if (same) return [];
  const change = old === undefined ? 'new' : now === undefined ? 'gone' : 'changed';
  return [{ name, what, change, before, after }];
}

/** The values of two records by name, in order of names. */
function pairs<T>(
  a: { readonly [name: string]: T },
  b: { readonly [name: string]: T },
): readonly (readonly [string, T | undefined, T | undefined])[] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  const own = (of: { readonly [name: string]: T }, name: string): T | undefined =>
    Object.hasOwn(of, name) ? of[name] : undefined;
  return names.map((name) => [name, own(a, name), own(b, name)] as const);
}
