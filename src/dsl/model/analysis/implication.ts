import { literal } from '../../plan/evaluate.ts';
import type { ConditionPlan, ExprPlan } from '../../plan/plan.ts';
import { compare } from '../../values/compare.ts';
import type { Value } from '../../values/value.ts';
import { unknown } from '../../values/value.ts';

/** A comparison of something read with a literal. */
interface Bound {
  readonly of: string;
  readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=';
  readonly by: Literal;
}

type Literal = Extract<ExprPlan, { op: 'literal' }>;

/** One thing that a rule asks, with `unless` turned round. Its parts are worked out when asked for. */
export class Atom {
  readonly #expr: ExprPlan;
  #text: string | undefined;
  #bound: Bound | undefined | null = null;

  constructor(expr: ExprPlan) {
    this.#expr = expr;
  }

  /** The same for equal questions, and for no others. */
  get text(): string {
    this.#text ??= textOf(this.#expr);
    return this.#text;
  }

  get bound(): Bound | undefined {
    if (this.#bound === null) this.#bound = boundOf(this.#expr);
    return this.#bound;
  }
}

/** What all must hold for a rule to hold: its conditions, taken apart at `and`. */
export function atomsOf(conditions: readonly ConditionPlan[]): readonly Atom[] {
  const atoms: Atom[] = [];
  for (const { word, expr } of conditions) {
    split(word === 'when' ? expr : { op: 'not', of: expr, at: expr.at }, atoms);
  }
  return atoms;
}

function split(expr: ExprPlan, into: Atom[]): void {
  if (expr.op === 'and') {
    for (const each of expr.of) split(each, into);
  } else if (expr.op === 'not' && expr.of.op === 'not') split(expr.of.of, into);
  else if (expr.op === 'not' && expr.of.op === 'or') {
    for (const each of expr.of.of) split({ op: 'not', of: each, at: each.at }, into);
  } else into.push(new Atom(expr));
}

/** An expression without its places: equal for equal ones only, for every text tells its length. */
function textOf(expr: ExprPlan): string {
  switch (expr.op) {
    case 'literal':
      return `${expr.type} ${typeof expr.json === 'string' ? sized(expr.json) : JSON.stringify(expr.json)}`;
    case 'ref':
      return `${expr.root}${expr.path.map(sized).join('')}`;
    case 'list':
      return `[${expr.items.map(textOf).join()}]`;
    case 'record':
      return `{${expr.entries.map((each) => `${sized(each.name)}${textOf(each.value)}`).join()}}`;
    case 'and':
    case 'or':
      return `${expr.op}(${expr.of.map(textOf).join()})`;
    case 'not':
    case 'negate':
      return `${expr.op}(${textOf(expr.of)})`;
    case 'like':
      return `like(${textOf(expr.left)},${sized(expr.pattern)})`;
    case 'has':
      return `has(${textOf(expr.of)},${sized(expr.field)})`;
    case 'runs':
      return `runs(${textOf(expr.of)},${[expr.program, ...expr.flags].map(sized).join()})`;
    default:
      return `${expr.op}(${textOf(expr.left)},${textOf(expr.right)})`;
  }
}

const sized = (text: string): string => `${text.length}:${text}`;

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
  return { of: textOf(of), operator, by };
}

/** Whether one question is answered yes whenever the other is. Says no where it cannot tell. */
export function implies(given: Atom, wanted: Atom): boolean {
  return given.text === wanted.text || impliesBound(given.bound, wanted.bound);
}

function impliesBound(a: Bound | undefined, b: Bound | undefined): boolean {
  if (a === undefined || b === undefined || a.of !== b.of) return false;
  const order = orderOf(literal(a.by), literal(b.by));
  if (order === undefined) return false;
  switch (a.operator) {
    case '==':
      return holds(order, b.operator);
    case '<':
      return (b.operator === '<' || b.operator === '<=' || b.operator === '!=') && order <= 0;
    case '<=':
      if (b.operator === '<=') return order <= 0;
      return (b.operator === '<' || b.operator === '!=') && order < 0;
    case '>':
      return (b.operator === '>' || b.operator === '>=' || b.operator === '!=') && order >= 0;
    case '>=':
      if (b.operator === '>=') return order >= 0;
      return (b.operator === '>' || b.operator === '!=') && order > 0;
    default:
      return b.operator === '!=' && order === 0;
  }
}

/** Whether no value can answer yes to both. Says no where it cannot tell. */
export function excludes(left: Atom, right: Atom): boolean {
  if (left.text === `not(${right.text})`) return true;
  const { bound } = right;
  if (bound === undefined) return false;
  return impliesBound(left.bound, { ...bound, operator: opposite[bound.operator] });
}

function holds(order: number, operator: Bound['operator']): boolean {
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

/** The order of two literals; texts are only told apart. */
function orderOf(left: Value | typeof unknown, right: Value | typeof unknown): number | undefined {
  if (left === unknown || right === unknown) return undefined;
  if (typeof left === 'string' && typeof right === 'string') return left === right ? 0 : 1;
  const order = compare(left, right);
  return order === unknown ? undefined : order;
}
