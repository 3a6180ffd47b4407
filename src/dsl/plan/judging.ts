import type { Json } from '../values/value.ts';
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

/** A pipeline: what its stages find of every call of its agents, in their order. */
export interface PipelinePlan {
  readonly name: string;
  /** `null` is every agent. */
  readonly agents: readonly string[] | null;
  readonly stages: readonly StagePlan[];
  readonly otherwise: ObjectionPlan;
  readonly at: Place;
}
/** One stage. What a kind does not know of stays empty. */
export interface StagePlan {
  readonly name: string;
  /** `symbolic`, `prm`, `neural`, or the name that a `use … for stages as …` gives. */
  readonly kind: string;
  /** Facts that must be known of calls of these tools. */
  readonly needs: readonly { readonly tools: readonly string[]; readonly expr: ExprPlan }[];
  /** Constraints and gates that it asks at this place; they object for themselves. */
  readonly orders: readonly string[];
  /** All other facts, as JSON in canonical spelling. */
  readonly config: readonly { readonly name: string; readonly json: Json; readonly at: Place }[];
  /** How long it may take; null leaves it to the runtime. */
  readonly timeoutMs: number | null;
  /** Its own objection, where it is not the pipeline's. */
  readonly otherwise: ObjectionPlan | null;
  /** The later stage that must answer where this one fails. */
  readonly fallback: string | null;
  /** The declaring file; relative names of files are meant from its folder. */
  readonly declaredIn: string;
  readonly at: Place;
}
