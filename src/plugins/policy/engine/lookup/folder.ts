import type { Evaluation, Facts, PathValue, Value } from '../../../../runtime/contract/index.ts';
import { unknown } from '../../../../runtime/contract/index.ts';
import type { Lookup, Takes } from './lookup.ts';
import type { Selector } from './selector.ts';
import type { Bucket, Filed, Word } from './shelf.ts';
import { addTo, isMany } from './shelf.ts';

type Inside = Filed<Extract<Selector, { by: 'folder' }>>;

/**
 * Finds rules by the folder one path must lie in, one step for each component of the path. A fact that
 * is no absolute path leads to every rule.
 */
export function folderLookup(read: Evaluation, inside: readonly Inside[]): Lookup {
  const byFolder = new Map<Word, Bucket>();
  for (const { rule, selector } of inside) addTo(byFolder, selector.folder, rule);
  const add = (folder: string, into: Takes): void => {
    const bucket = byFolder.get(folder);
    if (bucket === undefined) return;
    if (isMany(bucket)) for (const rule of bucket) into.push(rule);
    else into.push(bucket);
  };
  /** The path itself and every folder above it but the topmost, which has a name of its own. */
  const addAncestors = (path: string, into: Takes): void => {
    for (let end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
      add(path.slice(0, end), into);
    }
    add(path, into);
  };
  return {
    collect(facts: Facts, into: Takes): void {
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
