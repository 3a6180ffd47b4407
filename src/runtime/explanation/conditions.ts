import { condition, expression, type Facts } from '../../dsl/plan/evaluate.ts';
import { reasonUnknown } from '../../dsl/plan/evaluation/reason.ts';
import type { ConditionPlan, ExprPlan } from '../../dsl/plan/plan.ts';
import { print } from '../../dsl/plan/print.ts';
import { toJson } from '../../dsl/values/to-json.ts';
import { type Truth, unknown } from '../../dsl/values/value.ts';
import type { ConditionAccount, FactRead } from './explanation.ts';

/** A part of a rule that must come out one way for the rule to hold. */
export interface Clause {
  readonly word: ConditionAccount['word'];
  readonly expr: ExprPlan;
  /** What the expression must be. */
  readonly wanted: boolean;
}

/** The smallest parts that must each come out their way for all conditions to hold. */
export function clausesOf(conditions: readonly ConditionPlan[]): readonly Clause[] {
  return conditions.flatMap(({ word, expr }) => {
    const wanted = word === 'when';
    return split(expr, wanted ? 'and' : 'or').map((part) => ({ word, expr: part, wanted }));
  });
}

/** The parts of a claim that must all be true. */
export const clausesOfClaim = (expr: ExprPlan): readonly Clause[] =>
  split(expr, 'and').map((part) => ({ word: 'holds', expr: part, wanted: true }));

const split = (expr: ExprPlan, at: 'and' | 'or'): readonly ExprPlan[] =>
  expr.op === at ? expr.of.flatMap((part) => split(part, at)) : [expr];

/** Whether a clause comes out its way. */
export function truthOf({ expr, wanted }: Clause, facts: Facts): Truth {
  const truth = condition(expr)(facts);
  return truth === unknown ? unknown : truth === wanted;
}

/**
 * What each clause came to. A rule that speaks does so because of what is unknown, else of all of them; one
 * that is silent because of those that do not come out their way.
 */
export function accountOf(
  clauses: readonly Clause[],
  facts: Facts,
  spoke: 'spoke' | 'silent',
): readonly ConditionAccount[] {
  const truths = clauses.map((clause) => truthOf(clause, facts));
  const decides = (truth: Truth): boolean => {
    if (spoke === 'silent') return truth !== true;
    return truths.every((each) => each === true) || truth !== true;
  };
  return clauses.map(({ word, expr }, index) => {
    const truth = condition(expr)(facts);
    const why = reasonUnknown(expr, facts);
    return {
      word,
      text: print(expr),
      at: expr.at,
      truth: truth === unknown ? 'unknown' : truth,
      ...(truth !== unknown || why === undefined ? {} : { why }),
      facts: factsOf(expr, facts),
      deciding: decides(truths[index] ?? unknown),
    };
  });
}

type Reference = Extract<ExprPlan, { op: 'ref' }>;

/** Every reference of an expression, in the order of the text. */
export function references(expr: ExprPlan): readonly Reference[] {
  switch (expr.op) {
    case 'ref':
      return [expr];
    case 'literal':
      return [];
    case 'and':
    case 'or':
      return expr.of.flatMap(references);
    case 'not':
    case 'negate':
    case 'has':
    case 'runs':
      return references(expr.of);
    case 'list':
      return expr.items.flatMap(references);
    case 'record':
      return expr.entries.flatMap(({ value }) => references(value));
    case 'like':
      return references(expr.left);
    default:
      return [...references(expr.left), ...references(expr.right)];
  }
}

function factsOf(expr: ExprPlan, facts: Facts): readonly FactRead[] {
  return references(expr).map((ref) => {
    const value = expression(ref)(facts);
    const read = { fact: print(ref), at: ref.at };
    return value === unknown ? read : { ...read, value: toJson(value) };
  });
}
