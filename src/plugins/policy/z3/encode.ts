import {
  type ExprPlan,
  type FieldOf,
  literal,
  type SolverQuestion,
  unknown,
  type Value,
} from '../../../runtime/contract/index.ts';
import { realText, textLiteral } from './smt.ts';
import { about, billion, both, keyOf, piecesOf, type Term, type Truth, within } from './terms.ts';

/** A field as the solver has it, and how its value is read back. */
export interface EncodedField {
  readonly ref: Extract<ExprPlan, { op: 'ref' }>;
  /** The constants to ask the solver for: whether it is there, and what it is. */
  readonly there: string | undefined;
  readonly ask: readonly string[];
  readonly kind: 'int' | 'decimal' | Exclude<Term['kind'], 'number'>;
}

/** A question as SMT-LIB, with a named assertion for each condition that is wanted. */
export interface Encoded {
  readonly text: string;
  readonly fields: readonly EncodedField[];
  readonly currencies: readonly string[];
  /** True where the solver was not told what some part means, and may think anything of it. */
  readonly isLoose: boolean;
}

const never: Truth = { yes: 'false', no: 'false' };

/**
 * Writes a question down. Numbers are exact: integers of the smallest unit of their type, so that what is
 * impossible for the solver is impossible for values. What has no counterpart is left open to it, with
 * the same answer wherever it stands.
 */
export function encode({ conditions, wanted, fieldOf }: SolverQuestion): Encoded {
  const writing = new Writing(fieldOf);
  const asserted = wanted.map(({ condition, be }, index) => {
    const { yes, no } = writing.truth(conditions[condition] as ExprPlan);
    const so = be === 'true' ? yes : be === 'false' ? no : `(not ${yes})`;
    return `(assert (! ${so} :named q${index}))`;
  });
  const { declared, fields, currencies, isLoose } = writing;
  return { text: [...declared, ...asserted].join('\n'), fields, currencies, isLoose };
}

const unitTypes = ['money', 'percent', 'duration', 'size', 'time'] as const;
type UnitType = (typeof unitTypes)[number];

class Writing {
  readonly declared: string[] = [];
  readonly fields: EncodedField[] = [];
  readonly currencies: string[] = [];
  isLoose = false;
  readonly #fieldOf: FieldOf;
  readonly #terms = new Map<string, Term | undefined>();
  readonly #presences = new Map<string, Truth>();
  readonly #open = new Map<string, Truth>();

  constructor(fieldOf: FieldOf) {
    this.#fieldOf = fieldOf;
  }

  truth(expr: ExprPlan): Truth {
    switch (expr.op) {
      case 'and':
      case 'or': {
        const parts = expr.of.map((each) => this.truth(each));
        const all = `(and true ${parts.map((each) => each[expr.op === 'and' ? 'yes' : 'no']).join(' ')})`;
        const any = `(or false ${parts.map((each) => each[expr.op === 'and' ? 'no' : 'yes']).join(' ')})`;
        return expr.op === 'and' ? { yes: all, no: any } : { yes: any, no: all };
      }
      case 'not': {
        const { yes, no } = this.truth(expr.of);
        return { yes: no, no: yes };
      }
      case 'literal':
      case 'ref':
        return this.#asTruth(expr);
      case '==':
      case '!=': {
        const { yes, no } = this.#relation('=', expr.left, expr.right, expr);
        return expr.op === '==' ? { yes, no } : { yes: no, no: yes };
      }
      case '<':
      case '<=':
      case '>':
      case '>=':
        return this.#relation(expr.op, expr.left, expr.right, expr);
      case 'in':
        if (expr.right.op !== 'list' || expr.right.items.length === 0) return this.#anything(expr);
        return this.truth({
          op: 'or',
          of: expr.right.items.map((right) => ({ op: '==', left: expr.left, right, at: expr.at })),
          at: expr.at,
        });
      case 'like':
        return this.#like(expr);
      case 'has':
        return this.#has(expr);
      default:
        return this.#anything(expr);
    }
  }

