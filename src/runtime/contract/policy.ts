import type { FieldOf } from '../../dsl/plan/evaluation/together/field.ts';
import type { Wanted } from '../../dsl/plan/evaluation/together/search.ts';
import type { ExprPlan, StagePlan } from '../../dsl/plan/plan.ts';
import type { Json, Value } from '../../dsl/values/value.ts';
import type { Call, Objection, Opinion, ReasoningStep, StepOwner } from './call.ts';
import type { ConstraintReport } from './host.ts';
import { facet, slot } from './token.ts';

/**
 * Says what the author's rules say. Pure: no clock, no I/O, nothing remembered. An opinion with
 * `permit` grants; without one the call is forbidden. A throw or a late answer forbids the call.
 */
export interface PolicyEngine {
  /** What every rule that speaks has to say of a call. */
  decide(call: Call): readonly Opinion[] | Promise<readonly Opinion[]>;
}
/** The slot `policy`. */
export const PolicyEngine = slot<PolicyEngine>('PolicyEngine', 'policy');

/**
 * A further voice, which can only object. Any number may speak, in no particular order; an empty
 * answer is no objection. A throw or a late answer counts as `forbid`.
 */
export interface OpinionSource {
  readonly name: string;
  /** What stands against a call; nothing when the list is empty. */
  object(call: Call): readonly Objection[] | Promise<readonly Objection[]>;
}
/** The facet `opinions`. */
export const OpinionSource = facet<OpinionSource>('OpinionSource', 'opinions');

/** Whether there are values under which conditions come out as wanted. */
export interface SolverQuestion {
  readonly conditions: readonly ExprPlan[];
  /** How conditions, by their index, are to come out, all of them together. */
  readonly wanted: readonly Wanted[];
  readonly fieldOf: FieldOf;
}

/** What a solver answers. */
export type SolverAnswer =
  /** There are none, whatever the fields hold; `core` indexes what of `wanted` is enough for that. */
  | { readonly state: 'no'; readonly core?: readonly number[] }
  /** These; whoever asked evaluates the conditions with them before believing it. */
  | {
      readonly state: 'yes';
      readonly values: readonly (readonly [Extract<ExprPlan, { op: 'ref' }>, Value])[];
    }
  /** It cannot be told; words for whoever asked. */
  | { readonly state: 'undecided'; readonly because: string };

/**
 * Answers what the analysis of constraints leaves open. It is asked about constraints, never about a call,
 * and grants nothing. A throw counts as `undecided`.
 */
export interface ConstraintSolver {
  readonly name: string;
  /** The answer. The signal aborts when nobody waits for it any more. */
  decide(question: SolverQuestion, signal: AbortSignal): Promise<SolverAnswer>;
}
/** The facet `solvers`. */
export const ConstraintSolver = facet<ConstraintSolver>('ConstraintSolver', 'solvers');

/** Says what the constraints it enforces mean together. */
export interface ConstraintAnalyst {
  /** Asks solvers what it cannot tell itself. The signal aborts when nobody waits any more. */
  analyse(signal: AbortSignal): Promise<ConstraintReport>;
}
/** The facet `analysts`. */
export const ConstraintAnalyst = facet<ConstraintAnalyst>('ConstraintAnalyst', 'analysts');

/** What a stage of a pipeline finds of a call: none of these grants. */
export type StageVerdict = 'valid' | 'violated' | 'needs-fact' | 'undecided';

/** A verdict with what it rests on. */
export interface StageFinding {
  readonly verdict: StageVerdict;
  /** Words for the refusal, without values. */
  readonly because?: string;
  /** With `needs-fact`: what would have to be known, in the language's words. */
  readonly missing?: readonly string[];
  /**
   * What it objects with, in place of its `otherwise`. An empty list leaves the objecting to what the stage
   * only puts in order and what speaks for itself.
   */
  readonly objections?: readonly Objection[];
  /** For the log and the host; more than 8,192 characters of JSON are left out. */
  readonly evidence?: Json;
}

/** One stage made ready. A throw or a late answer counts as its failure, never as `valid`. */
export interface Stage {
  /** Looks at a call before it is carried out. */
  judge(call: Call, signal: AbortSignal): StageFinding | Promise<StageFinding>;
  /** Looks at what came of it, before that is released. Anything but `valid` withholds the result. */
  review?(call: Call, result: Json, signal: AbortSignal): StageFinding | Promise<StageFinding>;
}

