import type { Truth, Unknown, Value } from '../values/value.ts';
import type { ExprPlan, Root } from './plan.ts';

/** What an expression may read. A root that is absent is unknown. */
export type Facts = { readonly [R in Root]?: Value | Unknown };

/** Compiles an expression once; the result is called for every decision and allocates little. */
export declare function expression(plan: ExprPlan): (facts: Facts) => Value | Unknown;

/** As `expression`, for one that stands as a condition. */
export declare function condition(plan: ExprPlan): (facts: Facts) => Truth;
