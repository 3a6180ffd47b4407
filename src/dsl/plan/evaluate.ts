import { add, multiply, negate, subtract } from '../values/arithmetic.ts';
import { readScalar } from '../values/scalars/scalar.ts';
import { isList } from '../values/to-json.ts';
import type { JsonValue, Truth, Unknown, Value } from '../values/value.ts';
import { unknown } from '../values/value.ts';
import { equality, ordering } from './evaluation/comparison.ts';
import { membership } from './evaluation/membership.ts';
import { pattern } from './evaluation/pattern.ts';
import { field, reference } from './evaluation/reference.ts';
import { runs } from './evaluation/runs.ts';
import type { ExprPlan, Root } from './plan.ts';

/** What an expression may read. A root that is absent is unknown. */
export type Facts = { readonly [R in Root]?: Value | Unknown };

/** A compiled expression: pure, total, called any number of times. */
export type Evaluation = (facts: Facts) => Value | Unknown;

type Of<Op extends ExprPlan['op']> = Extract<ExprPlan, { op: Op }>;

/**
 * Compiles an expression once; the result is called for every decision and allocates little.
 * It never throws: what cannot be evaluated is unknown. Cost is linear in the expression and its values.
 */
export function expression(plan: ExprPlan): Evaluation {
  switch (plan.op) {
    case 'literal':
      return constant(literal(plan));
    case 'ref':
      return reference(plan.root, plan.path);
    case 'list':
      return list(plan);
    case 'record':
      return record(plan);
    case 'and':
      return conjunction(plan.of.map(condition));
    case 'or':
      return disjunction(plan.of.map(condition));
    case 'not':
      return negation(condition(plan.of));
    case 'negate':
      return unary(plan.of, negate);
    case '+':
      return binary(plan, add);
    case '-':
      return binary(plan, subtract);
    case '*':
      return binary(plan, multiply);
    case '==':
      return equality(plan);
    case '!=':
      return negation(equality(plan));
    case 'in':
      return membership(plan.right, expression(plan.left), expression(plan.right));
    case 'like':
      return pattern(plan.pattern, expression(plan.left));
    case 'has':
      return presence(plan);
    case 'runs':
      return runs(plan.program, plan.flags, expression(plan.of));
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordering(plan.op, plan);
  }
}

/** As `expression`, for one that stands as a condition; a value that is no truth is unknown. */
export function condition(plan: ExprPlan): (facts: Facts) => Truth {
  const evaluate = expression(plan);
  if (isTruth(plan)) return evaluate as (facts: Facts) => Truth;
  return (facts) => {
    const value = evaluate(facts);
    return typeof value === 'boolean' ? value : unknown;
  };
}

/** Whether an expression has no other values than truths. */
const isTruth = ({ op }: ExprPlan): boolean =>
  !['literal', 'ref', 'list', 'record', 'negate', '+', '-', '*'].includes(op);

const constant =
  (value: Value | Unknown): Evaluation =>
  () =>
    value;

/** The value of a literal; unknown for a text that its type cannot spell. */
export function literal(plan: Of<'literal'>): Value | Unknown {
  if (plan.type === 'json') {
    return Object.freeze<JsonValue>({ kind: 'json', json: plan.json });
  }
  return readScalar(plan.json, plan.type) ?? unknown;
}

function conjunction(parts: readonly ((facts: Facts) => Truth)[]): (facts: Facts) => Truth {
  return (facts) => {
    let truth: Truth = true;
    for (const part of parts) {
      const next = part(facts);
      if (next === false) return false;
      if (next === unknown) truth = unknown;
    }
    return truth;
  };
}

function disjunction(parts: readonly ((facts: Facts) => Truth)[]): (facts: Facts) => Truth {
  return (facts) => {
    let truth: Truth = false;
    for (const part of parts) {
      const next = part(facts);
      if (next === true) return true;
      if (next === unknown) truth = unknown;
    }
    return truth;
  };
}

function negation(of: (facts: Facts) => Value | Unknown): (facts: Facts) => Truth {
  return (facts) => {
    const value = of(facts);
    return typeof value === 'boolean' ? !value : unknown;
  };
}

function unary(of: ExprPlan, apply: (value: Value) => Value | Unknown): Evaluation {
  const evaluate = expression(of);
  return (facts) => {
    const value = evaluate(facts);
    return value === unknown ? unknown : apply(value);
  };
}

function binary(
  plan: { readonly left: ExprPlan; readonly right: ExprPlan },
  apply: (left: Value, right: Value) => Value | Unknown,
): Evaluation {
  const left = expression(plan.left);
  const right = expression(plan.right);
  return (facts) => {
    const a = left(facts);
    if (a === unknown) return unknown;
    const b = right(facts);
    return b === unknown ? unknown : apply(a, b);
  };
}

/** A list with an item that is unknown is unknown as a whole; `in` looks at items one by one. */
function list(plan: Of<'list'>): Evaluation {
  const items = plan.items.map(expression);
  if (plan.items.every((item) => item.op === 'literal')) {
    const values = items.map((item) => item({}));
    return constant(values.includes(unknown) ? unknown : Object.freeze(values as Value[]));
  }
  return (facts) => {
    const values: Value[] = [];
    for (const item of items) {
      const value = item(facts);
      if (value === unknown) return unknown;
      values.push(value);
    }
    return values;
  };
}

function record(plan: Of<'record'>): Evaluation {
  const entries = plan.entries.map(({ name, value }) => [name, expression(value)] as const);
  return (facts) => {
    const fields = new Map<string, Value>();
    for (const [name, evaluate] of entries) {
      const value = evaluate(facts);
      if (value === unknown) return unknown;
      fields.set(name, value);
    }
    return { kind: 'record', fields };
  };
}

/** Whether an optional field is there; unknown where the record itself is. */
function presence(plan: Of<'has'>): Evaluation {
  const of = expression(plan.of);
  return (facts) => {
    const value = of(facts);
    if (value === unknown || typeof value !== 'object' || isList(value)) return unknown;
    if (value.kind === 'record') return value.fields.has(plan.field);
    return value.kind === 'json' ? unknown : field(value, plan.field) !== unknown;
  };
}
