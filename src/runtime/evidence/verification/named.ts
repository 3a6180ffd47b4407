import type { Buffer } from 'node:buffer';
import type { EntryJson } from '../../contract/records.ts';
import { entryIn } from '../log/canonical.ts';
import type { Line } from '../log/lines.ts';
import { glance } from '../log/scan.ts';
import type { WithheldCheck } from './withheld.ts';

/** What entries name that lies in other files, each with the first entry that names it. */
export interface Named {
  /** Digests of plans. */
  readonly plans: Map<string, number>;
  /** Digests of large values, with their lengths. */
  readonly content: Map<string, { readonly index: number; readonly bytes: number }>;
  /** Hears of entries that only commit to values, and of those that say what was forgotten. */
  readonly withheld: WithheldCheck;
}

const digestLength = 'sha256:'.length + 64;
const quote = 0x22;

/**
 * Takes in what a line names; false where it is no entry. Reads the line's JSON only where a glance cannot
 * tell, or shows that it may name something that was not named before.
 */
export function takeNamed(
  line: Pick<Line, 'bytes' | 'text'>,
  index: number,
  named: Named,
): boolean {
  const bytes = line.bytes();
  const seen = glance(bytes);
  if (seen !== undefined && !seen.elsewhere) {
    const { planAt, wholeAt } = seen;
    if (!isNew(bytes, planAt, named) && !isNew(bytes, wholeAt, named)) return true;
  }
  const entry = entryIn(line);
  if (entry === undefined) return false;
  named.withheld.take(entry, index);
  for (const plan of [entry.plan, entry.whole]) {
    if (typeof plan === 'string' && !named.plans.has(plan)) named.plans.set(plan, index);
  }
  for (const { digest, bytes: length } of Object.values(contentIn(entry))) {
    if (!named.content.has(digest)) named.content.set(digest, { index, bytes: length });
  }
  return true;
}

function isNew(bytes: Buffer, at: number, { plans }: Named): boolean {
  if (at < 0) return false;
  const end = at + 1 + digestLength;
  return bytes[end] !== quote || !plans.has(bytes.toString('latin1', at + 1, end));
}

/** The large values that an entry names, by JSON Pointer. */
function contentIn(
  entry: EntryJson,
): Readonly<Record<string, { readonly digest: string; readonly bytes: number }>> {
  const { content } = entry;
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return {};
  return Object.fromEntries(
    Object.entries(content as EntryJson).flatMap(([pointer, ref]) => {
      const { digest, bytes } = (ref ?? {}) as EntryJson;
      const whole = typeof digest === 'string' && typeof bytes === 'number';
      return whole ? [[pointer, { digest, bytes }]] : [];
    }),
  );
}
