/** How many buckets features are hashed into. */
export const buckets = 32_768;

const seed = 0x811c9dc5;
const prime = 0x01000193;
const last = buckets - 1;
const bucketOf = (hash: number): number => (hash ^ (hash >>> 15)) & last;

const unasked = 0xffff;
/** Units in lower case where they are letters, digits or apostrophes, and 0 where they are signs or spaces. */
const lower = new Uint16Array(65_536).fill(unasked, 128);
for (let code = 0; code < 128; code += 1) {
  const character = String.fromCharCode(code);
  if (/[a-z0-9']/i.test(character)) lower[code] = character.toLowerCase().charCodeAt(0);
}

for (const [from, to] of [
  [0x80, 0xbf],
  [0x2000, 0x206f],
  [0x3000, 0x303f],
  [0xff00, 0xff0f],
  [0xff1a, 0xff20],
] as const) {
  lower.fill(0, from, to + 1);
}
lower[0x2019] = 39;

function lowerOf(code: number): number {
  const known = lower[code] as number;
  if (known !== unasked) return known;
  const letter = String.fromCharCode(code).toLowerCase();
  // Accents carry little in Latin words, and are often left out; elsewhere marks are letters of their own.
  const small = code < 0x250 ? (letter.normalize('NFD')[0] ?? letter) : letter;
  const read = small.length === 1 ? small.charCodeAt(0) : code;
  lower[code] = read;
  return read;
}

/** So many letters of a word are looked at in runs; where words have no spaces between them, another begins. */
const longestWord = 40;
/** Scripts from here on are mostly written without spaces. */
const unspaced = 0x3040;
const space = 32;

/** What a model says of a stretch of text, feature by feature. */
export interface Weighed {
  /** The weights of its features, summed. */
  sum: number;
  /** How many features it has. */
  count: number;
}

/**
 * Weighs every feature of `[from, to)`: runs of three to five letters within a word and its edges, words,
 * and pairs of words, all in lower case. Linear; allocates nothing, and writes what it finds to `into`.
 */
export function weigh(
  weights: Int8Array,
  text: Uint16Array,
  from: number,
  to: number,
  into: Weighed,
): void {
  let sum = 0;
  let count = 0;
  let previous = 0;
  let at = from;
  while (at < to) {
    let code = lowerOf(text[at] as number);
    at += 1;
    if (code === 0) continue;
    let word = seed;
    let letters = 0;
    // Runs that began one to four letters ago; those that are too short yet weigh nothing.
    let one = Math.imul(seed ^ space, prime);
    let two = 0;
    let three = 0;
    let four = 0;
    while (code !== 0) {
      if (letters === longestWord && code >= unspaced) {
        at -= 1;
        break;
      }
      word = Math.imul(word ^ code, prime);
      if (letters < longestWord) {
        const five = Math.imul(four ^ code, prime);
        four = Math.imul(three ^ code, prime);
        three = Math.imul(two ^ code, prime);
        two = Math.imul(one ^ code, prime);
        one = Math.imul(seed ^ code, prime);
        sum += (weights[bucketOf(three)] as number) & (-letters >> 31);
        sum += (weights[bucketOf(four)] as number) & ((1 - letters) >> 31);
        sum += (weights[bucketOf(five)] as number) & ((2 - letters) >> 31);
        letters += 1;
      }
      if (at === to) break;
      code = lowerOf(text[at] as number);
      at += 1;
    }
    sum += weights[bucketOf(Math.imul(two ^ space, prime))] as number;
    if (letters > 1) sum += weights[bucketOf(Math.imul(three ^ space, prime))] as number;
    if (letters > 2) sum += weights[bucketOf(Math.imul(four ^ space, prime))] as number;
    sum += weights[wordBucket(word)] as number;
    count += runsOf(letters) + 1;
    if (previous !== 0) {
      sum += weights[pairBucket(previous, word)] as number;
      count += 1;
    }
    previous = word;
  }
  into.sum = sum;
  into.count = count;
}

/** How many runs a word has. */
const runsOf = (letters: number): number => (letters < 2 ? 1 : 3 * letters - 3);

const wordBucket = (word: number): number => bucketOf(word ^ 0x5bd1e995);
const pairBucket = (first: number, second: number): number =>
  bucketOf(Math.imul(first ^ 0x9e3779b9, 31) ^ second);

const hashOf = (codes: readonly number[]): number =>
  codes.reduce((hash, code) => Math.imul(hash ^ code, prime), seed);

/** The buckets of the features that `weigh` weighs, as they are defined; for fitting a model. */
export function featuresOf(text: string): Uint16Array {
  const found: number[] = [];
  let previous = 0;
  for (const letters of wordsOf(text)) {
    const edged = [space, ...letters.slice(0, longestWord), space];
    for (const length of [3, 4, 5]) {
      for (let first = 0; first + length <= edged.length; first += 1) {
        found.push(bucketOf(hashOf(edged.slice(first, first + length))));
      }
    }
    const word = hashOf(letters);
    found.push(wordBucket(word));
    if (previous !== 0) found.push(pairBucket(previous, word));
    previous = word;
  }
  return Uint16Array.from(found);
}

function wordsOf(text: string): readonly (readonly number[])[] {
  const words: number[][] = [];
  let word: number[] = [];
  const end = (): void => {
    if (word.length > 0) words.push(word);
    word = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const code = lowerOf(text.charCodeAt(at));
    if (code === 0 || (word.length >= longestWord && code >= unspaced)) end();
    if (code !== 0) word.push(code);
  }
  end();
  return words;
}
