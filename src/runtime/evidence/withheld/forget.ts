import { canonicalJson } from '../../../dsl/plan/canonical.ts';
import type { AuditLog, AuditQuery, Receipt, Recorded } from '../../contract/records.ts';
import type { ForgottenEntry } from '../entry.ts';
import { selectFrom } from '../log/query/select.ts';

/** Whose values are to be forgotten: those of the entries that a query selects. */
export interface Forgetting extends AuditQuery {
  /** Only values in which this text stands. */
  readonly containing?: string;
}

/** What was forgotten. */
export interface Forgotten {
  /** How many values. */
  readonly values: number;
  /** Of how many entries. */
  readonly entries: number;
  /** Where the log says so. */
  readonly receipts: readonly Receipt[];
}

/** An entry of the log names at most so many others, so that it fits a bundle of entries. */
const most = 256;

/**
 * Erases what the log only committed to in the entries that are selected. The log says so first, once
 * for each 256 entries; what it erased is gone when this resolves.
 * @param write hands the log a `forgotten` entry and resolves when its values are erased
 */
export async function forgetIn(
  log: Pick<AuditLog, 'read'>,
  { containing, ...query }: Forgetting,
  said: Pick<ForgottenEntry, 'by' | 'because'>,
  write: (told: Pick<ForgottenEntry, 'by' | 'because' | 'values'>) => Promise<Receipt>,
): Promise<Forgotten> {
  const receipts: Receipt[] = [];
  let [values, entries] = [0, 0];
  let chosen: ForgottenEntry['values'][number][] = [];
  const flush = async (): Promise<void> => {
    if (chosen.length > 0) receipts.push(await write({ ...said, values: chosen }));
    chosen = [];
  };
  for await (const { index, withheld = [] } of selectFrom(log.read(), query)) {
    const pointers = withheld
      .filter(({ value }) => containing === undefined || holds(value, containing))
      .map(({ pointer }) => pointer);
    if (pointers.length === 0) continue;
    chosen.push({ index, pointers });
    values += pointers.length;
    entries += 1;
    if (chosen.length === most) await flush();
  }
  await flush();
  return { values, entries, receipts };
}

/** Whether a text stands in a value, in its strings as in their spelling as JSON. */
function holds(value: NonNullable<Recorded['withheld']>[number]['value'], text: string): boolean {
  return canonicalJson(value).includes(canonicalJson(text).slice(1, -1));
}
