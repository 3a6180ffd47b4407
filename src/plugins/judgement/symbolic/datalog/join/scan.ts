import type { Relation } from '../store/relation.ts';
import type { Budget } from './budget.ts';

/** Does one step of a join and goes on with the next for each way it can. */
export type Step = () => void;

/** Which rows of a relation count: from `low` up to, not including, `high`. */
export interface Range {
  low: number;
  high: number;
}

/** A column and the register that it fills or is held against; a constant is a register too. */
export interface Cell {
  readonly column: number;
  readonly register: number;
}

/** How one relation is joined. */
export interface Scan {
  readonly relation: Relation;
  readonly range: Range;
  readonly known: readonly Cell[];
  readonly fills: readonly Cell[];
  /** Columns that must equal one that the same row fills. */
  readonly equal: readonly Cell[];
  readonly registers: Int32Array;
  /** Where the row under the join is noted. */
  readonly trail: Int32Array;
  readonly place: number;
  readonly budget: () => Budget;
}

/** The rows of a relation that agree with what is known, each with its columns in their registers. */
export function scanning(scan: Scan, next: Step): Step {
  const { relation, known } = scan;
  if (known.length === 0) return all(scan, next);
  if (known.length === relation.arity) return one(scan, next);
  return some(scan, next);
}

/** Takes a row over; false where it repeats no value that it must repeat. */
function taking({ relation, fills, equal, registers }: Scan): (row: number) => boolean {
  const { arity } = relation;
  const [only] = fills;
  if (only !== undefined && fills.length === 1 && equal.length === 0) {
    const { column, register } = only;
    return (row) => {
      registers[register] = relation.data[row * arity + column] as number;
      return true;
    };
  }
  return (row) => {
    const from = row * arity;
    const { data } = relation;
    for (let at = 0; at < fills.length; at += 1) {
      const { column, register } = fills[at] as Cell;
      registers[register] = data[from + column] as number;
    }
    for (let at = 0; at < equal.length; at += 1) {
      const { column, register } = equal[at] as Cell;
      if (registers[register] !== data[from + column]) return false;
    }
    return true;
  };
}

function all(scan: Scan, next: Step): Step {
  const { relation, range, trail, place, budget } = scan;
  const take = taking(scan);
  return () => {
    const spent = budget();
    const end = Math.min(range.high, relation.count);
    for (let row = range.low; row < end; row += 1) {
      spent.step();
      if (!take(row)) continue;
      trail[place] = row;
      next();
    }
  };
}

function one({ relation, range, known, registers, trail, place }: Scan, next: Step): Step {
  const key = new Int32Array(relation.arity);
  return () => {
    for (const { column, register } of known) key[column] = registers[register] as number;
    const row = relation.find(key);
    if (row < range.low || row >= range.high) return;
    trail[place] = row;
    next();
  };
}

function some(scan: Scan, next: Step): Step {
  const { relation, range, known, registers, trail, place, budget } = scan;
  const take = taking(scan);
  const index = relation.index(known.map(({ column }) => column));
  const key = new Int32Array(known.length);
  const from = known.map(({ register }) => register);
  return () => {
    const spent = budget();
    for (let at = 0; at < from.length; at += 1) {
      key[at] = registers[from[at] as number] as number;
    }
    const { low, high } = range;
    for (let row = index.first(key); row >= low; row = index.next(row)) {
      spent.step();
      if (row >= high || !take(row)) continue;
      trail[place] = row;
      next();
    }
  };
}
