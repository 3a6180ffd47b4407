import { compare, equal } from '../../values/compare.ts';
import type { MoneyValue, Truth, Unknown, Value } from '../../values/value.ts';
import { unknown } from '../../values/value.ts';
import type { Evaluation, Facts } from '../evaluate.ts';
import { expression, literal } from '../evaluate.ts';
import type { ExprPlan } from '../plan.ts';

type Ordering = '<' | '<=' | '>' | '>=';
type Comparison = Extract<ExprPlan, { readonly right: ExprPlan }>;

/** `a == b`. Equality with a string literal, the commonest condition, has a path of its own. */
export function equality({ left, right }: Comparison): (facts: Facts) => Truth {
  const of = expression(left);
  if (right.op === 'literal' && right.type === 'string' && typeof right.json === 'string') {
    return equalsText(of, right.json);
  }
  const other = expression(right);
  return (facts) => {
    const a = of(facts);
    if (a === unknown) return unknown;
    const b = other(facts);
    return b === unknown ? unknown : equal(a, b);
  };
}

function equalsText(of: Evaluation, wanted: string): (facts: Facts) => Truth {
  return (facts) => {
    const value = of(facts);
    if (typeof value === 'string') return value === wanted;
    return value === unknown ? unknown : equal(value, wanted);
  };
}

/** `a < b` and its kin. An amount of money against a literal one has a path of its own. */
export function ordering(op: Ordering, plan: Comparison): (facts: Facts) => Truth {
  const left = expression(plan.left);
  const right = expression(plan.right);
  if (isEffect(plan.left) || isEffect(plan.right)) return ordered(op, left, right, compareRanks);
  const bound = plan.right.op === 'literal' ? literal(plan.right) : unknown;
  if (isMoney(bound)) return withinMoney(op, left, bound);
  return ordered(op, left, right, compare);
}

function ordered(
  op: Ordering,
  left: Evaluation,
  right: Evaluation,
  by: (left: Value, right: Value) => number | Unknown,
): (facts: Facts) => Truth {
  return (facts) => {
    const a = left(facts);
    if (a === unknown) return unknown;
    const b = right(facts);
    if (b === unknown) return unknown;
    const order = by(a, b);
    return order === unknown ? unknown : inOrder(op, order);
  };
}

/** Whether an order, negative, zero or positive, is as the operator says. */
export function inOrder(op: Ordering, order: number): boolean {
  switch (op) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** Money beside anything but money of its currency has no order, as `compare` says. */
function withinMoney(op: Ordering, of: Evaluation, bound: MoneyValue): (facts: Facts) => Truth {
  const { nano, currency } = bound;
  return (facts) => {
    const value = of(facts);
    if (!isMoney(value) || value.currency !== currency) return unknown;
    switch (op) {
      case '<':
        return value.nano < nano;
      case '<=':
        return value.nano <= nano;
      case '>':
        return value.nano > nano;
      case '>=':
        return value.nano >= nano;
    }
  };
}

const isMoney = (value: Value | Unknown): value is MoneyValue =>
  typeof value === 'object' && 'kind' in value && value.kind === 'money';

/** Effects, weakest first: the order that `tool.effect < write` means. */
const effects: readonly Value[] = ['pure', 'read', 'egress', 'write', 'irreversible'];

const isEffect = (plan: ExprPlan): boolean =>
  plan.op === 'ref' && plan.root === 'tool' && plan.path.length === 1 && plan.path[0] === 'effect';

const rank = (of: Value): Value => {
  const found = effects.indexOf(of);
  return found < 0 ? of : found;
};

const compareRanks = (left: Value, right: Value): number | Unknown =>
  compare(rank(left), rank(right));
