import type { Value } from '../../../../runtime/contract/index.ts';
import { toJson } from '../../../../runtime/contract/index.ts';
import type { Database } from './database.ts';
import { compileJoin, type Join } from './join/compile.ts';
import type { Range } from './join/scan.ts';
import { builtins, type Checked } from './text/check.ts';
import {
  type Aggregate,
  type Arithmetic,
  type Literal,
  type RuleNode,
  type Term,
  variablesOf,
} from './text/program.ts';

/** Why a fact holds: the rule it follows by, and the facts that rule needed. */
export interface Derivation {
  /** The fact, as a rules file would write it. */
  readonly fact: string;
  /** Absent for a fact that was given. */
  readonly rule?: RuleNode;
  readonly from: readonly Derivation[];
  /** Conditions that are no facts, with their values: comparisons, what is absent, what was counted. */
  readonly where: readonly string[];
}

/** A derivation has at most so many facts; what is left out is said. */
const largest = 1_000;

/** Of what an aggregate counted, so many facts are shown. */
const mostCounted = 16;

interface Row {
  readonly relation: string;
  readonly row: number;
}

class Found extends Error {}

/**
 * Finds why facts hold, in a database that has been run: for each derived fact one rule instance over facts
 * that came earlier, so that no derivation leans on itself. Worked out when asked, so that evaluation pays
 * nothing for it.
 */
export class Why {
  readonly #database: Database;
  readonly #rules: ReadonlyMap<string, readonly RuleNode[]>;
  readonly #joins = new Map<RuleNode, { readonly join: Join; readonly ranges: readonly Range[] }>();

  constructor(database: Database, { rules }: Checked) {
    this.#database = database;
    const byHead = new Map<string, RuleNode[]>();
    for (const rule of rules) {
      if (rule.body.length === 0) continue;
      const list = byHead.get(rule.head.relation);
      if (list === undefined) byHead.set(rule.head.relation, [rule]);
      else list.push(rule);
    }
    this.#rules = byHead;
  }

  /** The derivation of one row of a relation. */
  of(relation: string, row: number): Derivation {
    return this.#of(relation, row, { left: largest });
  }

  #of(relation: string, row: number, size: { left: number }): Derivation {
    const fact = written(relation, this.#database.row(relation, row));
    size.left -= 1;
    if (size.left < 0) return { fact, from: [], where: ['…'] };
    if (this.#database.isGiven(relation, row)) return { fact, from: [], where: [] };
    for (const rule of this.#rules.get(relation) ?? []) {
      const found = this.#instance(rule, relation, row);
      if (found === undefined) continue;
      const from = found.rows.map((each) => this.#of(each.relation, each.row, size));
      return { fact, rule, from, where: found.where };
    }
    throw new Error(`\`${fact}\` was derived by no rule`);
  }

  /** The rows under the first way in which a rule gives a row. */
  #instance(rule: RuleNode, relation: string, row: number) {
    const { join, ranges } = this.#joinOf(rule);
    const of = this.#database.relation(relation);
    const round = of.roundOf(row);
    for (const [place, literal] of rule.body.entries()) {
      if (literal.kind !== 'atom' || builtins.includes(literal.relation)) continue;
      (ranges[place] as Range).high = this.#database.relation(literal.relation).before(round);
    }
    for (const [column, term] of rule.head.terms.entries()) {
      const id = of.data[row * of.arity + column] as number;
      const register = join.registerOf(headName(term, column));
      if (term.kind === 'variable') {
        const before = rule.head.terms.findIndex(
          (other) => other.kind === 'variable' && other.name === term.name,
        );
        if (before < column && join.registers[register] !== id) return undefined;
        join.registers[register] = id;
      } else if (term.kind === 'constant' && this.#database.terms.id(term.value) !== id) {
        return undefined;
      }
    }
    try {
      join.run();
    } catch (cause) {
      if (cause instanceof Found) return this.#rowsOf(rule, join);
      throw cause;
    }
    return undefined;
  }

  #rowsOf(rule: RuleNode, join: Join) {
    const rows: Row[] = [];
    const where: string[] = [];
    const value = (term: Term): string => this.#value(term, join);
    for (const [place, literal] of rule.body.entries()) {
      if (literal.kind === 'atom' && !builtins.includes(literal.relation)) {
        rows.push({ relation: literal.relation, row: join.trail[place] as number });
      } else where.push(shown(literal, value));
      if (literal.kind === 'aggregate') {
        const counted = this.#rowsIn(rule, literal, join);
        rows.push(...counted.slice(0, mostCounted));
        const more = counted.length - mostCounted;
        if (more > 0) where.push(`and ${more} facts more of these`);
      }
    }
    return { rows, where };
  }

