import { readFile } from 'node:fs/promises';
import type { EntryJson } from '../../contract/records.ts';
import { contentFile, logIn } from '../log/layout.ts';
import { readLog } from '../log/read.ts';
import { putBack } from '../recording/apart.ts';
import { commitmentsIn, markForgotten, putInPlace } from './commitment.ts';
import { takeForgotten, withheldAt } from './stored.ts';

const loaded = (file: string): Promise<Uint8Array | undefined> =>
  readFile(file).catch(() => undefined);

/** Whether nothing of an entry lies beside it. */
export const isWhole = (entry: EntryJson): boolean =>
  entry.content === undefined && entry.commitments === undefined;

/**
 * Makes entries of a log's folder whole: what lies beside them by digest or withheld is put back. What
 * was forgotten is marked as such; that costs one reading of the log, when the first such entry is met.
 */
export function wholeIn(folder: string): (index: number, entry: EntryJson) => Promise<EntryJson> {
  const layout = logIn(folder);
  const at = withheldAt(layout, loaded);
  const content = {
    get: async (digest: string) => {
      const file = contentFile(layout, digest);
      return file === undefined ? undefined : loaded(file);
    },
  };
  let forgotten: Promise<ReadonlyMap<number, readonly string[]>> | undefined;
  return async (index, entry) => {
    if (isWhole(entry)) return entry;
    const back = entry.content === undefined ? entry : await putBack(entry, content);
    const commitments = commitmentsIn(entry);
    if (commitments.size === 0) return back;
    const values = (await at(index)) ?? [];
    const whole = putInPlace(back, values);
    if (values.length === commitments.size) return whole;
    forgotten ??= forgottenIn(folder);
    return markForgotten(whole, (await forgotten).get(index) ?? []);
  };
}

/** What a log says was forgotten: pointers by index. */
async function forgottenIn(folder: string): Promise<ReadonlyMap<number, readonly string[]>> {
  const all = new Map<number, readonly string[]>();
  for await (const { entry } of readLog(folder)) takeForgotten(entry, all);
  return all;
}
