import { like, type Value } from '../../../../../runtime/contract/index.ts';
import type { Relation } from '../store/relation.ts';
import type { Terms } from '../store/terms.ts';
import { builtins } from '../text/check.ts';
import {
  type Aggregate,
  type Arithmetic,
  type Atom,
  type Literal,
  type Term,
  variablesOf,
} from '../text/program.ts';
import { type Total, totalOf } from './aggregate.ts';
import type { Budget } from './budget.ts';
import { isWithin, numberOf, relate } from './compare.ts';
import { order, type Placed } from './order.ts';
import { type Cell, type Range, type Step, scanning } from './scan.ts';

/** What a body is compiled against. */
export interface Ground {
  readonly terms: Terms;
  readonly relation: (name: string) => Relation;
  readonly budget: () => Budget;
  /** Told of a condition that is neither true nor false. */
  readonly unclear: (of: Literal, why: string) => void;
}

/** A body made ready to be joined. */
export interface Join {
  readonly run: Step;
  readonly registers: Int32Array;
  readonly registerOf: (name: string) => number;
  /** The row under the join, by place in the body. */
  readonly trail: Int32Array;
}

/** Columns of a head, which the reader of rules holds to this. */
const widestHead = 128;

/** Whole relations, complete before: every row counts. */
const everything: Range = { low: 0, high: Number.MAX_SAFE_INTEGER };

/**
 * Compiles a body into nested steps over registers.
 * @param given variables whose registers are set before it runs
 * @param ranges which rows of a relation count, by place in the body; all of them where not said
 * @param first the place that leads the join
 */
export function compileJoin(
  ground: Ground,
  body: readonly Literal[],
  parts: {
    readonly given: readonly string[];
    readonly ranges: ReadonlyMap<number, Range>;
    readonly first?: number;
    readonly last: (join: Join) => Step;
  },
): Join {
  const compiler = new Compiler(ground, body);
  const registers = compiler.registers;
  const join: { run: Step } & Omit<Join, 'run'> = {
    run: () => undefined,
    registers,
    registerOf: (name) => compiler.register(name),
    trail: compiler.trail,
  };
  const bound = new Set(parts.given);
  const ordered = order(body, bound, parts.first);
  const wraps = ordered.map((placed) => compiler.literal(placed, bound, parts.ranges));
  join.run = wraps.reduceRight<Step>((next, wrap) => wrap(next), parts.last(join));
  return join;
}

type Wrap = (next: Step) => Step;

const noCompare = 'values that do not compare';

class Compiler {
  readonly registers: Int32Array;
  readonly trail: Int32Array;
  readonly #ground: Ground;
  readonly #names = new Map<string, number>();
  #count = 0;
  #scope = '';

  constructor(ground: Ground, body: readonly Literal[]) {
    this.#ground = ground;
    this.trail = new Int32Array(Math.max(1, body.length));
    const most = body.reduce((sum, literal) => sum + termsIn(literal), 0);
    this.registers = new Int32Array(most + widestHead);
  }

  register(name: string): number {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const register = this.#count;
    this.#count += 1;
    this.#names.set(name, register);
    return register;
  }

  literal(placed: Placed, bound: Set<string>, ranges: ReadonlyMap<number, Range>): Wrap {
    const { literal, place } = placed;
    switch (literal.kind) {
      case 'atom':
        return builtins.includes(literal.relation)
          ? this.#builtin(literal)
          : this.#atom(literal, place, bound, ranges.get(place) ?? everything);
      case 'not':
        return this.#absence(literal.atom);
      case 'compare':
        return this.#comparison(literal, bound);
      case 'aggregate':
        return this.#aggregate(literal, bound);
    }
  }

  /** A register that holds a term: a variable's, or a constant's own. */
  #of(term: Term): number {
    if (term.kind === 'variable') return this.register(this.#local(term.name));
    const name = ` ${this.#count}`;
    const register = this.register(name);
    if (term.kind === 'constant') this.registers[register] = this.#ground.terms.id(term.value);
    return register;
  }

