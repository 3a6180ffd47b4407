import type { Call, Objection, Opinion } from './call.ts';
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
  /** The reservation stands for good, with the amounts it was made with. */
  settle(reservation: string): void | Promise<void>;
  /** Counts without asking, for a reservation read from the log at start. Durable stores ignore it. */
  restore(reservation: string, takes: readonly Take[], at: number): void | Promise<void>;
}
/** The slot `limits`. */
export const RateLimiter = slot<RateLimiter>('RateLimiter', 'limits');
