import type { Evaluation, Facts, PathValue, Value } from '../../../../runtime/contract/index.ts';
import { unknown } from '../../../../runtime/contract/index.ts';
import type { Rule } from '../rule.ts';
import type { Lookup } from './lookup.ts';

/** A rule, and the folder its fact must lie in: absolute, or relative to the tool's root. */
export interface Inside {
  readonly rule: Rule;
  readonly folder: string;
}

/**
 * Finds rules by the folder one path must lie in, one step for each component of the path. A fact that
 * is no absolute path leads to every rule.
 */
export function folderLookup(read: Evaluation, inside: readonly Inside[]): Lookup {
  const byFolder = new Map<string, Rule[]>();
  for (const { rule, folder } of inside) {
    const bucket = byFolder.get(folder);
    if (bucket === undefined) byFolder.set(folder, [rule]);
    else bucket.push(rule);
  }
  const add = (folder: string, into: Rule[]): void => {
    for (const rule of byFolder.get(folder) ?? []) into.push(rule);
  };
  /** The path itself and every folder above it but the topmost, which has a name of its own. */
  const addAncestors = (path: string, into: Rule[]): void => {
    for (let end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
      add(path.slice(0, end), into);
    }
    add(path, into);
  };
  return {
    collect(facts: Facts, into: Rule[]): void {
      const value = read(facts);
      const path = value !== unknown && isPath(value) ? value : undefined;
      if (path === undefined || !path.text.startsWith('/')) {
        for (const { rule } of inside) into.push(rule);
        return;
      }
      if (path.text !== '/') addAncestors(path.text, into);
      add('/', into);
      if (path.shown.startsWith('/')) return;
      if (path.shown !== '.') addAncestors(path.shown, into);
      add('.', into);
    },
  };
}

const isPath = (value: Value): value is PathValue =>
  typeof value === 'object' && 'kind' in value && value.kind === 'path';
