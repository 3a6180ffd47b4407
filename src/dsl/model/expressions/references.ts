import type { Expr, ReferenceExpr } from '../../syntax/ast.ts';

/** All that an expression reads, in the order of the text; functions are no reading. */
export function referencesIn(expr: Expr): readonly ReferenceExpr[] {
  switch (expr.kind) {
    case 'reference':
      return expr.call === undefined ? [expr] : [];
    case 'and':
    case 'or':
      return expr.operands.flatMap(referencesIn);
    case 'not':
    case 'negate':
      return referencesIn(expr.operand);
    case 'compare':
    case 'arithmetic':
      return [...referencesIn(expr.left), ...referencesIn(expr.right)];
    case 'list':
      return expr.items.flatMap(referencesIn);
    case 'record':
      return expr.entries.flatMap((each) => referencesIn(each.value));
    case 'has':
    case 'runs':
    case 'given by':
    case 'may come from':
    case 'quotes':
      return referencesIn(expr.subject);
    default:
      return [];
  }
}
