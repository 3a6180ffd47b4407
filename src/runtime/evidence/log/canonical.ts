import { canonicalJson } from '../../../dsl/plan/canonical.ts';
import type { Json } from '../../../dsl/values/value.ts';
import type { EntryJson } from '../../contract/records.ts';

/** The entry that a line says; undefined when the line is not the canonical JSON of an object. */
export function entryOf(line: string | undefined): EntryJson | undefined {
  if (line === undefined) return undefined;
  let parsed: Json;
  try {
    parsed = JSON.parse(line) as Json;
    if (!isPlain(line, parsed) && canonicalJson(parsed) !== line) return undefined;
  } catch {
    return undefined;
  }
  return isRecord(parsed) ? parsed : undefined;
}

/**
 * Quickly true for nearly all canonical text: printed anew it is the same, keys in order, and no escape
 * that could hide half of a surrogate pair. False says nothing.
 */
const isPlain = (line: string, parsed: Json): boolean =>
  !line.includes('\\ud') && isSorted(parsed) && JSON.stringify(parsed) === line;

function isSorted(json: Json): boolean {
  if (json === null || typeof json !== 'object') return true;
  if (Array.isArray(json)) return json.every(isSorted);
  let last: string | undefined;
  for (const key in json) {
    if (last !== undefined && !(last < key)) return false;
    if (!isSorted((json as EntryJson)[key] as Json)) return false;
    last = key;
  }
  return true;
}

const isRecord = (json: Json): json is EntryJson =>
  json !== null && typeof json === 'object' && !Array.isArray(json);
