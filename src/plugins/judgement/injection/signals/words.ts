import { letterFor } from '../normalise/confusables.ts';
import type { View } from '../normalise/view.ts';
import { bitOf, maskOf, maskOfHash, turnedBit, wordPrime, wordSeed } from './lexicon.ts';

/**
 * A text as words: what each may stand for, where it lies in the view, and in which sentence. Its arrays
 * are used again by the next call of `wordsOf`.
 */
export interface Words {
  readonly count: number;
  readonly mask: Int32Array;
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

const most = 20_000;
const scratch = {
  mask: new Int32Array(most),
  start: new Int32Array(most),
  end: new Int32Array(most),
  sentence: new Int32Array(most),
};

/** No shorter piece is decoded. */
export const shortestCode = 16;

const other = 0;
const letter = 1;
const sign = 2;
const kinds = new Uint8Array(65_536).fill(letter, 128);
for (let code = 0; code < 128; code += 1) {
  const character = String.fromCharCode(code);
  if (/[a-z]/i.test(character)) kinds[code] = letter;
  else if (/[0-9@$!_'.:/+-]/.test(character)) kinds[code] = sign;
}
kinds.fill(other, 0x2000, 0x2070).fill(other, 0x3000, 0x3040).fill(other, 0xff00, 0xff10);
kinds[0x2019] = sign;

/** Splits a view into words; at most so many of them are looked at. Linear in the text. */
export function wordsOf({ text }: View): Words {
  const reader = new Reader(text);
  let at = 0;
  while (at < text.length && reader.count < most - 64) {
    const kind = kinds[text.charCodeAt(at)];
    if (kind === other) {
      reader.between(at);
      at += 1;
      continue;
    }
    at = reader.word(at);
  }
  reader.closeSpelled();
  const { count, disguised, turned } = reader;
  return { ...scratch, count, disguised, turned, encoded: reader.encoded || text.includes('%') };
}

const address = bitOf('address');
const addressLike = /^(?:[\w.+-]+@[\w-]+\.[\w.-]+|https?:\/\/\S+|www\.\S+)$/i;
const accents = /[\u0300-\u036f]/g;

class Reader {
  readonly #text: string;
  count = 0;
  disguised = 0;
  turned = 0;
  encoded = false;
  #pairs = 0;
  #sentence = 0;
  #spelled = '';
  #spelledFrom = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** A sentence ends at a blank line and at signs that end one. */
  between(at: number): void {
    const code = this.#text.charCodeAt(at);
    const blank = code === 10 && this.#text.charCodeAt(at + 1) === 10;
    if (blank || code === 59 || code === 0x3002 || code === 0xff01) this.#sentence += 1;
    if (code === 63) this.#sentence += 1;
  }

  /** Reads the word that starts here; where it ends. */
  word(from: number): number {
    const text = this.#text;
    const { length: end } = text;
    let hash = wordSeed;
    let plain = true;
    let signs = false;
    let at = from;
    while (at < end) {
      const code = text.charCodeAt(at);
      const kind = kinds[code];
      if (kind === other) break;
      if (code > 127) plain = false;
      else if (kind === sign) signs = true;
      else hash = Math.imul(hash ^ (code | 32), wordPrime);
      at += 1;
    }
    const length = at - from;
    this.#pairs = length === 2 ? this.#pairs + 1 : 0;
    if (length >= shortestCode || this.#pairs * 2 >= shortestCode) this.encoded = true;
    if (length === 1 && !signs) this.#spell(from);
    else this.closeSpelled();
    if (plain && !signs)
      this.#put(
        length > 1 ? maskOfHash(hash) : maskOf(this.#text[from]?.toLowerCase() ?? ''),
        from,
        at,
      );
    else this.#slowly(from, at);
    return at;
  }

  #put(bits: number, from: number, to: number): void {
    const { count } = this;
    if ((bits & turnedBit) !== 0) this.turned += 1;
    scratch.mask[count] = bits & ~turnedBit;
    scratch.start[count] = from;
    scratch.end[count] = to;
    scratch.sentence[count] = this.#sentence;
    this.count = count + 1;
  }

  /** A word with accents, of another script, or with digits and signs in it. */
  #slowly(from: number, to: number): void {
    const raw = this.#text.slice(from, to);
    const ends = /[.!?:]$/.test(raw);
    const bits = raw.length > 80 ? (addressLike.test(raw) ? address : 0) : this.#bits(raw);
    this.#put(bits, from, to);
    if (ends) this.#sentence += 1;
  }

  #bits(raw: string): number {
    const text = raw
      .toLowerCase()
      .replace('’', "'")
      .replace(/^[.:'!/+-]+|[.:'!/+-]+$/g, '');
    const known = maskOf(text);
    if (known !== 0) return known;
    if (/[@:/]|^www/.test(text) && addressLike.test(text)) return address;
    if (/[^\p{ASCII}]/u.test(text)) return maskOf(text.normalize('NFD').replace(accents, ''));
    if (!/[a-z]/.test(text) || !/[0-9@$!]/.test(raw)) return 0;
    const undone = raw.toLowerCase().replace(/[0-9@$!]/g, (each) => letterFor(each) ?? each);
    const bits = undone.length > 3 ? maskOf(undone.replace(/[^a-z]+$/, '')) & ~turnedBit : 0;
    if (bits !== 0) this.disguised += 1;
    return bits;
  }

  #spell(at: number): void {
    if (this.#spelled === '') this.#spelledFrom = at;
    this.#spelled += this.#text[at] ?? '';
  }

  /** `i g n o r e a l l` as words of the lexicon, longest first. */
  closeSpelled(): void {
    const letters = this.#spelled.toLowerCase().slice(0, 400);
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
