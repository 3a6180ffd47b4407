/** Letters of the longest name that anything is compared with letter by letter. */
const longest = 100;

/**
 * The candidate an author most likely meant by `name`: the nearest by Damerau-Levenshtein distance,
 * at most a third of the name's length away (one, for names of three to five letters). Undefined when
 * none is near, or for a name of more than 100 letters; of two equally near ones the first given wins.
 * Case counts, but less than a letter.
 */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > longest) return undefined;
  const letters = lettersOf(name);
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    const limit = reach(name, candidate);
    if (Math.abs(candidate.length - name.length) > limit) continue;
    if (differing(letters ^ lettersOf(candidate)) > 2 * limit) continue;
    const within = Math.min(limit, Math.ceil(bestDistance) - 1);
    const found =
      candidate.length === name.length && candidate.toLowerCase() === name.toLowerCase()
        ? 0.5
        : distance(name, candidate, within);
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

/** Which letters a name holds, whatever their case, as bits: one change of the name changes two at most. */
function lettersOf(name: string): number {
  let bits = 0;
  for (let at = 0; at < name.length; at += 1) bits |= 1 << (name.charCodeAt(at) & 31);
  return bits;
}

function differing(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}

/**
 * How many letters must be put in, taken out, replaced or swapped with their neighbour to turn `a`
 * into `b`; gives up and answers `limit + 1` as soon as it must be more than `limit`. Costs the length
 * of `a` times twice the limit.
 */
export function distance(a: string, b: string, limit: number = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  const far = a.length + b.length + 1;
  let [before, above, current] = rowsFor(b.length + 2);
  for (let column = 0; column <= b.length; column += 1) above[column] = column;
  for (let row = 1; row <= a.length; row += 1) {
    const first = Math.max(1, row - limit);
    const last = Math.min(b.length, row + limit);
    current[first - 1] = first === 1 ? row : far;
    let least = current[first - 1] as number;
    for (let column = first; column <= last; column += 1) {
      const same = a.charCodeAt(row - 1) === b.charCodeAt(column - 1);
      let cost = Math.min(
        (above[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (above[column - 1] as number) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (before[column - 2] as number) + 1);
      }
      current[column] = cost;
      least = Math.min(least, cost);
    }
    current[last + 1] = far;
    if (least > limit && !leadsOn(above, first, last, limit)) return limit + 1;
    [before, above, current] = [above, current, before];
  }
  return Math.min(above[b.length] as number, limit + 1);
}

/** Whether a row holds something within the limit, from which two swapped letters may still lead on. */
function leadsOn(row: Int32Array, first: number, last: number, limit: number): boolean {
  for (let column = first - 1; column <= last; column += 1) {
    if ((row[column] as number) <= limit) return true;
  }
  return false;
}

type Rows = [Int32Array, Int32Array, Int32Array];
let rows: Rows = [new Int32Array(128), new Int32Array(128), new Int32Array(128)];

/** Three rows to write in, made once; one comparison uses them at a time. */
function rowsFor(length: number): Rows {
  if (rows[0].length < length) {
    rows = [new Int32Array(length), new Int32Array(length), new Int32Array(length)];
  }
  return rows;
}
