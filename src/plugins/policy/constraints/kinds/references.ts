import type { ExprPlan } from '../../../../runtime/contract/index.ts';

type Reference = Extract<ExprPlan, { op: 'ref' }>;

/** Every reference of an expression, as often as it stands. */
export function referencesIn(expr: ExprPlan): readonly Reference[] {
  switch (expr.op) {
    case 'ref':
      return [expr];
    case 'literal':
      return [];
    case 'list':
      return expr.items.flatMap(referencesIn);
    case 'record':
      return expr.entries.flatMap(({ value }) => referencesIn(value));
    case 'and':
    case 'or':
      return expr.of.flatMap(referencesIn);
    case 'not':
    case 'negate':
    case 'has':
    case 'runs':
      return referencesIn(expr.of);
    case 'like':
      return referencesIn(expr.left);
    default:
      return 'left' in expr && 'right' in expr
        ? [...referencesIn(expr.left), ...referencesIn(expr.right)]
        : [];
  }
}
