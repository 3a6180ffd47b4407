import type { IToken } from 'chevrotain';
import type { Source } from '../../../text/source.ts';
import type { Stop } from '../attempt.ts';

/** Tokens that say something in the way of another language, and the text that says it here. */
export interface Meant {
  readonly from: number;
  /** Index behind the last of them. */
  readonly to: number;
  readonly text: string;
  /** True where nothing else can be meant. */
  readonly safe: boolean;
}

/** Tries whether a habit explains why the parser stopped. */
export type Habit = (at: Place) => Meant | undefined;

/** The tokens around the place where the parser stopped, by how far they are from it. */
export class Place {
  readonly stop: Stop;
  readonly #source: Source;
  readonly #tokens: readonly IToken[];

  constructor(source: Source, tokens: readonly IToken[], stop: Stop) {
    this.stop = stop;
    this.#source = source;
    this.#tokens = tokens;
  }

  /** The token so many after the one that did not fit; empty outside the text. */
  image(offset: number): string {
    return this.#tokens[this.stop.at + offset]?.image ?? '';
  }

  isWord(offset: number): boolean {
    return /^[A-Za-z_]\w*$/.test(this.image(offset));
  }

  isText(offset: number): boolean {
    return this.image(offset).startsWith('"');
  }

  /** True for what may end a value that something is compared with. */
  endsValue(offset: number): boolean {
    return /^(?:\w.*|".*|[)\]])$/.test(this.image(offset));
  }

  startsValue(offset: number): boolean {
    return /^(?:\w.*|".*|[([-])$/.test(this.image(offset));
  }

  /** The text from one token to the end of the one before `to`, as it is written. */
  written(from: number, to: number): string {
    const [first, last] = [this.#at(from), this.#at(to - 1)];
    if (first === undefined || last === undefined) return '';
    return this.#source.text.slice(first.startOffset, last.startOffset + last.image.length);
  }

  /** True where nothing stands between a token and the one before. */
  touches(offset: number): boolean {
    const [before, here] = [this.#at(offset - 1), this.#at(offset)];
    if (before === undefined || here === undefined) return false;
    return before.startOffset + before.image.length === here.startOffset;
  }

  /** True where a token stands on the line of the one before. */
  sharesLine(offset: number): boolean {
    const [before, here] = [this.#at(offset - 1), this.#at(offset)];
    if (before === undefined || here === undefined) return false;
    return !/[\r\n]/.test(this.#source.text.slice(before.startOffset, here.startOffset));
  }

  /** Where the value that ends before a token begins; undefined for one in brackets. */
  valueBefore(offset: number): number | undefined {
    let at = offset - 1;
    if (!/^["\w]/.test(this.image(at))) return undefined;
    while (this.image(at - 1) === '.') at -= 2;
    return at;
  }

  /** Where the bracket that opens at a token is closed; undefined where it is not, or far away. */
  closing(offset: number): number | undefined {
    let depth = 0;
    for (let at = offset; at < offset + 200; at += 1) {
      const image = this.image(at);
      if (/^[([{<]$/.test(image)) depth += 1;
      if (/^[)\]}>]$/.test(image)) depth -= 1;
      if (image === '') return undefined;
      if (depth === 0) return at;
    }
    return undefined;
  }

  /** The nearest bracket before the place that is still open there. */
  opening(): number | undefined {
    let depth = 0;
    for (let at = -1; at > -200; at -= 1) {
      const image = this.image(at);
      if (image === '') return undefined;
      if (/^[)\]}]$/.test(image)) depth += 1;
      if (/^[([{]$/.test(image)) depth -= 1;
      if (depth < 0) return at;
    }
    return undefined;
  }

  /** True where only texts and commas stand, at least one text. */
  areTexts(from: number, to: number): boolean {
    let texts = 0;
    for (let at = from; at < to; at += 1) {
      if (this.isText(at)) texts += 1;
      else if (!/^(?:,|or|\|)$/.test(this.image(at))) return false;
    }
    return texts > 0;
  }

  #at(offset: number): IToken | undefined {
    return this.#tokens[this.stop.at + offset];
  }
}
