import type { ExprPlan, Root } from '../../../dsl/plan/plan.ts';

/** What an expression reads under one root, as paths; each as often as it stands. */
export function pathsOf(expr: ExprPlan, root: Root): readonly (readonly string[])[] {
  if (expr.op === 'ref') return expr.root === root ? [expr.path] : [];
  return Object.values(expr).flatMap((part: unknown) =>
    (Array.isArray(part) ? part : [part]).flatMap((each: unknown) => {
      if (typeof each !== 'object' || each === null) return [];
      const inner = 'op' in each ? each : 'value' in each ? each.value : undefined;
      return typeof inner === 'object' && inner !== null && 'op' in inner
        ? pathsOf(inner as ExprPlan, root)
        : [];
    }),
  );
}
