/** How many buckets features are hashed into. */
export const buckets = 16_384;

const wordCode = new Uint8Array(65_536);
for (let code = 0; code < wordCode.length; code += 1) {
  const digit = code >= 48 && code <= 57;
  const lower = code >= 97 && code <= 122;
  wordCode[code] = digit || lower || code === 39 || code > 127 ? 1 : 0;
}

const prime = 0x01000193;
const last = buckets - 1;
const bucketOf = (hash: number): number => (hash ^ (hash >>> 15)) & last;

/** The units of a text in lower case; one more than it has may be read, and is no letter. */
export type Codes = Uint16Array;

let scratch: Codes = new Uint16Array(4_096);

/**
 * A text in lower case as codes, in an array that the next call uses again. Places are those of the text:
 * where lower case has another length, as for a few letters, it stays as it is.
 */
export function codesOf(text: string): Codes {
  const lower = text.toLowerCase();
  const aligned = lower.length === text.length ? lower : text;
  if (scratch.length <= aligned.length) scratch = new Uint16Array(2 * aligned.length);
  for (let at = 0; at < aligned.length; at += 1) scratch[at] = aligned.charCodeAt(at);
  scratch[aligned.length] = 0;
  return scratch;
}

/** The most features that one character can add. */
export const perCharacter = 5;

/**
 * Writes every feature of `[from, to)` into `into` and gives their number: runs of three to five letters
 * within a word and its edges, words, and pairs of words. The text must be in lower case, and `into`
 * hold `perCharacter` for each of its units. Linear; allocates nothing.
 */
export function featuresOf(text: Codes, from: number, to: number, into: Uint16Array): number {
  let count = 0;
  let previous = 0;
  let at = from;
  while (at < to) {
    let code = text[at] as number;
    if (wordCode[code] === 0) {
      at += 1;
      continue;
    }
    const start = at;
    let word = 0x811c9dc5;
    while (at < to && wordCode[code] === 1) {
      word = Math.imul(word ^ code, prime);
      at += 1;
      code = text[at] as number;
    }
    into[count] = bucketOf(word ^ 0x5bd1e995);
    count += 1;
    if (previous !== 0) {
      into[count] = bucketOf(Math.imul(previous ^ 0x9e3779b9, 31) ^ word);
      count += 1;
    }
    previous = word;
    count = runs(text, start, at, into, count);
  }
  return count;
}

const space = 32;
const longestWord = 40;

/** Runs of letters of one word, with a space for each of its edges; the count with them. */
function runs(text: Codes, start: number, end: number, into: Uint16Array, from: number): number {
  let count = from;
  const stop = Math.min(end, start + longestWord);
  for (let first = start - 1; first < stop; first += 1) {
    let hash = Math.imul(0x811c9dc5 ^ (first < start ? space : (text[first] as number)), prime);
    for (let at = first + 1; at <= stop && at < first + 5; at += 1) {
      hash = Math.imul(hash ^ (at === stop ? space : (text[at] as number)), prime);
      if (at > first + 1) {
        into[count] = bucketOf(hash);
        count += 1;
      }
    }
  }
  return count;
}