  #asTruth(expr: ExprPlan): Truth {
    const term = this.#term(expr);
    if (term === undefined) return this.#anything(expr);
    if (term.kind !== 'bool') return never;
    return both(term.known, term.value);
  }

  #relation(
    op: '=' | '<' | '<=' | '>' | '>=',
    left: ExprPlan,
    right: ExprPlan,
    of: ExprPlan,
  ): Truth {
    const [a, b] = [this.#term(left), this.#term(right)];
    if (a === undefined || b === undefined) return this.#anything(of);
    if (a.kind !== b.kind) return never;
    if (op !== '=' && (a.kind === 'text' || a.kind === 'bool')) return never;
    const same = a.kind === 'money' ? ` (= ${a.currency} ${b.currency})` : '';
    return both(`(and ${a.known} ${b.known}${same})`, `(${op} ${a.value} ${b.value})`);
  }

  #like(expr: Extract<ExprPlan, { op: 'like' }>): Truth {
    const term = this.#term(expr.left);
    if (term === undefined || term.kind !== 'text') return this.#anything(expr);
    const pieces = piecesOf(expr.pattern).map((each) =>
      each === undefined ? 're.all' : `(str.to_re ${textLiteral(each)})`,
    );
    const [only = '(str.to_re "")', ...more] = pieces;
    const pattern = more.length === 0 ? only : `(re.++ ${pieces.join(' ')})`;
    return both(term.known, `(str.in_re ${term.value} ${pattern})`);
  }

  #has(expr: Extract<ExprPlan, { op: 'has' }>): Truth {
    if (expr.of.op !== 'ref') return this.#anything(expr);
    return this.#presence(expr.of.root, [...expr.of.path, expr.field]);
  }

  /** Whether a field is there; a record around it may be missing too. */
  #presence(root: string, path: readonly string[]): Truth {
    const key = [root, ...path].join('.');
    const known = this.#presences.get(key);
    if (known !== undefined) return known;
    const { optional } = this.#fieldOf(root as 'args', path);
    let made: Truth = { yes: 'true', no: 'false' };
    if (optional) {
      const there = this.#constant('Bool');
      const around = root === 'args' && path.length === 1 ? 'true' : this.#constant('Bool');
      made = { yes: `(and ${around} ${there})`, no: `(and ${around} (not ${there}))` };
    }
    this.#presences.set(key, made);
    return made;
  }

  /** What the solver may think anything of, but the same of equal expressions. */
  #anything(expr: ExprPlan): Truth {
    this.isLoose = true;
    const key = keyOf(expr);
    let made = this.#open.get(key);
    if (made === undefined) {
      const [known, value] = [this.#constant('Bool'), this.#constant('Bool')];
      made = both(known, value);
      this.#open.set(key, made);
    }
    return made;
  }

  #constant(sort: string): string {
    const name = `v${this.declared.length}`;
    this.declared.push(`(declare-const ${name} ${sort})`);
    return name;
  }

  #term(expr: ExprPlan): Term | undefined {
    const key = keyOf(expr);
    if (!this.#terms.has(key)) this.#terms.set(key, this.#newTerm(expr));
    return this.#terms.get(key);
  }

  #newTerm(expr: ExprPlan): Term | undefined {
    switch (expr.op) {
      case 'ref':
        return this.#field(expr);
      case 'literal': {
        const value = literal(expr);
        return value === unknown ? undefined : this.#exact(value);
      }
      case '+':
      case '-':
        return this.#sum(expr.op, this.#term(expr.left), this.#term(expr.right));
      case '*':
        return this.#product(expr.left, expr.right);
      case 'negate': {
        const of = this.#term(expr.of);
        if (of === undefined || !['number', 'money', 'percent', 'duration'].includes(of.kind)) {
          return undefined;
        }
        return { ...of, value: `(- ${of.value})` };
      }
      default:
        return undefined;
    }
  }

  /** A field, held to what its type says of every value. */
  #field(ref: Extract<ExprPlan, { op: 'ref' }>): Term | undefined {
    const term = this.#ofType(ref);
    const { where } = this.#fieldOf(ref.root, ref.path);
    if (term === undefined || where === undefined) return term;
    this.#terms.set(keyOf(ref), term);
    const { yes } = this.truth(about(where, ref));
    this.declared.push(`(assert (or (not ${term.known}) ${yes}))`);
    return term;
  }

  #ofType(ref: Extract<ExprPlan, { op: 'ref' }>): Term | undefined {
    const type = ref.root === 'tool' ? undefined : this.#fieldOf(ref.root, ref.path).type;
    if (type === undefined) return undefined;
    const known = this.#presence(ref.root, ref.path).yes;
    const there = known === 'true' ? undefined : known;
    const add = (kind: EncodedField['kind'], ...ask: string[]): void => {
      this.fields.push({ ref, there, ask, kind });
    };
    if (type.type === 'string' || type.type === 'one of') {
      const value = this.#constant('String');
      if (type.type === 'one of') {
        const members = type.members.map((each) => `(= ${value} ${textLiteral(each)})`);
        this.declared.push(`(assert (or false ${members.join(' ')}))`);
      }
      add('text', value);
      return { known, kind: 'text', value };
    }
    if (type.type === 'bool') {
      const value = this.#constant('Bool');
      add('bool', value);
      return { known, kind: 'bool', value };
    }
    const isUnit = (unitTypes as readonly string[]).includes(type.type);
    if (type.type !== 'int' && type.type !== 'decimal' && !isUnit) return undefined;
    const value = this.#constant('Int');
    const currency = type.type === 'money' ? this.#constant('Int') : undefined;
    add(type.type as 'int', value, ...(currency === undefined ? [] : [currency]));
    if (type.type === 'int') {
      this.declared.push(`(assert ${within(value)})`);
      return { known, kind: 'number', value: `(* 1000000000 ${value})`, isWhole: true };
    }
    const least = type.type === 'size' ? ` (>= ${value} 0)` : '';
    this.declared.push(`(assert (and ${within(value)}${least}))`);
    const kind = type.type === 'decimal' ? 'number' : (type.type as UnitType);
    return { known, kind, value, ...(currency === undefined ? {} : { currency }) };
  }

  /** A value as the solver has it: numbers in billionths, amounts in their smallest unit. */
  #exact(value: Value): Term | undefined {
    const known = 'true';
    if (typeof value === 'string') return { known, kind: 'text', value: textLiteral(value) };
    if (typeof value === 'boolean') return { known, kind: 'bool', value: String(value) };
    if (typeof value === 'number' || typeof value === 'bigint') {
      return { known, kind: 'number', value: realText(BigInt(value) * billion), isWhole: true };
    }
    if (!('kind' in value)) return undefined;
    switch (value.kind) {
      case 'decimal':
        return { known, kind: 'number', value: realText(value.nano) };
      case 'percent':
        return { known, kind: 'percent', value: realText(value.nano) };
      case 'duration':
      case 'time':
        return { known, kind: value.kind, value: realText(BigInt(value.ms)) };
      case 'size':
        return { known, kind: 'size', value: realText(BigInt(value.bytes)) };
      case 'money':
        return {
          known,
          kind: 'money',
          value: realText(value.nano),
          currency: String(this.#currency(value.currency)),
        };
      default:
        return undefined;
    }
  }

  #currency(name: string): number {
    const known = this.currencies.indexOf(name);
    return known >= 0 ? known : this.currencies.push(name) - 1;
  }

  /** The sum of numbers, amounts or percentages; of other types it is left open. */
  #sum(op: '+' | '-', a: Term | undefined, b: Term | undefined): Term | undefined {
    if (a === undefined || b === undefined || a.kind !== b.kind) return undefined;
    if (['text', 'bool', 'time', 'size', 'duration'].includes(a.kind)) return undefined;
    const value = `(${op} ${a.value} ${b.value})`;
    const same = a.kind === 'money' ? ` (= ${a.currency} ${b.currency})` : '';
    const isWhole = a.isWhole === true && b.isWhole === true;
    const known = `(and ${a.known} ${b.known}${same} ${within(value, isWhole)})`;
    return { ...a, known, value, isWhole };
  }

  /** A product with a constant number, exact where it needs no rounding; no other. */
  #product(left: ExprPlan, right: ExprPlan): Term | undefined {
    const [of, by] = right.op === 'literal' ? [left, right] : [right, left];
    if (by.op !== 'literal') return undefined;
    const factor = literal(by);
    const nano =
      typeof factor === 'number' || typeof factor === 'bigint'
        ? BigInt(factor) * billion
        : typeof factor === 'object' && 'kind' in factor && factor.kind === 'decimal'
          ? factor.nano
          : undefined;
    const term = this.#term(of);
    if (nano === undefined || term === undefined) return undefined;
    if (term.kind !== 'number' && term.kind !== 'money') return undefined;
    const product = `(* ${realText(nano)} ${term.value})`;
    const value = `(div ${product} 1000000000)`;
    const isWhole = term.isWhole === true && typeof factor !== 'object';
    const exact = `(= 0 (mod ${product} 1000000000))`;
    const known = `(and ${term.known} ${exact} ${within(value, isWhole)})`;
    return { ...term, known, value, isWhole };
  }
}
