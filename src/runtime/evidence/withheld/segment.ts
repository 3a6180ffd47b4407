import { Buffer } from 'node:buffer';
import { canonicalJson } from '../../../dsl/plan/canonical.ts';
import type { Json } from '../../../dsl/values/value.ts';
import type { Withheld } from '../../contract/records.ts';

/** The values of so many entries, one after another, share a file. */
const segmentWidth = 1024;

/** Which segment holds the values of an entry. */
export const segmentOf = (index: number): number => Math.floor(index / segmentWidth);

/** What one entry only commits to. */
export interface WithheldRecord {
  /** The entry's. */
  readonly index: number;
  readonly values: readonly Withheld[];
}

/** A record as one line of its segment, the line's end included. */
export const recordLine = ({ index, values }: WithheldRecord): string =>
  `${canonicalJson({ index, values } as unknown as Json)}\n`;

/** The records of a segment; a line that is none, such as one that a crash tore, is left out. */
export function recordsIn(bytes: Buffer | undefined): readonly WithheldRecord[] {
  const records: WithheldRecord[] = [];
  const lines = bytes === undefined ? [] : bytes.toString('utf8').split('\n').slice(0, -1);
  for (const line of lines) {
    const record = recordIn(line);
    if (record !== undefined) records.push(record);
  }
  return records;
}

function recordIn(line: string): WithheldRecord | undefined {
  let json: Partial<WithheldRecord> | null;
  try {
    json = JSON.parse(line) as Partial<WithheldRecord> | null;
  } catch {
    return undefined;
  }
  if (!Number.isSafeInteger(json?.index) || !Array.isArray(json?.values)) return undefined;
  return json.values.every(isWithheld) ? (json as WithheldRecord) : undefined;
}

const isWithheld = (one: Partial<Withheld> | null): boolean =>
  typeof one?.pointer === 'string' &&
  typeof one.salt === 'string' &&
  /^[0-9a-f]{64}$/.test(one.salt) &&
  one.value !== undefined;

/** The bytes of a segment that holds some records. */
export const segmentBytes = (records: readonly WithheldRecord[]): Buffer =>
  Buffer.from(records.map(recordLine).join(''));
