import { Buffer } from 'node:buffer';
import type { EntryJson } from '../../../contract/records.ts';
import { entryIn } from '../../log/canonical.ts';
import type { Line } from '../../log/lines.ts';
import type { WithheldCheck } from './withheld.ts';

/** What entries name that lies in other files, each with the first entry that names it. */
export interface Named {
  /** Digests of plans. */
  readonly plans: Map<string, number>;
  /** The same digests as JSON, as they stand in a line. */
  readonly spelled: Buffer[];
  /** Digests of large values, with their lengths. */
  readonly content: Map<string, { readonly index: number; readonly bytes: number }>;
  /** Hears of entries that only commit to values, and of those that say what was forgotten. */
  readonly withheld: WithheldCheck;
  /** Entries by which a key hands over to another, by their ids. */
  readonly rotated: { readonly index: number; readonly from: string; readonly to: string }[];
}

/** Where an entry that tells of a rotation has it, behind its time. */
const from = { text: Buffer.from('"from":"'), offset: '{"at":"2026-01-02T03:04:05.678Z",'.length };

/**
 * Takes in what a line names; false where it is no entry. Reads the line's JSON only where a glance cannot
 * tell, or shows that it may name something that was not named before.
 */
export function takeNamed(line: Line, index: number, named: Named): boolean {
  const seen = line.glance();
  if (seen !== undefined && !seen.elsewhere && !line.holdsBehind(from.text, from.offset)) {
    const { planAt, wholeAt } = seen;
    if (!isNew(line, planAt, named) && !isNew(line, wholeAt, named)) return true;
  }
  const entry = entryIn(line);
  if (entry === undefined) return false;
  named.withheld.take(entry, index);
  if (entry.kind === 'rotated') {
    named.rotated.push({ index, from: String(entry.from), to: String(entry.to) });
  }
  for (const plan of [entry.plan, entry.whole]) {
    if (typeof plan !== 'string' || named.plans.has(plan)) continue;
    named.plans.set(plan, index);
    named.spelled.push(Buffer.from(JSON.stringify(plan)));
  }
  for (const { digest, bytes: length } of Object.values(contentIn(entry))) {
    if (!named.content.has(digest)) named.content.set(digest, { index, bytes: length });
  }
  return true;
}

const isNew = (line: Line, at: number, { spelled }: Named): boolean =>
  at >= 0 && !spelled.some((one) => line.holds(one, at));

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
