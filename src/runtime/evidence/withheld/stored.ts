import { Buffer } from 'node:buffer';
import type { EntryJson, Withheld } from '../../contract/records.ts';
import { type LogLayout, withheldFile } from '../log/layout.ts';
import { recordsIn, segmentOf } from './segment.ts';

/** The values that an entry only commits to, as far as they are kept, by its index. */
export type WithheldAt = (index: number) => Promise<readonly Withheld[] | undefined>;

/**
 * Reads withheld values from their segments; holds the last segment, so that going in order reads each
 * once.
 */
export function withheldAt(
  layout: LogLayout,
  load: (file: string) => Promise<Uint8Array | undefined>,
): WithheldAt {
  let held:
    | { readonly number: number; readonly values: Map<number, readonly Withheld[]> }
    | undefined;
  return async (index) => {
    const number = segmentOf(index);
    if (held?.number !== number) {
      const bytes = await load(withheldFile(layout, number));
      const records = recordsIn(bytes === undefined ? undefined : Buffer.from(bytes));
      held = { number, values: new Map(records.map((each) => [each.index, each.values])) };
    }
    return held.values.get(index);
  };
}

/** Takes in what one entry says was forgotten; nothing where it is no such entry. */
export function takeForgotten(entry: EntryJson, all: Map<number, readonly string[]>): void {
  if (entry.kind !== 'forgotten' || !Array.isArray(entry.values)) return;
  for (const each of entry.values as readonly EntryJson[]) {
    const { index, pointers } = each ?? {};
    if (typeof index !== 'number' || !Array.isArray(pointers)) continue;
    const named = (pointers as readonly unknown[]).filter((one) => typeof one === 'string');
    all.set(index, [...(all.get(index) ?? []), ...(named as readonly string[])]);
  }
}
