import type { Value } from '../../../../runtime/contract/index.ts';
import { Budget, type Limits } from './join/budget.ts';
import { compileJoin, type Ground, type Join } from './join/compile.ts';
import type { Range } from './join/scan.ts';
import { Relation } from './store/relation.ts';
import { Terms } from './store/terms.ts';
import { builtins, type Checked } from './text/check.ts';
import type { Atom, Literal, RuleNode } from './text/program.ts';

/** A condition that could not be told, and why. */
export interface Unclear {
  readonly of: Literal;
  readonly why: string;
}

/** A rule whose joins are compiled: whole, and once for each relation that is still growing. */
interface Ready {
  readonly whole: Join;
  readonly deltas: readonly Join[];
}

/** The range of one relation of a stratum: all before this round, and what came in the last one. */
interface Growing {
  readonly relation: Relation;
  readonly old: Range;
  readonly delta: Range;
  readonly all: Range;
}
interface Stratum {
  readonly growing: readonly Growing[];
  readonly rules: readonly Ready[];
}

/**
 * Facts and what follows from them. Made once for a program; then, for each question: `reset`, `add` what
 * is so, `run`. Evaluation is semi-naive: a round joins only what the last one brought.
 */
export class Database {
  readonly terms = new Terms();
  readonly #relations = new Map<string, Relation>();
  readonly #facts: readonly { readonly relation: Relation; readonly tuple: Int32Array }[];
  readonly #strata: readonly Stratum[];
  readonly #known: number;
  #budget = new Budget({ facts: 0, ms: 0 });
  #unclear: Unclear | undefined;

  constructor({ relations, rules, strata }: Checked) {
    for (const [name, { columns }] of relations) {
      this.#relations.set(name, new Relation(name, columns.length));
    }
    this.#facts = rules
      .filter(({ body }) => body.length === 0)
      .map(({ head }) => ({
        relation: this.relation(head.relation),
        tuple: this.#constants(head),
      }));
    const ground = this.ground;
    this.#strata = strata.map((names) =>
      stratumOf(
        ground,
        names,
        rules.filter(({ head, body }) => body.length > 0 && names.includes(head.relation)),
      ),
    );
    this.#known = this.terms.size;
    this.reset();
  }

  /** What bodies are compiled against. */
  get ground(): Ground {
    return {
      terms: this.terms,
      relation: (name) => this.relation(name),
      budget: () => this.#budget,
      unclear: (of, why) => {
        this.#unclear ??= { of, why };
      },
    };
  }

  /** Forgets all but the facts of the program. */
  reset(): void {
    for (const relation of this.#relations.values()) relation.clear();
    this.terms.cut(this.#known);
    this.#unclear = undefined;
    for (const { relation, tuple } of this.#facts) relation.add(tuple);
  }

  /** Says that a fact is so. */
  add(name: string, ...values: readonly Value[]): void {
    const tuple = new Int32Array(values.length);
    for (const [column, value] of values.entries()) tuple[column] = this.terms.id(value);
    const relation = this.relation(name);
    if (!relation.add(tuple)) relation.repeated = true;
  }

  /**
   * Derives all that follows.
   * @returns the first condition that was neither true nor false, if there was one
   * @throws OverBudget when more follows than the limits allow
   */
  run(limits: Limits): Unclear | undefined {
    const budget = new Budget(limits);
    this.#budget = budget;
    for (const relation of this.#relations.values()) relation.close(0);
    let round = 0;
    for (const { growing, rules } of this.#strata) {
      if (rules.length === 0) continue;
      round += 1;
      for (const { relation, all } of growing) all.high = relation.count;
      for (const { whole } of rules) whole.run();
      while (advance(growing, round)) {
        round += 1;
        for (const { deltas } of rules) for (const join of deltas) join.run();
      }
    }
    return this.#unclear;
  }

  /** The rows of a relation, in the order of their coming. */
  rows(name: string): readonly (readonly Value[])[] {
    const { count } = this.relation(name);
    return Array.from({ length: count }, (_, row) => this.row(name, row));
  }

  row(name: string, row: number): readonly Value[] {
    const { data, arity } = this.relation(name);
    return Array.from({ length: arity }, (_, column) =>
      this.terms.value(data[row * arity + column] as number),
    );
  }

  relation(name: string): Relation {
    const relation = this.#relations.get(name);
    if (relation === undefined) throw new Error(`there is no relation \`${name}\``);
    return relation;
  }

  /** True for a row that is a fact, not derived. */
  isGiven(name: string, row: number): boolean {
    return this.relation(name).roundOf(row) === 0;
  }

  #constants(head: Atom): Int32Array {
    return Int32Array.from(head.terms, (term) =>
      term.kind === 'constant' ? this.terms.id(term.value) : 0,
    );
  }
}

/** Makes what the last round brought the delta of the next; false where it brought nothing. */
function advance(growing: readonly Growing[], round: number): boolean {
  let grew = false;
  for (const { relation, old, delta, all } of growing) {
    old.high = all.high;
    delta.low = all.high;
    delta.high = relation.count;
    all.high = relation.count;
    if (delta.high > delta.low) grew = true;
    relation.close(round);
  }
  return grew;
}

function stratumOf(ground: Ground, names: readonly string[], rules: readonly RuleNode[]): Stratum {
  const growing = names.map((name) => ({
    relation: ground.relation(name),
    old: { low: 0, high: 0 },
    delta: { low: 0, high: 0 },
    all: { low: 0, high: 0 },
  }));
  const byName = new Map(growing.map((each) => [each.relation.name, each]));
  return { growing, rules: rules.map((rule) => ready(ground, rule, byName)) };
}

function ready(ground: Ground, rule: RuleNode, byName: ReadonlyMap<string, Growing>): Ready {
  const places = rule.body.flatMap((literal, place) => {
    if (literal.kind !== 'atom' || builtins.includes(literal.relation)) return [];
    const grows = byName.get(literal.relation);
    return grows === undefined ? [] : [{ place, grows }];
  });
  const join = (ranges: ReadonlyMap<number, Range>, first?: number): Join =>
    compileJoin(ground, rule.body, {
      given: [],
      ranges,
      ...(first === undefined ? {} : { first }),
      last: (made) => emit(ground, rule.head, made),
    });
  return {
    whole: join(new Map(places.map(({ place, grows }) => [place, grows.all]))),
    deltas: places.map(({ place: leading }) =>
      join(
        new Map(
          places.map(({ place, grows }) => [
            place,
            place === leading ? grows.delta : place < leading ? grows.all : grows.old,
          ]),
        ),
        leading,
      ),
    ),
  };
}

/** Adds the head of a rule for what is in the registers. */
function emit(ground: Ground, head: Atom, { registers, registerOf }: Join): () => void {
  const relation = ground.relation(head.relation);
  const tuple = new Int32Array(head.terms.length);
  const sources = head.terms.map((term) => {
    if (term.kind === 'variable') return registerOf(term.name);
    const register = registerOf(` head ${term.start}`);
    if (term.kind === 'constant') registers[register] = ground.terms.id(term.value);
    return register;
  });
  const width = sources.length;
  return () => {
    for (let column = 0; column < width; column += 1) {
      tuple[column] = registers[sources[column] as number] as number;
    }
    if (relation.add(tuple)) ground.budget().fact();
  };
}
