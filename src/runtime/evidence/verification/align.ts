import type { Hash } from '../tree/hash.ts';

/** What happened to a log's lines, told by the leaf hashes that the lines should have. */
export type Change =
  | { readonly change: 'altered'; readonly index: number }
  | { readonly change: 'removed'; readonly index: number; readonly count: number }
  /** Lines before entry `index` that no leaf hash knows. */
  | { readonly change: 'inserted'; readonly index: number; readonly count: number };

const sight = 512;

/**
 * Compares the leaves that were found with those expected, and names what changed, at most `most` times.
 * Looks 512 lines ahead to tell a removed line from an altered one; holds as much, whatever the size.
 */
export async function align(
  expected: { readonly size: number; at(index: number): Hash },
  found: AsyncIterator<Hash>,
  most: number,
): Promise<readonly Change[]> {
  const changes: Change[] = [];
  const ahead: Hash[] = [];
  let [index, ended] = [0, false];
  const look = async (): Promise<void> => {
    while (!ended && ahead.length < sight) {
      const next = await found.next();
      if (next.done === true) ended = true;
      else ahead.push(next.value);
    }
  };
  const leftOut = (): number => {
    for (let skip = 1; skip < sight && index + skip < expected.size; skip += 1) {
      if (expected.at(index + skip) === ahead[0]) return skip;
    }
    return 0;
  };
  while (index < expected.size && changes.length < most) {
    if (ahead.length < 2) await look();
    if (ahead.length === 0) {
      changes.push({ change: 'removed', index, count: expected.size - index });
      return changes;
    }
    if (ahead[0] === expected.at(index)) {
      ahead.shift();
      index += 1;
      continue;
    }
    await look();
    const skip = leftOut();
    const extra = ahead.indexOf(expected.at(index));
    if (skip > 0) {
      changes.push({ change: 'removed', index, count: skip });
      index += skip;
    } else if (extra > 0) {
      changes.push({ change: 'inserted', index, count: extra });
      ahead.splice(0, extra);
    } else {
      changes.push({ change: 'altered', index });
      ahead.shift();
      index += 1;
    }
  }
  return changes;
}
