import { readScalar } from '../../../../../runtime/contract/index.ts';
import {
  type Aggregate,
  type AggregateKind,
  type Arithmetic,
  type Atom,
  aggregates,
  type ColumnType,
  type Comparison,
  comparisons,
  type DeclarationNode,
  type Literal,
  type Problem,
  type ProgramText,
  type RuleNode,
  type Term,
} from './program.ts';
import { scan, type Token } from './scan.ts';

const columnTypes: readonly ColumnType[] = [
  'string',
  'int',
  'decimal',
  'bool',
  'money',
  'duration',
  'size',
  'percent',
  'time',
  'any',
];

/** Aggregates stand in one another at most this deep; the rest of the grammar does not nest. */
const deepest = 8;
/** One body has at most so many conditions, one relation so many columns. */
const longest = 64;

/** Ends the statement under way; its problem is noted already. */
class Broken extends Error {}

/**
 * Reads a rules file: declarations, facts and rules. Never throws; after a mistake it goes on behind the
 * next full stop, so that one mistake gives one report. Linear in the text.
 */
export function parse(source: string, file: string): ProgramText {
  const { tokens, problems } = scan(source);
  return new Parser(
    tokens,
    problems.map((each) => ({ ...each, file })),
    file,
  ).program();
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #problems: Problem[];
  readonly #file: string;
  #at = 0;
  #depth = 0;
  #terms = 0;

  constructor(tokens: readonly Token[], problems: Problem[], file: string) {
    this.#tokens = tokens;
    this.#problems = problems;
    this.#file = file;
  }

  program(): ProgramText {
    const declarations: DeclarationNode[] = [];
    const rules: RuleNode[] = [];
    while (this.#token.kind !== 'end') {
      const before = this.#at;
      try {
        if (this.#sees('.')) declarations.push(this.#declaration());
        else rules.push(this.#rule());
      } catch (cause) {
        if (!(cause instanceof Broken)) throw cause;
        this.#depth = 0;
        this.#skip(before);
      }
    }
    const problems = this.#problems.sort((a, b) => a.start - b.start);
    return { declarations, rules, problems };
  }

  get #token(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #sees(sign: string): boolean {
    return this.#token.kind === 'sign' && this.#token.text === sign;
  }

  #take(): Token {
    const token = this.#token;
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }

  #fail(wanted: string, help?: string): never {
    const { kind, text, start, end } = this.#token;
    const found = kind === 'end' ? 'the end of the file' : `\`${text}\``;
    const message = `expected ${wanted}, found ${found}`;
    const more = help === undefined ? {} : { help };
    const at = { file: this.#file, start, end: Math.max(end, start) };
    this.#problems.push({ code: 'syntax', message, ...at, ...more });
    throw new Broken();
  }

  #expect(sign: string, wanted = `\`${sign}\``): Token {
    return this.#sees(sign) ? this.#take() : this.#fail(wanted);
  }

  #word(wanted: string): Token {
    return this.#token.kind === 'word' ? this.#take() : this.#fail(wanted);
  }

  /** Behind the full stop that ends the broken statement, or before the next declaration. */
  #skip(from: number): void {
    if (this.#at === from) this.#take();
    while (this.#token.kind !== 'end') {
      if (this.#sees('.')) {
        const next = this.#tokens[this.#at + 1];
        if (!(next?.kind === 'word' && next.text === 'decl')) this.#take();
        return;
      }
      this.#take();
    }
  }

  #declaration(): DeclarationNode {
    const { start } = this.#take();
    if (this.#token.text !== 'decl') this.#fail('`decl` behind the dot');
    this.#take();
    const name = this.#word('the name of a relation');
    this.#expect('(');
    const columns: { name: string; type: ColumnType }[] = [];
    while (!this.#sees(')')) {
      if (columns.length > 0) this.#expect(',');
      if (columns.length === longest) this.#fail(`at most ${longest} columns`);
      const column = this.#word('the name of a column');
      this.#expect(':');
      const type = columnTypes.find((each) => each === this.#token.text);
      if (type === undefined) this.#fail(`a type: ${columnTypes.join(', ')}`);
      this.#take();
      columns.push({ name: column.text, type });
    }
    const { end } = this.#expect(')');
    return { name: name.text, columns, file: this.#file, start, end };
  }

  #rule(): RuleNode {
    const head = this.#atom();
    const body = this.#sees(':-') ? this.#conditions() : [];
    const { end } = this.#expect('.', '`.` at the end of the rule');
    return { head, body, file: this.#file, start: head.start, end };
  }

  #conditions(): readonly Literal[] {
    this.#take();
    return this.#body();
  }

  #body(): readonly Literal[] {
    const literals: Literal[] = [this.#literal()];
    while (this.#sees(',')) {
      if (literals.length === longest) this.#fail(`at most ${longest} conditions of one rule`);
      this.#take();
      literals.push(this.#literal());
    }
    return literals;
  }

  #literal(): Literal {
    if (this.#sees('!')) {
      const { start } = this.#take();
      const atom = this.#atom();
      return { kind: 'not', atom, start, end: atom.end };
    }
    const next = this.#tokens[this.#at + 1];
    if (this.#token.kind === 'word' && next?.text === '(' && next.kind === 'sign') {
      return this.#atom();
    }
    const left = this.#sum();
    const op = comparisons.find((each) => this.#sees(each));
    if (op === undefined) this.#fail('a comparison, or a relation with its columns in brackets');
    this.#take();
    const of = aggregates.find((each) => each === this.#token.text);
    if (op === '=' && of !== undefined && left.kind !== 'arithmetic')
      return this.#aggregate(left, of);
    const right = this.#sum();
    return {
      kind: 'compare',
      op: op as Comparison,
      left,
      right,
      start: left.start,
      end: right.end,
    };
  }

  #aggregate(into: Term, of: AggregateKind): Aggregate {
    this.#take();
    this.#depth += 1;
    if (this.#depth > deepest) this.#fail(`at most ${deepest} aggregates in one another`);
    const value = of === 'count' ? undefined : this.#term();
    this.#expect(':');
    this.#expect('{');
    const body = this.#body();
    const { end } = this.#expect('}');
    this.#depth -= 1;
    return { kind: 'aggregate', into, of, value, body, start: into.start, end };
  }

  #atom(): Atom {
    const name = this.#word('the name of a relation');
    this.#expect('(', '`(` behind the name of a relation');
    const terms: Term[] = [];
    while (!this.#sees(')')) {
      if (terms.length > 0) this.#expect(',');
      if (terms.length === longest) this.#fail(`at most ${longest} columns`);
      terms.push(this.#term());
    }
    const { end } = this.#expect(')');
    return { kind: 'atom', relation: name.text, terms, start: name.start, end };
  }

  #sum(): Arithmetic {
    this.#terms = 0;
    let left = this.#product();
    while (this.#sees('+') || this.#sees('-')) {
      const op = this.#operator() as '+' | '-';
      const right = this.#product();
      left = { kind: 'arithmetic', op, left, right, start: left.start, end: right.end };
    }
    return left;
  }

  #operator(): string {
    this.#terms += 1;
    if (this.#terms === longest) this.#fail(`at most ${longest} terms of one sum`);
    return this.#take().text;
  }

  #product(): Arithmetic {
    let left: Arithmetic = this.#term();
    while (this.#sees('*')) {
      this.#operator();
      const right = this.#term();
      left = { kind: 'arithmetic', op: '*', left, right, start: left.start, end: right.end };
    }
    return left;
  }

  #term(): Term {
    const { kind, text, start, end } = this.#token;
    if (kind === 'variable') {
      this.#take();
      return text === '_'
        ? { kind: 'wildcard', start, end }
        : { kind: 'variable', name: text, start, end };
    }
    if (kind === 'text') return this.#text(text);
    if (kind === 'number') return this.#number('');
    if (this.#sees('-') && this.#tokens[this.#at + 1]?.kind === 'number') {
      this.#take();
      return this.#number('-');
    }
    if (kind === 'word' && (text === 'true' || text === 'false')) {
      return this.#constant(text === 'true', 'bool');
    }
    const help =
      kind === 'word'
        ? `a text stands in quotes, \`"${text}"\`; a variable begins with a capital`
        : undefined;
    return this.#fail('a variable or a value', help);
  }

  #text(written: string): Term {
    try {
      return this.#constant(JSON.parse(written), 'string');
    } catch (cause) {
      if (cause instanceof Broken) throw cause;
      return this.#fail('a text as JSON spells it', 'a backslash in a text is written `\\\\`');
    }
  }

  #number(sign: string): Term {
    const text = this.#token.text.replaceAll('_', '');
    const unit = /[A-Za-z%]+$/.exec(text)?.[0];
    const currency = this.#tokens[this.#at + 1];
    if (unit === '%') return this.#constant(sign + text, 'percent');
    if (unit !== undefined) {
      return this.#constant(sign + text, /B$/.test(unit) ? 'size' : 'duration');
    }
    if (currency?.kind === 'variable' && /^[A-Z]{3}$/.test(currency.text)) {
      const { start } = this.#take();
      const amount = this.#constant(`${sign}${text} ${currency.text}`, 'money');
      return { ...amount, start };
    }
    if (text.includes('.')) return this.#constant(sign + text, 'decimal');
    const exact = Number(sign + text);
    return this.#constant(Number.isSafeInteger(exact) ? exact : sign + text, 'int');
  }

  #constant(json: string | number | boolean, type: Exclude<ColumnType, 'any'>): Term {
    const value = readScalar(json, type);
    if (value === undefined) return this.#fail(type === 'int' ? 'an int' : `a ${type}`);
    const { start, end } = this.#take();
    return { kind: 'constant', value, type, start, end };
  }
}
