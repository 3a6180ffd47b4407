/** What a hash begins with. */
export const start = 0x811c9dc5 | 0;

/** FNV-1a, with one letter more. A letter of code 0 is none. */
export const step = (hash: number, code: number): number =>
  code === 0 ? hash : Math.imul(hash ^ code, 0x01000193);

/** The hash of a word in lower case, with its accents left out. */
export function hashOf(word: string): number {
  let hash: number = start;
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    hash = step(hash, code < 128 ? code : folded(code));
  }
  return hash;
}

/** For each unit, one more than what it is without its accents and in lower case; 0 where nobody asked. */
const known = new Uint16Array(65_536);

/** A unit in lower case without its accent; 0 for an accent that stands alone. */
export function folded(code: number): number {
  const found = known[code] ?? 0;
  if (found !== 0) return found - 1;
  const isAccent = code >= 0x300 && code <= 0x36f;
  const lower = String.fromCharCode(code).toLowerCase().charCodeAt(0);
  const isAlphabet = lower < 0x530 || (lower >= 0x1e00 && lower < 0x2000);
  const bare = isAlphabet ? String.fromCharCode(lower).normalize('NFD').charCodeAt(0) : lower;
  const to = isAccent ? 0 : bare;
  known[code] = to + 1;
  return to;
}

/** What words may stand for, by their hashes. As quick as reading an array. */
export class HashedWords {
  readonly #keys: Int32Array;
  readonly #values: Int32Array;
  readonly #last: number;

  constructor(words: ReadonlyMap<number, number>) {
    const size = 2 ** Math.ceil(Math.log2(words.size * 4));
    this.#keys = new Int32Array(size);
    this.#values = new Int32Array(size);
    this.#last = size - 1;
    for (const [hash, value] of words) {
      let at = this.#home(hash);
      while (this.#values[at] !== 0) at = (at + 1) & this.#last;
      this.#keys[at] = hash;
      this.#values[at] = value;
    }
  }

  /** 0 for a word that is not among them. */
  get(hash: number): number {
    let at = this.#home(hash);
    for (;;) {
      const value = this.#values[at] as number;
      if (value === 0 || this.#keys[at] === hash) return value;
      at = (at + 1) & this.#last;
    }
  }

  #home(hash: number): number {
    return (hash ^ (hash >>> 15)) & this.#last;
  }
}
