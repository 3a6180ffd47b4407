/** A token of JavaScript, as far as tokens can be told apart without a grammar. */
export interface Token {
  /** `text` is a string, a piece of a template or a regular expression; numbers are words. */
  readonly kind: 'word' | 'text' | 'sign';
  readonly image: string;
  readonly start: number;
  readonly end: number;
  /** Brackets around it; a bracket itself stands outside. */
  readonly depth: number;
}

interface Open {
  readonly image: string;
  /** Whether what is in these parentheses is the head of a statement, and a new one begins behind it. */
  readonly head: boolean;
}

const heads: ReadonlySet<string> = new Set(['if', 'while', 'for', 'with']);
/** Words that a value follows. */
const leading: ReadonlySet<string> = new Set(
  'return typeof case do else in of instanceof new void delete throw yield await default'.split(
    ' ',
  ),
);
const opening = '([{';
const closing = ')]}';
const wordLike = /[\w$#\\\u0080-\uffff]/;
const spaceLike = /[\s\ufeff]/;

/** The tokens of a text, without comments, in time that grows with its length alone. Never throws. */
export class Tokens {
  readonly #text: string;
  readonly #open: Open[] = [];
  #at: number;
  #before: Token | undefined;
  /** Whether a `/` begins a regular expression here. */
  #wantsValue = true;

  constructor(text: string) {
    this.#text = text;
    this.#at = text.startsWith('#!') ? this.#lineEnd(0) : 0;
  }

  next(): Token | undefined {
    this.#skip();
    const start = this.#at;
    if (start >= this.#text.length) return undefined;
    const first = this.#text[start] as string;
    const inner = this.#open.length;
    const top = this.#open.at(-1);
    let kind: Token['kind'] = 'text';
    if (first === '"' || first === "'") this.#at = this.#stringEnd(start, first);
    else if (first === '`' || (first === '}' && top?.image === '`')) {
      if (first === '}') this.#open.pop();
      this.#template();
    } else if (first === '/' && this.#wantsValue) this.#at = this.#patternEnd(start);
    else kind = this.#plain(first);
    const image = this.#text.slice(start, this.#at);
    const depth = Math.min(inner, this.#open.length);
    const token: Token = { kind, image, start, end: this.#at, depth };
    if (kind === 'text') this.#wantsValue = image.endsWith('${');
    else if (kind === 'word') this.#wantsValue = leading.has(image) && !this.#isMember;
    this.#before = token;
    return token;
  }

  get #isMember(): boolean {
    return this.#before?.image === '.';
  }

  #skip(): void {
    for (; this.#at < this.#text.length; ) {
      const [first, second] = [this.#text[this.#at] as string, this.#text[this.#at + 1]];
      if (spaceLike.test(first)) this.#at += 1;
      else if (first === '/' && second === '/') this.#at = this.#lineEnd(this.#at);
      else if (first === '/' && second === '*') {
        const end = this.#text.indexOf('*/', this.#at + 2);
        this.#at = end < 0 ? this.#text.length : end + 2;
      } else return;
    }
  }

  /** A word or a sign. */
  #plain(first: string): 'word' | 'sign' {
    this.#at += 1;
    if (wordLike.test(first)) {
      while (this.#at < this.#text.length && wordLike.test(this.#text[this.#at] as string)) {
        this.#at += 1;
      }
      return 'word';
    }
    this.#wantsValue = first !== ']';
    if (opening.includes(first)) {
      this.#open.push({ image: first, head: heads.has(this.#before?.image ?? '') });
    } else if (closing.includes(first)) {
      const closed = this.#open.pop();
      if (first === ')') this.#wantsValue = closed?.head === true;
    } else if ((first === '+' || first === '-') && this.#text[this.#at] === first) {
      this.#at += 1;
      this.#wantsValue = false;
    }
    return 'sign';
  }

  /** A piece of a template, up to its end or to what is put in. */
  #template(): void {
    for (let at = this.#at + 1; at < this.#text.length; at += 1) {
      const here = this.#text[at];
      if (here === '\\') at += 1;
      else if (here === '`') {
        this.#at = at + 1;
        return;
      } else if (here === '$' && this.#text[at + 1] === '{') {
        this.#at = at + 2;
        this.#open.push({ image: '`', head: false });
        return;
      }
    }
    this.#at = this.#text.length;
  }

  #stringEnd(start: number, quote: string): number {
    for (let at = start + 1; at < this.#text.length; at += 1) {
      const here = this.#text[at];
      if (here === '\\') at += 1;
      else if (here === quote) return at + 1;
      else if (here === '\n') return at;
    }
    return this.#text.length;
  }

  /** The end of a regular expression; of one that its line does not end, the end of the line. */
  #patternEnd(start: number): number {
    let inClass = false;
    for (let at = start + 1; at < this.#text.length; at += 1) {
      const here = this.#text[at];
      if (here === '\n') return at;
      if (here === '\\') at += 1;
      else if (here === '[') inClass = true;
      else if (here === ']') inClass = false;
      else if (here === '/' && !inClass) return at + 1;
    }
    return this.#text.length;
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf('\n', from);
    return end < 0 ? this.#text.length : end;
  }
}
