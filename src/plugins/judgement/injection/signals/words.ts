import { letterFor } from '../normalise/confusables.ts';
import { unitsOf } from '../normalise/units.ts';
import type { View } from '../normalise/view.ts';
import { bitOf, maskOf, maskOfHash, turnedBit } from './lexicon.ts';
import { folded, step, start as unread } from './word-hash.ts';

/**
 * The words of a text that may stand for something: what, which of all its words each is, where it lies in
 * the view, and in which sentence. The arrays are used again by the next call of `wordsOf`.
 */
export interface Words {
  /** How many there are. */
  readonly count: number;
  readonly mask: Int32Array;
  readonly ordinal: Int32Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly sentence: Int32Array;
  /** Words that were read as letters only after digits and signs, or after spaces between letters. */
  readonly disguised: number;
  /** Words that are of the lexicon when their letters are turned by thirteen, or stand in reverse. */
  readonly turned: number;
  /** Whether anything in the text is long enough to be encoded text. */
  readonly encoded: boolean;
}

const columns = ['mask', 'ordinal', 'start', 'end', 'sentence'] as const;
type Room = Pick<Words, (typeof columns)[number]>;
const roomFor = (words: number): Room => ({
  mask: new Int32Array(words),
  ordinal: new Int32Array(words),
  start: new Int32Array(words),
  end: new Int32Array(words),
  sentence: new Int32Array(words),
});
let scratch = roomFor(4_096);

/** No shorter piece is decoded. */
export const shortestCode = 16;

/** What a unit is to a word: outside of it, a letter, a sign within, a sign that may be meant for a letter. */
const [other, letter, sign, disguise] = [0, 1, 2, 3] as const;
const kinds = new Uint8Array(65_536).fill(letter, 128);
for (let code = 0; code < 128; code += 1) {
  const character = String.fromCharCode(code);
  if (/[a-z]/i.test(character)) kinds[code] = letter;
  else if (/['.:/+-]/.test(character)) kinds[code] = sign;
  else if (/[0-9@$!_]/.test(character)) kinds[code] = disguise;
}
kinds.fill(other, 0x2000, 0x2070).fill(other, 0x3000, 0x3040).fill(other, 0xff00, 0xff10);
kinds[0x2019] = sign;
/** What an ASCII unit is read as in a word in disguise: letters small, digits and signs as letters. */
const meant = Uint16Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code).toLowerCase();
  return (letterFor(character) ?? character).charCodeAt(0);
});

/** Splits a view into words. Linear in the text. */
export function wordsOf({ text }: View): Words {
  const reader = new Reader(text);
  reader.read();
  const { count, disguised, turned } = reader;
  return {
    ...scratch,
    count,
    disguised,
    turned,
    encoded: reader.encoded || text.includes('%') || text.includes('\\'),
  };
}

const address = bitOf('address');
const mailAddress = /^[\w.+-]+@[\w-]+\.[\w.-]+$/;
const longestMail = 80;
const mostSpelled = 400;
const shortestDisguised = 4;
const [hasLetter, hasDisguise] = [1 << letter, 1 << disguise] as const;

class Reader {
  readonly #text: string;
  readonly #units: Uint16Array;
  count = 0;
  disguised = 0;
  turned = 0;
  encoded = false;
  #words = 0;
  #pairs = 0;
  #sentence = 0;
  #spelled = '';
  #spelledFrom = 0;

  constructor(text: string) {
    this.#text = text;
    this.#units = unitsOf(text);
  }

  read(): void {
    const units = this.#units;
    const { length } = this.#text;
    let at = 0;
    while (at < length) {
      const code = units[at] as number;
      if (kinds[code] !== other) at = this.#word(at, length);
      else {
        if (code !== 32) this.#between(code, at);
        at += 1;
      }
    }
    this.#closeSpelled();
  }