/** A kind of stage: what the word behind the colon of a `stage` line stands for. */
export interface StageKind {
  /** The word; a plugin used `for stages as n` answers to `n` too. */
  readonly kind: string;
  /** True where judging costs nothing and remembers nothing, so that an explanation may ask at will. */
  readonly pure: boolean;
  /**
   * Makes one stage ready, once at start. A throw stops the start: a stage that cannot be understood is
   * refused and never skipped. Blocks that the stage orders stand in `stage.orders`, by name.
   */
  prepare(stage: StagePlan): Stage | Promise<Stage>;
}
/** The facet `stages`. */
export const StageKind = facet<StageKind>('StageKind', 'stages');

/**
 * Tells what a scorer holds in the slot `limits` for the question at hand, under a reservation of its own: once it
 * is reserved, and again once it is settled, with the amounts that it came to. What was told stands in the
 * entry of the decision, and counts again after a restart.
 */
export type Spent = (reservation: string, takes: readonly Take[]) => void;

/** What a scorer thinks of a step. */
export interface ThoughtScore {
  /** From 0, unsound, to 1. */
  readonly score: number;
  /** How sure the scorer is, from 0 to 1. */
  readonly confidence?: number;
  /** What to mend, in words that the model may be told. */
  readonly because?: string;
  /** For the log; more than 8,192 characters of JSON are left out. */
  readonly evidence?: Json;
}

/** What one source of a scorer, such as one of several models, thinks of a step. */
export interface PrmScore {
  /** The model, the server's model, or `recorded`. */
  readonly source: string;
  /** Aggregated and calibrated as the source was fitted, from 0 to 1. */
  readonly score: number;
  readonly confidence?: number;
  /** What to mend, in words that the model may be told. */
  readonly because?: string;
  readonly evidence: Json;
}

/** What a gate makes of a score, as it stands in the entry. However high the score, it grants nothing. */
export interface GateDecision {
  readonly verdict: 'no objection' | 'approval' | 'forbid';
  /**
   * With `forbid`: other arguments may do, or another way is to be taken, since the score is below `backtrack`
   * or `retries` steps were refused.
   */
  readonly advice?: 'retry' | 'backtrack';
}

/**
 * Judges how sound a step is, for the gates that ask for it by name. A throw, a late answer, and a score
 * that is no number from 0 to 1 count as no score at all.
 */
export interface Scorer {
  readonly name: string;
  /** True where scoring costs nothing and remembers nothing, so that an explanation may ask at will. */
  readonly pure: boolean;
  /**
   * Scores a step, shown those before it, oldest first, and whose it is. The signal aborts when nobody waits
   * any more, but never for a scorer that is pure. What is kept of an answer must not be given to another session.
   * One that takes from limits tells so by `spent`; an isolated one is given none.
   */
  score(
    step: ReasoningStep,
    before: readonly ReasoningStep[],
    signal: AbortSignal,
    owner: StepOwner,
    spent?: Spent,
  ): ThoughtScore | Promise<ThoughtScore>;
}
/** The facet `scorers`. */
export const Scorer = facet<Scorer>('Scorer', 'scorers');

/** A call that somebody proposes. It counts for nothing until it has been decided like any other. */
export interface ProposedAction {
  readonly tool: string;
  readonly args: Json;
  /** What the model said it was thinking; shown to the scorers of gates and believed by nobody. */
  readonly thought?: string;
}

/** Why a proposed action was not carried out, in words that a model may be told. */
export interface Critique {
  /** Counted from 1, anew for every action. */
  readonly attempt: number;
  readonly action: ProposedAction;
  readonly verdict: Exclude<StageVerdict, 'valid'>;
  /** `VAKnnnn` */
  readonly code: string;
  readonly because: string;
  /** With `needs-fact`: what would have to be known, in the language's words. */
  readonly missing?: readonly string[];
  /** The nearest action that would be permitted or put to people, where the proposer may know it. */
  readonly nearest?: ProposedAction;
}

/** An action that was carried out. */
export interface DoneAction {
  readonly action: ProposedAction;
  /** The id of its call. */
  readonly call: string;
  /** Its result; absent where it is not known what came of it, or the result was withheld. */
  readonly value?: Json;
}

