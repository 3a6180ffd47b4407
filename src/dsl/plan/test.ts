import type { Json } from '../values/value.ts';
import type { ExprPlan } from './expression.ts';
import type { Place, WhoPlan } from './plan.ts';

/** One `test` block; tests are kept beside the plan, for they change nothing at run time. */
export interface TestPlan {
  readonly name: string;
  readonly agent: string;
  readonly steps: readonly TestStepPlan[];
  readonly at: Place;
}
/** One line of a `test` block. */
export type TestStepPlan =
  | { readonly step: 'context'; readonly json: Json; readonly at: Place }
  | { readonly step: 'clock'; readonly time: string; readonly at: Place }
  | { readonly step: 'user'; readonly text: string; readonly at: Place }
  | {
      readonly step: 'score';
      /** By gate, decimals in canonical spelling. */
      readonly scores: readonly { readonly gate: string; readonly score: string }[];
      readonly at: Place;
    }
  | { readonly step: 'result'; readonly tool: string; readonly json: Json; readonly at: Place }
  | {
      readonly step: 'call';
      readonly tool: string;
      readonly args: Json;
      readonly returns?: Json;
      readonly at: Place;
    }
  | { readonly step: 'wait'; readonly ms: number; readonly at: Place }
  | {
      readonly step: 'expect verdict';
      readonly verdict: 'permit' | 'forbid';
      readonly by?: string;
      readonly at: Place;
    }
  | { readonly step: 'expect approval'; readonly from: WhoPlan; readonly at: Place }
  | { readonly step: 'expect missed'; readonly constraint: string; readonly at: Place }
  | { readonly step: 'expect hide'; readonly path: readonly string[]; readonly at: Place }
  | { readonly step: 'expect'; readonly expr: ExprPlan; readonly at: Place };
