import { literal } from '../../plan/evaluate.ts';
import { inOrder } from '../../plan/evaluation/comparison.ts';
import type { ExprPlan } from '../../plan/plan.ts';
import { compare } from '../../values/compare.ts';
import type { Json, Value } from '../../values/value.ts';
import { unknown } from '../../values/value.ts';
import type { Rule } from '../model.ts';

/** A comparison of something read with a literal. */
interface Bound {
  readonly of: ExprPlan;
  readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=';
  readonly by: Literal;
}

type Literal = Extract<ExprPlan, { op: 'literal' }>;

/** One thing that a rule asks, with `unless` turned round. Its parts are worked out when asked for. */
export class Atom {
  readonly expr: ExprPlan;
  /** Which condition of the rule it is part of. */
  readonly of: number;
  #bound: Bound | undefined | null = null;

  constructor(expr: ExprPlan, of: number) {
    this.expr = expr;
    this.of = of;
  }

  get bound(): Bound | undefined {
    if (this.#bound === null) this.#bound = boundOf(this.expr);
    return this.#bound;
  }
}

/** A rule with what all must hold for it to hold: its conditions, taken apart at `and`. */
export interface Understood {
  readonly rule: Rule;
  readonly atoms: readonly Atom[];
}

/** Takes the conditions of a rule apart. */
export function understood(rule: Rule): Understood {
  const atoms: Atom[] = [];
  for (const [of, { word, expr }] of rule.conditions.entries()) {
    split(word === 'when' ? expr : { op: 'not', of: expr, at: expr.at }, of, atoms);
  }
  return { rule, atoms };
}

function split(expr: ExprPlan, of: number, into: Atom[]): void {
  if (expr.op === 'and') {
    for (const each of expr.of) split(each, of, into);
  } else if (expr.op === 'not' && expr.of.op === 'not') split(expr.of.of, of, into);
  else if (expr.op === 'not' && expr.of.op === 'or') {
    for (const each of expr.of.of) split({ op: 'not', of: each, at: each.at }, of, into);
  } else into.push(new Atom(expr, of));
}

/** Whether two expressions are the same but for their places. */
function same(a: ExprPlan, b: ExprPlan): boolean {
  switch (a.op) {
    case 'literal':
      return b.op === 'literal' && a.type === b.type && sameJson(a.json, b.json);
    case 'ref':
      return b.op === 'ref' && a.root === b.root && all(a.path, b.path, is);
    case 'list':
      return b.op === 'list' && all(a.items, b.items, same);
    case 'record':
      return b.op === 'record' && all(a.entries, b.entries, sameEntry);
    case 'and':
    case 'or':
      return a.op === b.op && all(a.of, b.of, same);
    case 'not':
    case 'negate':
      return a.op === b.op && same(a.of, b.of);
    case 'like':
      return b.op === 'like' && a.pattern === b.pattern && same(a.left, b.left);
    case 'has':
      return b.op === 'has' && a.field === b.field && same(a.of, b.of);
    case 'runs':
      return (
        b.op === 'runs' && a.program === b.program && all(a.flags, b.flags, is) && same(a.of, b.of)
      );
    default:
      return 'right' in b && a.op === b.op && same(a.left, b.left) && same(a.right, b.right);
  }
}

type Entry = Extract<ExprPlan, { op: 'record' }>['entries'][number];

const is = (a: string, b: string): boolean => a === b;
const sameEntry = (a: Entry, b: Entry): boolean => a.name === b.name && same(a.value, b.value);

const sameJson = (a: Json, b: Json): boolean =>
  a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));

const all = <T>(a: readonly T[], b: readonly T[], alike: (a: T, b: T) => boolean): boolean =>
  a.length === b.length && a.every((each, index) => alike(each, b[index] as T));

const turned = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;
const opposite = { '==': '!=', '!=': '==', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;

function boundOf(expr: ExprPlan): Bound | undefined {
  if (expr.op === 'not') {
    const inner = boundOf(expr.of);
    return inner === undefined ? undefined : { ...inner, operator: opposite[inner.operator] };
  }
  if (!('left' in expr) || !('right' in expr) || !(expr.op in turned)) return undefined;
  const operator = expr.op as Bound['operator'];
  const { left, right } = expr;
  if (left.op === 'literal') return bound(right, turned[operator], left);
  return right.op === 'literal' ? bound(left, operator, right) : undefined;
}

function bound(of: ExprPlan, operator: Bound['operator'], by: Literal): Bound {
  return { of, operator, by };
}

/** Whether one question is answered yes whenever the other is. Says no where it cannot tell. */
export function implies(given: Atom, wanted: Atom): boolean {
  return same(given.expr, wanted.expr) || impliesBound(given.bound, wanted.bound);
}

/** Whether a bound says yes to another, or to that one with its operator exchanged. */
function impliesBound(
  a: Bound | undefined,
  b: Bound | undefined,
  wanted: Bound['operator'] | undefined = b?.operator,
): boolean {
  if (a === undefined || b === undefined || wanted === undefined || !same(a.of, b.of)) return false;
  const order = orderOf(literal(a.by), literal(b.by));
  if (order === undefined) return false;
  switch (a.operator) {
    case '==':
      return holds(order, wanted);
    case '<':
      return (wanted === '<' || wanted === '<=' || wanted === '!=') && order <= 0;
    case '<=':
      if (wanted === '<=') return order <= 0;
      return (wanted === '<' || wanted === '!=') && order < 0;
    case '>':
      return (wanted === '>' || wanted === '>=' || wanted === '!=') && order >= 0;
    case '>=':
      if (wanted === '>=') return order >= 0;
      return (wanted === '>' || wanted === '!=') && order > 0;
    default:
      return wanted === '!=' && order === 0;
  }
}

/** Whether no value can answer yes to both. Says no where it cannot tell. */
export function excludes(left: Atom, right: Atom): boolean {
  return denies(left, right) || denies(right, left);
}

function denies(left: Atom, right: Atom): boolean {
  if (left.expr.op === 'not' && same(left.expr.of, right.expr)) return true;
  const { bound } = right;
  if (bound === undefined) return false;
  return impliesBound(left.bound, bound, opposite[bound.operator]);
}

function holds(order: number, operator: Bound['operator']): boolean {
  if (operator === '==') return order === 0;
  if (operator === '!=') return order !== 0;
  return inOrder(operator, order);
}

/** The order of two literals; texts are only told apart. */
function orderOf(left: Value | typeof unknown, right: Value | typeof unknown): number | undefined {
  if (left === unknown || right === unknown) return undefined;
  if (typeof left === 'string' && typeof right === 'string') return left === right ? 0 : 1;
  const order = compare(left, right);
  return order === unknown ? undefined : order;
}