/** What a proposer is asked: the task, what was done for it, and what stood against its last proposals. */
export interface ProposalRequest {
  readonly task: string;
  readonly done: readonly DoneAction[];
  /** Of the action that is wanted next, oldest first; empty when nothing was proposed for it yet. */
  readonly critiques: readonly Critique[];
}

/**
 * Proposes the next action for a task, null when nothing is left to do. A throw, a late answer and what is
 * no action are its failure: then the next proposer is asked, or the run ends. It never decides anything.
 */
export interface Proposer {
  readonly name: string;
  /** The next action, or null. The signal aborts when nobody waits for it any more. */
  propose(
    request: ProposalRequest,
    signal: AbortSignal,
  ): ProposedAction | null | Promise<ProposedAction | null>;
}
/** The facet `proposers`. */
export const Proposer = facet<Proposer>('Proposer', 'proposers');

/**
 * Knows which call undoes one of a tool. That call is decided like any other, so that it needs a permit of
 * its own. Null where there is nothing to undo; a throw or a late answer leaves what was done standing, and
 * says so.
 */
export interface Compensator {
  readonly tool: string;
  /** The call that undoes one that was carried out, or may have been. It has 5 s. */
  undo(
    done: DoneAction,
    signal: AbortSignal,
  ): ProposedAction | null | Promise<ProposedAction | null>;
}
/** The facet `compensators`. */
export const Compensator = facet<Compensator>('Compensator', 'compensators');

/** One thing to be counted: a window of a limit, under a key, with an amount. */
export interface Take {
  /** Names the window; the same words always mean the same counter. */
  readonly window: string;
  /** Tenant and the values of `for each`, as one string. */
  readonly key: string;
  readonly form: 'at most' | 'rate';
  readonly amount: bigint;
  readonly max: bigint;
  readonly perMs: number;
  /** With `rate`: at most `burst + max` in any window of `perMs`. */
  readonly burst?: bigint;
  /** Count it even past the bound, because a person allowed that. */
  readonly forced?: boolean;
}

/** Which takes did not fit, by their index, and when they would. */
export interface Shortage {
  readonly take: number;
  /** Undefined when no waiting would make it fit. */
  readonly retryAfterMs: number | undefined;
  /** False where many admissions made the figure an upper bound. */
  readonly exact: boolean;
}

/** What the takes of a reservation really used, where that is known only afterwards. */
export interface Actual {
  /** As they were reserved, in that order. */
  readonly takes: readonly Take[];
  /** What each of them used, in the same order; never negative. */
  readonly used: readonly bigint[];
  /** When that became known, in ms of the runtime's clock. */
  readonly at: number;
}

/** Whether all takes of a call were admitted, or which did not fit. */
export type Admission =
  | { readonly ok: true }
  | { readonly ok: false; readonly short: readonly Shortage[] };

/**
 * Counts. All takes of a call are admitted together or none is. `at most` never admits more than `max`
 * in any interval of `perMs`; `rate` never more than `burst + max`. Time is given, in ms of the
 * runtime's clock, and a step back never refills.
 */
export interface RateLimiter {
  /**
   * Admits and counts under `reservation`, atomically; taking one twice that is neither settled nor given
   * back counts once.
   */
  reserve(reservation: string, takes: readonly Take[], now: number): Admission | Promise<Admission>;
  /** As `reserve` would answer, changing nothing. */
  peek(takes: readonly Take[], now: number): Admission | Promise<Admission>;
  /** Gives a reservation back, as if it had not been; unknown ones are ignored. */
  release(reservation: string): void | Promise<void>;
  /**
   * The reservation stands for good. Without `actual`, with the amounts it was made with. With it, what was
   * used less is given back, as if it had never been reserved; what was used beyond that counts from
   * `actual.at` on, past the bound if need be, and even where the reservation itself has left its window.
   * Settling again changes nothing.
   */
  settle(reservation: string, actual?: Actual): void | Promise<void>;
  /**
   * Counts without asking, for a reservation read from the log at start; `settle` and `release` follow for
   * what the log says of its end. Durable stores ignore it.
   */
  restore(reservation: string, takes: readonly Take[], at: number): void | Promise<void>;
}
/** The slot `limits`. */
export const RateLimiter = slot<RateLimiter>('RateLimiter', 'limits');
