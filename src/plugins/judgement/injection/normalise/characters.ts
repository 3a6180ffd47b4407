import { latinFor } from './confusables.ts';
import { unitsOf } from './units.ts';
import { type View, ViewBuilder } from './view.ts';

/** What a text holds that no reader sees. */
export interface Unseen {
  /** Characters without width or with a direction only, soft hyphens, variation selectors. */
  readonly invisible: number;
  /** Letters of the tag block: text that is sent but never drawn. */
  readonly tagged: number;
  /** Letters of another script inside a word of Latin ones. */
  readonly mixed: number;
}

/** Ranges of code points that are never drawn, first and last. */
const undrawn: readonly (readonly [number, number])[] = [
  [0x00ad, 0x00ad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180e],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff9, 0xfffb],
  [0xe0001, 0xe0001],
  [0xe007f, 0xe007f],
  [0xe0100, 0xe01ef],
];
/** Marks that are drawn over the letter before them, as text that is to be illegible to machines piles up. */
const marks: readonly (readonly [number, number])[] = [
  [0x0300, 0x036f],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0xfe20, 0xfe2f],
];
const isIn = (ranges: typeof marks, code: number): boolean =>
  ranges.some(([first, last]) => code >= first && code <= last);

const isLatin = 1;
const isOther = 2;
/** A letter of another script that is drawn like a Latin one. */
const isAlike = 4;
const isUndrawn = 8;
const isMark = 16;
/** It is another character once composed, or half of one. */
const isMore = 32;
const isSeen = 64;
/** A Latin letter that is drawn like a smaller or larger form of another one. */
const isForm = 128;

/** What each UTF-16 unit is, found out when it is first met. */
const kinds = new Uint8Array(65_536);

function kindOf(code: number): number {
  const known = kinds[code] ?? 0;
  if (known !== 0) return known;
  let kind = isSeen;
  const character = String.fromCharCode(code);
  // Small capitals and the like are Latin letters, and drawn like others of them.
  const latin = /\p{Script=Latin}/u.test(character);
  if (latinFor(code) !== undefined) kind |= isOther | isAlike | (latin ? isForm : 0);
  else if (latin) kind |= isLatin;
  else if (/\p{L}/u.test(character)) kind |= isOther;
  if (isIn(undrawn, code)) kind |= isUndrawn;
  if (isIn(marks, code)) kind |= isMark;
  const isHalf = code >= 0xd800 && code <= 0xdfff;
  if (isHalf || character.normalize('NFKC') !== character) kind |= isMore;
  kinds[code] = kind;
  return kind;
}

const changed = isAlike | isUndrawn | isMark | isMore;

/**
 * The text as it is drawn: compatibility forms composed, what is never drawn left out, tag characters
 * as the letters they carry, and look-alikes as Latin letters in words that mix scripts, and only
 * there, so that no text in one script is touched. Linear in the text.
 */
export function drawn(view: View): { readonly view: View; readonly unseen: Unseen } {
  const { text } = view;
  if (!changes(text)) return { view, unseen: { invisible: 0, tagged: 0, mixed: 0 } };
  const drawing = new Drawing(text.length);
  for (let unit = 0; unit < text.length; unit += 1) {
    const place = view.at[unit] ?? 0;
    const code = text.codePointAt(unit) ?? 0;
    if (code > 0xffff) unit += 1;
    drawing.put(code, place);
  }
  drawing.close();
  const { built, unseen } = drawing;
  const end = view.at[text.length] ?? 0;
  return { view: built.view(end, [...view.through, 'characters']), unseen };
}

function changes(text: string): boolean {
  const units = unitsOf(text);
  let all = 0;
  for (let unit = 0; unit < text.length; unit += 1) all |= units[unit] as number;
  if (all < 128) return false;
  let any = 0;
  for (let unit = 0; unit < text.length; unit += 1) {
    const code = units[unit] as number;
    if (code > 127) any |= kindOf(code);
  }
  return (any & changed) !== 0;
}

/** No character stands for more letters than this. */
const longestPiece = 6;

class Drawing {
  readonly built: ViewBuilder;
  readonly unseen = { invisible: 0, tagged: 0, mixed: 0 };
  /** Where the word at hand begins, -1 where there is none, and what letters it has. */
  #from = -1;
  #latin = false;
  #alike = 0;
  #other = 0;
  /** How many of those that look alike are forms of Latin letters. */
  #forms = 0;
  /** How many marks the last letter has been given. */
  #marks = 0;
  /** The letter that the last character, a selector, may stand for; 0 for any other character. */
  #selected = 0;
  #selects = false;

