import { Buffer } from 'node:buffer';
import type { EntryJson } from '../../contract/records.ts';
import { entryIn } from '../log/canonical.ts';
import type { Line } from '../log/lines.ts';
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

const planMarks = ['"plan":"', '"whole":"'].map((mark) => Buffer.from(mark));
const digestLength = 'sha256:'.length + 64;
const elsewhere = ['"content":{"/', '"commitments":{"/', '"kind":"forgotten"'].map((mark) =>
  Buffer.from(mark),
);

/**
 * Takes in what a line names. Reads the line's JSON only where its bytes may name something that was not
 * named before.
 */
export function takeNamed(line: Pick<Line, 'bytes' | 'text'>, index: number, named: Named): void {
  const bytes = line.bytes();
  const special = elsewhere.some((mark) => bytes.includes(mark));
  if (!special && !namesNewPlan(bytes, named.plans)) return;
  const entry = entryIn(line);
  if (entry === undefined) return;
  if (special) named.withheld.take(entry, index);
  for (const plan of [entry.plan, entry.whole]) {
    if (typeof plan === 'string' && !named.plans.has(plan)) named.plans.set(plan, index);
  }
  for (const { digest, bytes: length } of Object.values(contentIn(entry))) {
    if (!named.content.has(digest)) named.content.set(digest, { index, bytes: length });
  }
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

function namesNewPlan(bytes: Buffer, known: ReadonlyMap<string, number>): boolean {
  for (const mark of planMarks) {
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) {
      const start = at + mark.length;
      const digest = bytes.toString('latin1', start, start + digestLength);
      if (!known.has(digest) || bytes[start + digestLength] !== 0x22) return true;
    }
  }
  return false;
}
