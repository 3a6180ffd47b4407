import type { IToken, TokenType } from 'chevrotain';
import { readNumber } from './numbers.ts';
import * as t from './tokens.ts';

/** A text split by hand. Every token is one that the token definitions give, with its final type. */
export interface PlainScan {
  readonly tokens: IToken[];
  readonly comments: readonly IToken[];
  /** Texts that hold more than plain ASCII, and that somebody must look at. */
  readonly texts: readonly IToken[];
  /** Whether some text or comment holds a character outside plain ASCII. */
  readonly odd: boolean;
}

/**
 * Splits a text that holds nothing but what vak writes, several times as fast as the token definitions
 * do; they decide about all others. Undefined for such a text, and a test holds the two together.
 */
export function scanPlain(text: string): PlainScan | undefined {
  const scanner = new Scanner(text);
  return scanner.run() ? scanner : undefined;
}

const [tab, newLine, carriageReturn, space, quote, slash, backslash] = [9, 10, 13, 32, 34, 47, 92];
const dash = 45;
const [word, digit, sign] = [1, 2, 3];

/** What each ASCII character begins; 0 for what begins nothing. */
const classes = new Uint8Array(128);
for (let code = 48; code < 58; code += 1) classes[code] = digit as number;
for (let code = 65; code < 91; code += 1) classes[code] = classes[code + 32] = word as number;
classes[95] = word as number;

const signs: (TokenType | undefined)[] = [];
const pairs: (TokenType | undefined)[] = [];
for (const type of t.scanned) {
  if (typeof type.PATTERN !== 'string') continue;
  const code = type.PATTERN.charCodeAt(0);
  classes[code] = sign as number;
  (type.PATTERN.length === 1 ? signs : pairs)[code] = type;
}

const rawNumber = new RegExp((t.RawNumber.PATTERN as RegExp).source, 'y');

class Scanner implements PlainScan {
  readonly tokens: IToken[] = [];
  readonly comments: IToken[] = [];
  readonly texts: IToken[] = [];
  odd = false;
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** False where a character stands that only the token definitions know what to do with. */
  run(): boolean {
    const text = this.#text;
    const { length } = text;
    while (this.#at < length) {
      const code = text.charCodeAt(this.#at);
      if (code === space || code === newLine || code === tab || code === carriageReturn) {
        this.#at += 1;
      } else if (code > 127 || !this.#token(code)) return false;
    }
    return true;
  }

  #token(code: number): boolean {
    const of = classes[code];
    if (of === word) this.#word();
    else if (of === sign) return this.#sign(code);
    else if (code === quote) return this.#quoted();
    else if (of === digit) return this.#number();
    else if (code === slash && this.#text.charCodeAt(this.#at + 1) === slash) this.#comment();
    else return false;
    return true;
  }

  #push(type: TokenType, image: string): IToken {
    const token: IToken = {
      image,
      startOffset: this.#at,
      tokenTypeIdx: type.tokenTypeIdx as number,
      tokenType: type,
    };
    this.#at += image.length;
    return token;
  }

  #word(): void {
    const text = this.#text;
    let end = this.#at + 1;
    for (;;) {
      const of = classes[text.charCodeAt(end)];
      if (of !== word && of !== digit) break;
      end += 1;
    }
    const image = text.substring(this.#at, end);
    this.tokens.push(this.#push(t.keywordTypes.get(image) ?? t.Identifier, image));
  }

  #sign(code: number): boolean {
    const next = this.#text.charCodeAt(this.#at + 1);
    if (code === dash && next === dash) return false;
    const isPair = next === 61;
    if (isPair && this.#text.charCodeAt(this.#at + 2) === 61) return false;
    const type = (isPair ? pairs[code] : undefined) ?? signs[code];
    if (type === undefined) return false;
    this.tokens.push(this.#push(type, type.PATTERN as string));
    return true;
  }

  #number(): boolean {
    rawNumber.lastIndex = this.#at;
    const image = rawNumber.exec(this.#text)?.[0] ?? '';
    const number = readNumber(image);
    if (number === undefined) return false;
    this.tokens.push(this.#push(number.type, image));
    return true;
  }

  #quoted(): boolean {
    const text = this.#text;
    let end = this.#at + 1;
    let plain = true;
    for (; ; end += 1) {
      const code = text.charCodeAt(end);
      if (code === quote) break;
      if (code >= space && code < 127 && code !== backslash) continue;
      if (Number.isNaN(code) || code === newLine || code === carriageReturn) return false;
      plain = false;
      if (code === backslash) end += 1;
      else this.odd = true;
    }
    if (end >= text.length) return false;
    const token = this.#push(t.StringText, text.substring(this.#at, end + 1));
    this.tokens.push(token);
    if (!plain) this.texts.push(token);
    return true;
  }

  #comment(): void {
    const text = this.#text;
    let end = this.#at + 2;
    for (; end < text.length; end += 1) {
      const code = text.charCodeAt(end);
      if (code === newLine || code === carriageReturn) break;
      if (code > 126 || (code < space && code !== tab)) this.odd = true;
    }
    this.comments.push(this.#push(t.Comment, text.substring(this.#at, end)));
  }
}
