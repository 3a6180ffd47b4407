import type { Json } from '../values/value.ts';
import type { Place, ScalarType } from './plan.ts';

/** Where a reference in an expression begins. */
export type Root =
  | 'args'
  | 'context'
  | 'tool'
  | 'agent'
  | 'session'
  | 'lookup'
  | 'earlier'
  | 'later'
  | 'result'
  | 'value'
  | 'approved'
  | 'score';

/** A typed expression. `at` is where it stands; it does not count for the digest. */
export type ExprPlan =
  | { readonly op: 'literal'; readonly type: ScalarType; readonly json: Json; readonly at: Place }
  | {
      readonly op: 'ref';
      readonly root: Root;
      readonly path: readonly string[];
      readonly at: Place;
    }
  | { readonly op: 'list'; readonly items: readonly ExprPlan[]; readonly at: Place }
  | {
      readonly op: 'record';
      readonly entries: readonly { readonly name: string; readonly value: ExprPlan }[];
      readonly at: Place;
    }
  | { readonly op: 'and' | 'or'; readonly of: readonly ExprPlan[]; readonly at: Place }
  | { readonly op: 'not' | 'negate'; readonly of: ExprPlan; readonly at: Place }
  | {
      readonly op: '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-' | '*';
      readonly left: ExprPlan;
      readonly right: ExprPlan;
      readonly at: Place;
    }
  /** `*` in the pattern matches any run; `\*` is a literal star. */
  | { readonly op: 'like'; readonly left: ExprPlan; readonly pattern: string; readonly at: Place }
  | { readonly op: 'has'; readonly of: ExprPlan; readonly field: string; readonly at: Place }
  | {
      readonly op: 'runs';
      readonly of: ExprPlan;
      readonly program: string;
      readonly flags: readonly string[];
      readonly at: Place;
    };

/** The parts of an expression, one level down, from left to right. */
export function partsOf(expr: ExprPlan): readonly ExprPlan[] {
  switch (expr.op) {
    case 'literal':
    case 'ref':
      return [];
    case 'list':
      return expr.items;
    case 'record':
      return expr.entries.map(({ value }) => value);
    case 'and':
    case 'or':
      return expr.of;
    case 'like':
      return [expr.left];
    case 'not':
    case 'negate':
    case 'has':
    case 'runs':
      return [expr.of];
    default:
      return [expr.left, expr.right];
  }
}

/** Every reference of an expression, as often as it stands. */
export function referencesIn(expr: ExprPlan): readonly Extract<ExprPlan, { op: 'ref' }>[] {
  return expr.op === 'ref' ? [expr] : partsOf(expr).flatMap(referencesIn);
}

/** As `referencesIn`, with the field itself where an expression asks whether it is there. */
export function fieldsIn(expr: ExprPlan): readonly Extract<ExprPlan, { op: 'ref' }>[] {
  if (expr.op === 'ref') return [expr];
  if (expr.op !== 'has' || expr.of.op !== 'ref') return partsOf(expr).flatMap(fieldsIn);
  return [{ ...expr.of, path: [...expr.of.path, expr.field] }];
}
