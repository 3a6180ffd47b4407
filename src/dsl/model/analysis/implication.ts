import { literal } from '../../plan/evaluate.ts';
import type { ConditionPlan, ExprPlan } from '../../plan/plan.ts';
import { compare } from '../../values/compare.ts';
import type { Value } from '../../values/value.ts';
import { unknown } from '../../values/value.ts';

/** One thing that a rule asks, with `unless` turned round. `text` is the same for equal questions. */
export interface Atom {
  readonly text: string;
  readonly bound: Bound | undefined;
}

/** A comparison of something read with a literal. */
interface Bound {
  readonly of: string;
  readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=';
  readonly value: Value;
}

/** What all must hold for a rule to hold: its conditions, taken apart at `and`. */
export function atomsOf(conditions: readonly ConditionPlan[]): readonly Atom[] {
  return conditions.flatMap(({ word, expr }) =>
    word === 'when' ? split(expr) : split({ op: 'not', of: expr, at: expr.at }),
  );
}

function split(expr: ExprPlan): readonly Atom[] {
  if (expr.op === 'and') return expr.of.flatMap(split);
  if (expr.op === 'not' && expr.of.op === 'not') return split(expr.of.of);
  if (expr.op === 'not' && expr.of.op === 'or') {
    return expr.of.of.flatMap((each) => split({ op: 'not', of: each, at: each.at }));
  }
  return [{ text: textOf(expr), bound: boundOf(expr) }];
}

/** An expression without its places. */
function textOf(expr: ExprPlan): string {
  switch (expr.op) {
    case 'literal':
      return `${expr.type} ${JSON.stringify(expr.json)}`;
    case 'ref':
      return `${expr.root} ${JSON.stringify(expr.path)}`;
    case 'list':
      return `[${expr.items.map(textOf).join()}]`;
    case 'record':
      return `{${expr.entries.map((each) => `${JSON.stringify(each.name)}${textOf(each.value)}`).join()}}`;
    case 'and':
    case 'or':
      return `${expr.op}(${expr.of.map(textOf).join()})`;
    case 'not':
    case 'negate':
      return `${expr.op}(${textOf(expr.of)})`;
    case 'like':
      return `like(${textOf(expr.left)},${JSON.stringify(expr.pattern)})`;
    case 'has':
      return `has(${textOf(expr.of)},${JSON.stringify(expr.field)})`;
    case 'runs':
      return `runs(${textOf(expr.of)},${JSON.stringify([expr.program, ...expr.flags])})`;
    default:
      return `${expr.op}(${textOf(expr.left)},${textOf(expr.right)})`;
  }
}

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

function bound(
  of: ExprPlan,
  operator: Bound['operator'],
  by: Extract<ExprPlan, { op: 'literal' }>,
): Bound | undefined {
  const value = literal(by);
  return value === unknown ? undefined : { of: textOf(of), operator, value };
}

/** Whether one question is answered yes whenever the other is. Says no where it cannot tell. */
export function implies(given: Atom, wanted: Atom): boolean {
  if (given.text === wanted.text) return true;
  const [a, b] = [given.bound, wanted.bound];
  if (a === undefined || b === undefined || a.of !== b.of) return false;
  const order = orderOf(a.value, b.value);
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
  const { bound } = right;
  if (bound === undefined) return false;
  const negated: Bound = { ...bound, operator: opposite[bound.operator] };
  return implies(left, { text: '', bound: negated });
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
function orderOf(left: Value, right: Value): number | undefined {
  if (typeof left === 'string' && typeof right === 'string') return left === right ? 0 : 1;
  const order = compare(left, right);
  return order === unknown ? undefined : order;
}
