import type { Source, Span } from '../../dsl/text/source.ts';
import type { Json } from '../../dsl/values/value.ts';

/** JSON that knows where each part stands. */
export type JsonTree =
  | { readonly kind: 'object'; readonly span: Span; readonly entries: readonly JsonEntry[] }
  | { readonly kind: 'array'; readonly span: Span; readonly items: readonly JsonTree[] }
  | {
      readonly kind: 'scalar';
      readonly span: Span;
      readonly json: null | boolean | number | string;
    };
export interface JsonEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: JsonTree;
}

/** Where a text stops being JSON, and what was expected there. */
export interface JsonFault {
  readonly span: Span;
  readonly expected: string;
}

/**
 * Reads the JSON document that fills a range of a source. A number that no double holds exactly
 * becomes its own text, so that no digit is lost. Nesting deeper than 100 and a key given twice are
 * faults.
 */
export function readJson(
  source: Source,
  range: Span,
): { readonly tree: JsonTree } | { readonly fault: JsonFault } {
  const reader = new Reader(source.text, range);
  try {
    return { tree: reader.document() };
  } catch (error) {
    if (error instanceof Fault) return { fault: error };
    throw error;
  }
}

/** The plain JSON of a tree. */
export function plain(tree: JsonTree): Json {
  if (tree.kind === 'scalar') return tree.json;
  if (tree.kind === 'array') return tree.items.map(plain);
  return Object.fromEntries(tree.entries.map(({ key, value }) => [key, plain(value)]));
}

class Fault extends Error {
  readonly span: Span;
  readonly expected: string;

  constructor(span: Span, expected: string) {
    super(expected);
    this.span = span;
    this.expected = expected;
  }
}

const deepest = 100;
const space = /[ \t\r\n]*/y;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const string = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const word = /[A-Za-z_$][A-Za-z0-9_$]*/y;

class Reader {
  readonly #text: string;
  readonly #end: number;
  #at: number;
  #depth = 0;

  constructor(text: string, range: Span) {
    this.#text = text.slice(0, range.end);
    this.#end = range.end;
    this.#at = text.charCodeAt(range.start) === 0xfeff ? range.start + 1 : range.start;
  }

  document(): JsonTree {
    const tree = this.#value();
    this.#take(space);
    if (this.#at < this.#end) this.#fail('nothing more');
    return tree;
  }

  #value(): JsonTree {
    this.#take(space);
    const next = this.#text[this.#at];
    if (next === '{') return this.#nested(() => this.#object());
    if (next === '[') return this.#nested(() => this.#array());
    const start = this.#at;
    if (next === '"') return { kind: 'scalar', json: this.#string(), span: this.#since(start) };
    const digits = this.#take(number);
    if (digits) return { kind: 'scalar', json: exact(digits), span: this.#since(start) };
    const name = this.#take(word);
    if (name === 'true' || name === 'false' || name === 'null') {
      return { kind: 'scalar', json: JSON.parse(name), span: this.#since(start) };
    }
    this.#at = start;
    return this.#fail('a value');
  }

  #nested(read: () => JsonTree): JsonTree {
    if (this.#depth === deepest) this.#fail(`at most ${deepest} levels of nesting`);
    this.#depth += 1;
    const tree = read();
    this.#depth -= 1;
    return tree;
  }

  #object(): JsonTree {
    const start = this.#at;
    const entries: JsonEntry[] = [];
    const seen = new Set<string>();
    this.#series('}', () => {
      const keyStart = this.#at;
      if (this.#text[this.#at] !== '"') this.#fail('a key in double quotes');
      const key = this.#string();
      const keySpan = this.#since(keyStart);
      if (seen.has(key)) throw new Fault(keySpan, 'each key once');
      seen.add(key);
      this.#take(space);
      if (this.#text[this.#at] !== ':') this.#fail('`:` after the key');
      this.#at += 1;
      entries.push({ key, keySpan, value: this.#value() });
    });
    return { kind: 'object', entries, span: this.#since(start) };
  }

  #array(): JsonTree {
    const start = this.#at;
    const items: JsonTree[] = [];
    this.#series(']', () => {
      items.push(this.#value());
    });
    return { kind: 'array', items, span: this.#since(start) };
  }

  /** From the opening bracket to the closing one, with commas between members. */
  #series(close: string, member: () => void): void {
    this.#at += 1;
    this.#take(space);
    if (this.#text[this.#at] === close) {
      this.#at += 1;
      return;
    }
    for (;;) {
      this.#take(space);
      member();
      this.#take(space);
      const next = this.#text[this.#at];
      if (next !== ',' && next !== close) this.#fail(`\`,\` or \`${close}\``);
      this.#at += 1;
      if (next === close) return;
    }
  }

  #string(): string {
    const raw = this.#take(string);
    if (!raw) return this.#fail('a string that ends on its line, without bad escapes');
    return JSON.parse(raw) as string;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ''] = pattern.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }

  #since(start: number): Span {
    return { start, end: this.#at };
  }

  #fail(expected: string): never {
    throw new Fault({ start: this.#at, end: Math.min(this.#at + 1, this.#end) }, expected);
  }
}

/** The number, or its text where a double would round it. */
function exact(digits: string): number | string {
  const value = Number(digits);
  if (/[.eE]/.test(digits))
    return significant(digits) === significant(String(value)) ? value : digits;
  return Number.isSafeInteger(value) ? value : digits;
}

/** Digits and exponent of a decimal text in one spelling, so that equal numbers have equal texts. */
function significant(text: string): string {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  const trimmed = digits.replace(/0+$/, '');
  if (trimmed === '') return '0';
  const exponent = Number(power) - fraction.length + (digits.length - trimmed.length);
  return `${text.startsWith('-') ? '-' : ''}${trimmed}e${exponent}`;
}