  /** The rows that an aggregate looked at, each once, for what the rule has under its variables. */
  #rowsIn(
    { head, body }: RuleNode,
    of: Aggregate,
    { registers, registerOf }: Join,
  ): readonly Row[] {
    const others = body.filter((each) => each !== of);
    const outside = new Set([...others, head].flatMap(variablesIn));
    const given = [...new Set(of.body.flatMap(variablesOf))].filter((name) => outside.has(name));
    const found = new Map<string, Row>();
    const inner = compileJoin(this.#database.ground, of.body, {
      given,
      ranges: new Map(),
      last:
        ({ trail }) =>
        () => {
          for (const [place, each] of of.body.entries()) {
            if (each.kind !== 'atom' || builtins.includes(each.relation)) continue;
            const row = { relation: each.relation, row: trail[place] as number };
            found.set(`${row.relation} ${row.row}`, row);
          }
        },
    });
    for (const name of given) {
      inner.registers[inner.registerOf(name)] = registers[registerOf(name)] as number;
    }
    inner.run();
    return [...found.values()];
  }

  #value(term: Term, join: Join): string {
    if (term.kind === 'wildcard') return '_';
    if (term.kind === 'constant') return spelled(term.value);
    const id = join.registers[join.registerOf(term.name)] as number;
    return spelled(this.#database.terms.value(id));
  }

  #joinOf(rule: RuleNode) {
    const known = this.#joins.get(rule);
    if (known !== undefined) return known;
    const ranges = rule.body.map((): Range => ({ low: 0, high: 0 }));
    const given = rule.head.terms.flatMap((term) => (term.kind === 'variable' ? [term.name] : []));
    const join = compileJoin(this.#database.ground, rule.body, {
      given,
      ranges: new Map(ranges.entries()),
      last: () => () => {
        throw new Found();
      },
    });
    const made = { join, ranges };
    this.#joins.set(rule, made);
    return made;
  }
}

/** Of an aggregate, only what it gives is known outside it. */
const variablesIn = (of: Literal): readonly string[] =>
  of.kind === 'aggregate' ? variablesOf(of.into) : variablesOf(of);

const headName = (term: Term, column: number): string =>
  term.kind === 'variable' ? term.name : ` head ${column}`;

/** A fact as a rules file would write it. */
export const written = (relation: string, values: readonly Value[]): string =>
  `${relation}(${values.map(spelled).join(', ')})`;

function spelled(value: Value): string {
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  const json = toJson(value);
  return typeof json === 'string' ? json : JSON.stringify(json);
}

function shown(literal: Literal, value: (term: Term) => string): string {
  switch (literal.kind) {
    case 'atom':
      return `${literal.relation}(${literal.terms.map(value).join(', ')})`;
    case 'not':
      return `no ${literal.atom.relation}(${literal.atom.terms.map(value).join(', ')})`;
    case 'compare':
      return `${sum(literal.left, value)} ${literal.op} ${sum(literal.right, value)}`;
    case 'aggregate':
      return `${value(literal.into)} = ${literal.of}${of(literal.value)} : { ${literal.body.map(named).join(', ')} }`;
  }
}

const of = (value: Term | undefined): string => (value === undefined ? '' : ` ${asWritten(value)}`);

const sum = (of: Arithmetic, value: (term: Term) => string): string =>
  of.kind === 'arithmetic' ? `${sum(of.left, value)} ${of.op} ${sum(of.right, value)}` : value(of);

/** The condition within an aggregate, with the names of its variables. */
const named = (literal: Literal): string => shown(literal, asWritten);

function asWritten(term: Term): string {
  if (term.kind === 'wildcard') return '_';
  return term.kind === 'variable' ? term.name : spelled(term.value);
}

/** A derivation as indented lines, for people; `place` says where a rule stands. */
export function drawn(
  { fact, rule, from, where }: Derivation,
  place: (rule: RuleNode) => string,
  depth = 0,
): readonly string[] {
  const indent = '  '.repeat(depth);
  const by = rule === undefined ? '' : `  by ${place(rule)}`;
  return [
    `${indent}${fact}${by}`,
    ...from.flatMap((each) => drawn(each, place, depth + 1)),
    ...where.map((each) => `${indent}  ${each}`),
  ];
}
