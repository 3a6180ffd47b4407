import type { ExprPlan, Place } from '../../plan/plan.ts';
import { broken, type Type } from '../types/type.ts';

/** An expression with its type, written down as the plan will have it. */
export interface Typed {
  readonly type: Type;
  readonly plan: ExprPlan;
}

/** What stands in for an expression whose error has been reported: unknown, and in no plan. */
export const nothing = (at: Place): Typed => ({
  type: broken,
  plan: { op: 'literal', type: 'json', json: null, at },
});
