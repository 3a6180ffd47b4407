import type { Evaluation, Facts } from '../../../../runtime/contract/index.ts';
import { unknown } from '../../../../runtime/contract/index.ts';
import type { Rule } from '../rule.ts';
import type { Lookup } from './lookup.ts';

/** A rule, and the absolute folder its fact must lie in. */
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
  return {
    collect(facts: Facts, into: Rule[]): void {
      const value = read(facts);
      const path =
        value !== unknown && typeof value === 'object' && 'kind' in value && value.kind === 'path'
          ? value.text
          : '';
      if (!path.startsWith('/')) {
        for (const { rule } of inside) into.push(rule);
        return;
      }
      add('/', into);
      for (let end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
        add(path.slice(0, end), into);
      }
      if (path !== '/') add(path, into);
    },
  };
}
