import { type Buffer, isUtf8 } from 'node:buffer';
import { canonicalJson } from '../../../dsl/plan/canonical.ts';
import type { Json } from '../../../dsl/values/value.ts';
import type { EntryJson } from '../../contract/records.ts';
import type { Line } from './lines.ts';
import { plainlyCanonical } from './scan/scan.ts';

/** Whether a line is the canonical JSON of an object; quicker than asking what it says. */
export const isEntry = (line: Pick<Line, 'bytes' | 'text'>): boolean =>
  plainlyCanonical(line.bytes()) || entryOf(line.text()) !== undefined;

/** The entry that a line of a log says; undefined when the line is not canonical JSON. */
export const entryIn = (line: Pick<Line, 'bytes'>): EntryJson | undefined =>
  entryOfBytes(line.bytes());

/** The entry that bytes say; undefined when they are not the canonical JSON of an object. */
export function entryOfBytes(bytes: Buffer): EntryJson | undefined {
  // What is plainly canonical is an object, of ASCII.
  if (plainlyCanonical(bytes)) return JSON.parse(bytes.toString('latin1')) as EntryJson;
  return entryOf(isUtf8(bytes) ? bytes.toString('utf8') : undefined);
}

/** The entry that a text says; undefined when the line is not the canonical JSON of an object. */
export function entryOf(line: string | undefined): EntryJson | undefined {
  if (line === undefined) return undefined;
  let parsed: Json;
  try {
    parsed = JSON.parse(line) as Json;
    if (canonicalJson(parsed) !== line) return undefined;
  } catch {
    return undefined;
  }
  return isRecord(parsed) ? parsed : undefined;
}

const isRecord = (json: Json): json is EntryJson =>
  json !== null && typeof json === 'object' && !Array.isArray(json);
