import type { ExprPlan } from './expression.ts';
import type { ObjectionPlan, Place, ScopePlan } from './plan.ts';

/** A gate: calls of these tools are scored, and objected to by their score. */
export interface GatePlan extends ScopePlan {
  readonly name: string;
  /** The place of the `use … for scorers as …` that its scorer comes by. */
  readonly scorer: { readonly name: string; readonly use: Place; readonly at: Place };
  /** How many steps before this one the scorer is shown. */
  readonly window: number;
  /** How long the scorer may take; null leaves it to the runtime. */
  readonly timeoutMs: number | null;
  /** So many steps in a row may it refuse; then it refuses all until another step was taken. */
  readonly retries?: number;
  /** A scorer that is less sure of its score than this decimal has none. */
  readonly confidence?: string;
  /** Below this decimal other arguments will not do, and the model is told to take another way. */
  readonly backtrack?: string;
  /** So much more, as a decimal, must a score be after the gate objected, until it does not object. */
  readonly hysteresis?: string;
  readonly objections: readonly GateObjectionPlan[];
  /** What a score that is not to be had means. */
  readonly unavailable: ObjectionPlan;
  readonly because?: string;
  readonly at: Place;
}
/** What a gate objects with, and when; the condition reads `score`. */
export interface GateObjectionPlan {
  readonly objection: ObjectionPlan;
  readonly when: ExprPlan;
  readonly at: Place;
}
