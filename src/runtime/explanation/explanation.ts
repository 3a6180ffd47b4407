import type { Json } from '../../dsl/values/value.ts';
import type { Decision, Opinion, Verdict } from '../contract/call.ts';

/** A fact that a condition reads, as it stood. */
export interface FactRead {
  /** In the language's words, such as `args.amount`. */
  readonly fact: string;
  /** `file:line:column` of the reference. */
  readonly at: string;
  /** Its value as JSON; undefined where it is not known. */
  readonly value?: Json;
}

/** One condition of a rule: a conjunct of a `when`, or an alternative of an `unless`. */
export interface ConditionAccount {
  readonly word: 'when' | 'unless' | 'holds';
  /** The condition in the language's words. */
  readonly text: string;
  /** `file:line:column` of its first word. */
  readonly at: string;
  readonly truth: boolean | 'unknown';
  /** Why it is unknown, in the author's terms. */
  readonly why?: string;
  readonly facts: readonly FactRead[];
  /** Whether the rule spoke, or kept silent, because of this one. */
  readonly deciding: boolean;
}

/** What one voice said, with the conditions that made it speak. */
export interface VoiceAccount extends Pick<Opinion, 'by' | 'rule' | 'at' | 'because' | 'detail'> {
  readonly verdict: Verdict;
  readonly conditions: readonly ConditionAccount[];
}

/** One look-up of the tool, and what it gave; undefined where it had no answer. */
export interface LookupAccount {
  readonly name: string;
  readonly tool: string;
  readonly at: string;
  readonly value?: Json;
}

/** One leaf of the call that would have to be another; undefined is a field that is not there. */
export interface LeafChange {
  /** Such as `args.amount` or `context.frozen`. */
  readonly leaf: string;
  readonly from?: Json;
  readonly to?: Json;
}

/** The fewest leaves of arguments and context that, changed, lead to another verdict. */
export interface Change {
  readonly verdict: Verdict;
  readonly leaves: readonly LeafChange[];
}

/** Why a call was decided as it was. For the host: it holds values, a model may see `told` alone. */
export interface Explanation {
  readonly verdict: Verdict;
  readonly because: string;
  /** What the model may be told: the author's words, and bounds only by `tell allowed`. */
  readonly told: string;
  /** The voices that spoke. */
  readonly spoke: readonly VoiceAccount[];
  /** Where nothing permits: the permits about this call that kept silent, nearest first, at most 20. */
  readonly silent: readonly VoiceAccount[];
  readonly lookups: readonly LookupAccount[];
  /** Null where none was found among the boundaries of the conditions. */
  readonly change: Change | null;
  /** False where the search for a change was given up for its length. */
  readonly searched: boolean;
}

/** The nearest call that would not be forbidden, by its arguments alone. For the host. */
export interface Repair {
  /** Canonical arguments of that call, as JSON. */
  readonly args: Json;
  /** What differs from the call that was decided. */
  readonly leaves: readonly LeafChange[];
  /** What would be decided of it. */
  readonly verdict: Exclude<Verdict, 'forbid'>;
  /** Whether a rule says `then tell allowed`, so that a model may be shown it. */
  readonly told: boolean;
}

/** A decision that can say why. `explain` and `repair` are no enumerable properties: as data it is the plain decision. */
export interface ExplainedDecision extends Decision {
  /**
   * The rules that spoke, their deciding conditions with values and places, and the smallest change that
   * would flip the verdict, found by deciding again with the engine in force. Changes and records nothing.
   */
  explain(): Promise<Explanation>;
  /**
   * The nearest call that would be permitted, or put to people, instead of this forbidden one, found by
   * deciding again; null for any other verdict, and where none was found. Nothing is carried out.
   */
  repair(): Promise<Repair | null>;
}

/** The decision with ways to explain and to mend itself. */
export function explainable(
  decision: Decision,
  ways: Pick<ExplainedDecision, 'explain' | 'repair'>,
): ExplainedDecision {
  const copy = { ...decision };
  for (const [name, value] of Object.entries(ways)) {
    Object.defineProperty(copy, name, { value, enumerable: false });
  }
  return copy as ExplainedDecision;
}
