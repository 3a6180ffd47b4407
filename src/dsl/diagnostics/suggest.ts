/**
 * The candidate an author most likely meant by `name`: the nearest by Damerau-Levenshtein distance,
 * at most a third of the name's length away (one, for names of three to five letters). Undefined when
 * none is near; of two equally near ones the first given wins. Case counts, but less than a letter.
 */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    const limit = reach(name, candidate);
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const found =
      candidate.toLowerCase() === name.toLowerCase() ? 0.5 : distance(name, candidate, limit);
    if (found <= limit && found < bestDistance) {
      best = candidate;
      bestDistance = found;
    }
  }
  return best;
}

function reach(name: string, candidate: string): number {
  return Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3));
}

/**
 * How many letters must be put in, taken out, replaced or swapped with their neighbour to turn `a`
 * into `b`; gives up and answers `limit + 1` as soon as it must be more than `limit`.
 */
export function distance(a: string, b: string, limit: number = Number.POSITIVE_INFINITY): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (above[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (above[column - 1] as number) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (before[column - 2] as number) + 1);
      }
      current.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit && Math.min(...above) > limit) return limit + 1;
    before = above;
    above = current;
  }
  return above[b.length] as number;
}