  readonly #locals = new Map<string, string>();
  #local(name: string): string {
    return this.#locals.get(name) ?? name;
  }

  #atom(atom: Atom, place: number, bound: Set<string>, range: Range): Wrap {
    const known: Cell[] = [];
    const fills: Cell[] = [];
    const equal: Cell[] = [];
    const met = new Set<string>();
    for (const [column, term] of atom.terms.entries()) {
      if (term.kind === 'wildcard') continue;
      const cell = { column, register: this.#of(term) };
      const name = term.kind === 'variable' ? this.#local(term.name) : undefined;
      if (name === undefined || bound.has(name)) known.push(cell);
      else if (met.has(name)) equal.push(cell);
      else {
        met.add(name);
        fills.push(cell);
      }
    }
    for (const name of met) bound.add(name);
    const relation = this.#ground.relation(atom.relation);
    const { registers, trail } = this;
    const budget = this.#ground.budget;
    const scan = { relation, range, known, fills, equal, registers, trail, place, budget };
    return (next) => scanning(scan, next);
  }

  #absence(atom: Atom): Wrap {
    const relation = this.#ground.relation(atom.relation);
    const cells = atom.terms.flatMap((term, column) =>
      term.kind === 'wildcard' ? [] : [{ column, register: this.#of(term) }],
    );
    let found = false;
    const { registers } = this;
    const look = scanning(
      {
        relation,
        range: everything,
        known: cells,
        fills: [],
        equal: [],
        registers,
        trail: new Int32Array(1),
        place: 0,
        budget: this.#ground.budget,
      },
      () => {
        found = true;
      },
    );
    return (next) => () => {
      found = false;
      look();
      if (!found) next();
    };
  }

  #value(of: Arithmetic): () => Value | undefined {
    const { terms } = this.#ground;
    const { registers } = this;
    if (of.kind === 'arithmetic') {
      const left = this.#value(of.left);
      const right = this.#value(of.right);
      return numberOf(of.op, left, right);
    }
    const register = this.#of(of);
    return () => terms.value(registers[register] as number);
  }

  #comparison(literal: Extract<Literal, { kind: 'compare' }>, bound: Set<string>): Wrap {
    const { left, right, op } = literal;
    if (op === '=') {
      for (const [to, from] of [
        [left, right],
        [right, left],
      ] as const) {
        if (to.kind !== 'variable' || bound.has(this.#local(to.name))) continue;
        const value = this.#value(from);
        bound.add(this.#local(to.name));
        return this.#assignment(this.#of(to), value, literal);
      }
    }
    const [a, b] = [this.#value(left), this.#value(right)];
    const { unclear } = this.#ground;
    return (next) => () => {
      const truth = relate(op, a(), b());
      if (truth === undefined) unclear(literal, noCompare);
      else if (truth) next();
    };
  }

  #assignment(register: number, value: () => Value | undefined, literal: Literal): Wrap {
    const { terms, unclear } = this.#ground;
    const { registers } = this;
    return (next) => () => {
      const found = value();
      if (found === undefined) unclear(literal, 'what is computed has no exact value');
      else {
        registers[register] = terms.id(found);
        next();
      }
    };
  }

  #builtin(atom: Atom): Wrap {
    const [left, right] = atom.terms.map((term) => this.#value(term));
    if (left === undefined || right === undefined) throw new Error('a condition with two columns');
    const [, term] = atom.terms;
    const fixed =
      atom.relation === 'like' && term?.kind === 'constant' && typeof term.value === 'string'
        ? like(term.value)
        : undefined;
    const holds = (a: Value | undefined, b: Value | undefined): boolean | undefined => {
      if (typeof a !== 'string' || typeof b !== 'string') return undefined;
      if (atom.relation === 'within') return isWithin(a, b);
      return (fixed ?? like(b))(a);
    };
    const { unclear } = this.#ground;
    return (next) => () => {
      const truth = holds(left(), right());
      if (truth === undefined) unclear(atom, noCompare);
      else if (truth) next();
    };
  }

  #aggregate(literal: Aggregate, bound: Set<string>): Wrap {
    const { terms, unclear } = this.#ground;
    const names = this.#enter(literal, bound);
    const inside = new Set(bound);
    const known = names.filter((name) => inside.has(this.#local(name)));
    const ordered = order(literal.body, known);
    const wraps = ordered.map((placed) => this.literal({ ...placed, place: 0 }, inside, new Map()));
    const value = literal.value === undefined ? undefined : this.#value(literal.value);
    let total: Total = totalOf(literal.of);
    const run = wraps.reduceRight<Step>(
      (next, wrap) => wrap(next),
      () => total.add(value?.()),
    );
    this.#leave();
    const intoKnown = literal.into.kind !== 'variable' || bound.has(this.#local(literal.into.name));
    const into = this.#of(literal.into);
    if (literal.into.kind === 'variable') bound.add(this.#local(literal.into.name));
    const { registers } = this;
    const counted =
      literal.of === 'count' || literal.of === 'sum' ? this.#relationsIn(literal) : [];
    return (next) => () => {
      if (counted.some(({ repeated }) => repeated)) {
        unclear(literal, 'equal items of a list are one fact: read them as `item(…)`');
        return;
      }
      total = totalOf(literal.of);
      run();
      const result = total.result();
      if (result === 'unclear') unclear(literal, noCompare);
      else if (result !== undefined) {
        const id = terms.id(result);
        if (intoKnown && registers[into] !== id) return;
        registers[into] = id;
        next();
      }
    };
  }

  #relationsIn({ body }: Aggregate): readonly Relation[] {
    return body.flatMap((each) =>
      each.kind === 'atom' && !builtins.includes(each.relation)
        ? [this.#ground.relation(each.relation)]
        : [],
    );
  }

  /** Variables of an aggregate that nothing outside has bound are its own. */
  readonly #outer: Map<string, string>[] = [];
  #enter(literal: Aggregate, bound: ReadonlySet<string>): readonly string[] {
    this.#outer.push(new Map(this.#locals));
    this.#scope = `${this.#scope}'`;
    const names = new Set([
      ...literal.body.flatMap(variablesOf),
      ...(literal.value === undefined ? [] : variablesOf(literal.value)),
    ]);
    for (const name of names) {
      if (!bound.has(this.#local(name))) {
        this.#locals.set(name, `${name}${this.#scope}${this.#count}`);
      }
    }
    return [...names];
  }
  #leave(): void {
    this.#locals.clear();
    for (const [name, local] of this.#outer.pop() ?? []) this.#locals.set(name, local);
  }
}

/** At most so many registers: one for each term, and some for sums and heads. */
function termsIn(of: Literal | Arithmetic): number {
  switch (of.kind) {
    case 'atom':
      return of.terms.length;
    case 'not':
      return of.atom.terms.length;
    case 'compare':
    case 'arithmetic':
      return termsIn(of.left) + termsIn(of.right);
    case 'aggregate':
      return 2 + of.body.reduce((sum, each) => sum + termsIn(each), 0);
    default:
      return 1;
  }
}