  /** A sentence ends at a blank line and at signs that end one. */
  #between(code: number, at: number): void {
    const blank = code === 10 && this.#units[at + 1] === 10;
    if (blank || code === 59 || code === 63 || code === 0x3002 || code === 0xff01) {
      this.#sentence += 1;
    }
  }

  /** Reads the word that starts here; where it ends. Signs at its ends are no part of what is looked up. */
  #word(from: number, end: number): number {
    const units = this.#units;
    let hash = unread;
    let whole = unread;
    let seen = 0;
    let at = from;
    for (; at < end; at += 1) {
      const code = units[at] as number;
      const kind = kinds[code] as number;
      if (kind === other) break;
      seen |= 1 << kind;
      if (kind === letter) {
        hash = step(hash, code < 128 ? code | 32 : folded(code));
        whole = hash;
      } else if (hash !== unread || kind === disguise) {
        hash = step(hash, code === 0x2019 ? 39 : code);
      }
    }
    const length = at - from;
    this.#pairs = length === 2 ? this.#pairs + 1 : 0;
    if (length >= shortestCode || this.#pairs * 2 >= shortestCode) this.encoded = true;
    if (length === 1 && seen === hasLetter) this.#spell(from);
    else if (this.#spelled !== '') this.#closeSpelled();
    if (seen === hasLetter) this.#put(maskOfHash(whole), from, at);
    else this.#signed(from, at, seen, whole);
    return at;
  }

  #put(bits: number, from: number, to: number): void {
    this.#words += 1;
    if (bits === 0) return;
    const { count } = this;
    if (count === scratch.mask.length) grow();
    if ((bits & turnedBit) !== 0) this.turned += 1;
    scratch.mask[count] = bits & ~turnedBit;
    scratch.ordinal[count] = this.#words;
    scratch.start[count] = from;
    scratch.end[count] = to;
    scratch.sentence[count] = this.#sentence;
    this.count = count + 1;
  }

  /** A word with signs in it or about it, which may be an address, or digits and signs for letters. */
  #signed(from: number, to: number, seen: number, whole: number): void {
    const isWord = (seen & hasLetter) !== 0;
    let bits = isWord ? maskOfHash(whole) : 0;
    if (bits === 0 && isWord) {
      if (this.#isAddress(from, to, seen)) bits = address;
      else if ((seen & hasDisguise) !== 0) bits = this.#undisguised(from, to);
      if (bits === 0) bits = this.#apart(from, to);
    }
    this.#put(bits, from, to);
    const code = this.#units[to - 1];
    if (code === 46 || code === 33 || code === 58) this.#sentence += 1;
  }

  #isAddress(from: number, to: number, seen: number): boolean {
    const first = (this.#units[from] as number) | 32;
    // `http…` and `www.…`
    if (first === 104 || first === 119) {
      const begins = this.#text.slice(from, Math.min(to, from + 9)).toLowerCase();
      if (/^(?:https?:\/\/|www\.)./.test(begins)) return true;
    }
    if ((seen & hasDisguise) === 0 || to - from > longestMail) return false;
    for (let at = from + 1; at < to; at += 1) {
      if (this.#units[at] === 64) return mailAddress.test(this.#text.slice(from, to));
    }
    return false;
  }

  /** What a word stands for once its digits and signs are read as the letters they may be meant for. */
  #undisguised(from: number, to: number): number {
    if (to - from < shortestDisguised) return 0;
    let hash = unread;
    let whole = unread;
    for (let at = from; at < to; at += 1) {
      const code = this.#units[at] as number;
      const read = code < 128 ? (meant[code] as number) : folded(code);
      if (read === 0) continue;
      hash = step(hash, read);
      if (read > 96) whole = hash;
    }
    const bits = maskOfHash(whole) & ~turnedBit;
    if (bits !== 0) this.disguised += 1;
    return bits;
  }

  /** What `i.g.n.o.r.e` stands for: a sign after each letter, and the same one. */
  #apart(from: number, to: number): number {
    const units = this.#units;
    const between = units[from + 1] as number;
    if (to - from < 2 * shortestDisguised - 1 || kinds[between] === letter) return 0;
    let whole = unread;
    for (let at = from; at < to; at += 2) {
      const code = units[at] as number;
      if (kinds[code] !== letter || (at + 1 < to && units[at + 1] !== between)) return 0;
      whole = step(whole, code < 128 ? code | 32 : folded(code));
    }
    const bits = maskOfHash(whole) & ~turnedBit;
    if (bits !== 0) this.disguised += 1;
    return bits;
  }

  #spell(at: number): void {
    if (this.#spelled === '') this.#spelledFrom = at;
    if (this.#spelled.length < mostSpelled) this.#spelled += this.#text[at] ?? '';
  }

  /** `i g n o r e a l l` as words of the lexicon, longest first. */
  #closeSpelled(): void {
    const letters = this.#spelled.toLowerCase();
    this.#spelled = '';
    if (letters.length < 6) return;
    const found: number[] = [];
    for (let at = 0; at < letters.length; ) {
      let length = Math.min(16, letters.length - at);
      while (length >= 3 && maskOf(letters.slice(at, at + length)) === 0) length -= 1;
      if (length >= 3) found.push(maskOf(letters.slice(at, at + length)));
      at += Math.max(1, length < 3 ? 1 : length);
    }
    if (found.length < 2) return;
    const from = this.#spelledFrom;
    for (const bits of found.slice(0, 40))
      this.#put(bits & ~turnedBit, from, from + letters.length);
    this.disguised += found.length;
  }
}

function grow(): void {
  const larger = roomFor(scratch.mask.length * 2);
  for (const each of columns) larger[each].set(scratch[each]);
  scratch = larger;
}