  constructor(expected: number) {
    this.built = new ViewBuilder(expected);
  }

  put(code: number, place: number): void {
    if (code >= 0xfe00) this.#select(code, place);
    else this.#selected = 0;
    if (code < 0x80) this.#unit(code, place);
    else if (code > 0xffff) this.#astral(code, place);
    else this.#beyond(code, place);
  }

  /** Selectors of variants stand alone; a row of them is text whose bytes they are. */
  #select(code: number, place: number): void {
    const byte =
      code <= 0xfe0f ? code - 0xfe00 : code >= 0xe0100 && code <= 0xe01ef ? code - 0xe00f0 : -1;
    const letter = byte > 31 && byte < 127 ? byte : byte === 10 ? 32 : 0;
    if (letter !== 0 && this.#selected !== 0) {
      if (!this.#selects) this.#carried(this.#selected, place);
      this.#carried(letter, place);
    }
    this.#selects = letter !== 0 && this.#selected !== 0;
    this.#selected = letter;
  }

  #carried(letter: number, place: number): void {
    this.unseen.tagged += 1;
    this.close();
    this.built.unit(letter, place);
  }

  #beyond(code: number, place: number): void {
    const kind = kindOf(code);
    if ((kind & isUndrawn) !== 0) this.unseen.invisible += 1;
    else if ((kind & isMark) !== 0) this.#mark(code);
    else if ((kind & isMore) === 0) this.#unit(code, place);
    else this.#piece(String.fromCharCode(code), place);
  }

  #astral(code: number, place: number): void {
    if (code >= 0xe0020 && code <= 0xe007e) {
      this.#carried(code - 0xe0000, place);
    } else if (isIn(undrawn, code)) this.unseen.invisible += 1;
    else if (boxed(code) !== 0) this.#unit(boxed(code), place);
    else this.#piece(String.fromCodePoint(code), place);
  }

  #piece(character: string, place: number): void {
    const composed = character.normalize('NFKC');
    const piece = composed.length > longestPiece ? character : composed;
    for (let unit = 0; unit < piece.length; unit += 1) this.#unit(piece.charCodeAt(unit), place);
  }

  /** A mark makes one letter with the one before it, or is left out; a second one takes the first with it. */
  #mark(code: number): void {
    const last = this.built.length - 1;
    if (last < 0) return;
    const base = this.built.codeAt(last);
    const both = String.fromCharCode(base, code).normalize('NFC');
    this.#marks += 1;
    if (this.#marks > 1) {
      this.built.replace(last, String.fromCharCode(base).normalize('NFD').charCodeAt(0));
      this.unseen.invisible += 1;
    } else if (both.length === 1) this.built.replace(last, both.charCodeAt(0));
    else this.unseen.invisible += 1;
  }

  #unit(code: number, place: number): void {
    this.#marks = 0;
    const kind = kindOf(code);
    if ((kind & (isLatin | isOther)) === 0) this.close();
    else {
      if (this.#from === -1) this.#from = this.built.length;
      if ((kind & isLatin) !== 0) this.#latin = true;
      else if ((kind & isAlike) === 0) this.#other += 1;
      else {
        this.#alike += 1;
        if ((kind & isForm) !== 0) this.#forms += 1;
      }
    }
    this.built.unit(code, place);
  }

  /** Ends the word at hand: its look-alikes become Latin where it mixes scripts, or has no other letters. */
  close(): void {
    if (this.#from === -1) return;
    const mixed = this.#latin && this.#alike + this.#other > 0;
    // A word of nothing but look-alikes says a Latin word as well as one of its own script could.
    const whole =
      !this.#latin && this.#other === 0 && (this.#alike > 3 || this.#forms === this.#alike);
    if (this.#alike > 0 && (mixed || whole)) {
      for (let at = this.#from; at < this.built.length; at += 1) {
        const like = latinFor(this.built.codeAt(at));
        if (like !== undefined) this.built.replace(at, like);
      }
      if (mixed) this.unseen.mixed += this.#alike;
    }
    this.#from = -1;
    this.#latin = false;
    this.#alike = 0;
    this.#other = 0;
    this.#forms = 0;
  }
}

/** Letters in black circles and squares, and those that flags are made of; 0 for all else. */
function boxed(code: number): number {
  for (const first of [0x1f150, 0x1f170, 0x1f1e6]) {
    if (code >= first && code < first + 26) return code - first + 65;
  }
  return 0;
}
