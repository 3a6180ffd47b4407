import type { DutyPlan } from '../../dsl/plan/plan.ts';
import type { Json } from '../../dsl/values/value.ts';
import type { Requirement, StageRecord, TakeEntry, Verdict } from '../contract/call.ts';
import type { RefusalCode } from '../contract/errors.ts';
import type { SuspicionEntry } from './entry.ts';

/** What one voice said. */
export interface OpinionEntry {
  readonly by: string;
  readonly verdict: Verdict;
  readonly rule?: string;
  readonly at?: string;
  readonly because?: string;
  readonly code?: string;
  readonly detail?: string;
  /** With `approval`: whom it asks. */
  readonly from?: Requirement;
  readonly duties?: readonly DutyPlan[];
  readonly retryAfterMs?: number;
}

/** What the counters said when they were asked and not all fitted: `take` counts the call's takes from 0. */
export interface ShortEntry {
  readonly asked: 'reserve' | 'peek';
  readonly short: readonly {
    readonly take: number;
    readonly retryAfterMs?: number;
    readonly exact: boolean;
  }[];
}

/** What a ticket that was presented was worth. */
export interface ConsentEntry {
  readonly ticket: string;
  readonly state: 'granted' | 'open' | 'refused' | 'expired';
  readonly met?: readonly Requirement[];
  readonly unanswered?: readonly Requirement[];
  readonly code?: RefusalCode;
  readonly because?: string;
}

/** What another plan says of a call that was decided by the one in force; it changes nothing. */
export interface ObservedEntry {
  readonly plan: string;
  readonly verdict?: Verdict;
  readonly code?: string;
  readonly because?: string;
  readonly rules?: readonly string[];
  /** Why it could not be evaluated. */
  readonly cannot?: string;
}

/** Whose proposal a call was: how often a pipeline had asked for it, and after which refused call. */
export interface ProposalEntry {
  /** The proposer's name; of a call that undoes another one, `compensator`. */
  readonly by: string;
  /** Counted from 1, anew for every action. */
  readonly attempt: number;
  /** The call before it that was refused. */
  readonly after?: string;
  /** The call that this one undoes. */
  readonly undoes?: string;
}

/** Decision, reservation, history and use of a ticket: one record, so that they stand or fall together. */
export interface DecisionEntry {
  readonly v: 1;
  readonly kind: 'decision';
  readonly at: string;
  readonly call: string;
  readonly session: string;
  readonly tenant: string;
  readonly principal: string;
  readonly agent: string;
  readonly tool: string;
  /** True for one of the reserved events, which have no outcome of their own. */
  readonly event?: boolean;
  /** Canonical arguments; as given where they were refused; `"[hidden]"` where a rule hides them. */
  readonly args: Json;
  /** SHA-256 in hex over `{ tool, args }`, hidden ones included. */
  readonly hash: string;
  readonly verdict: Verdict;
  readonly code?: string;
  readonly because: string;
  readonly opinions: readonly OpinionEntry[];
  readonly requirements: readonly Requirement[];
  /** What the stages of pipelines found, in their order; absent where none was asked. */
  readonly stages?: readonly StageRecord[];
  readonly context: Json;
  readonly lookups: Json;
  /** Labels the session held when it was decided. */
  readonly labels: readonly string[];
  readonly takes: readonly TakeEntry[];
  /** Where the call was handed on: the agents, and the session of each, outermost first. */
  readonly chain?: { readonly agents: readonly string[]; readonly sessions: readonly string[] };
  /** Where a tool's own code asked: its call, and the tools on the way, outermost first. */
  readonly caller?: { readonly call: string; readonly tools: readonly string[] };
  /** Absent for a call that no pipeline proposed. */
  readonly proposal?: ProposalEntry;
  /** The arguments before the links of their paths were followed, where there were any. */
  readonly written?: Json;
  /** True where a duty took something out of the arguments, so that these were decided once more. */
  readonly rewritten?: true;
  /** Where the call was turned away before anyone was asked; `fault` where the road itself broke down. */
  readonly away?: 'session' | 'tool' | 'grant' | 'args' | 'links' | 'context' | 'id' | 'fault';
  /** What the counters said, where something did not fit. */
  readonly counters?: readonly ShortEntry[];
  readonly consent?: ConsentEntry;
  /** True where a question was called for and could not be put. */
  readonly unasked?: true;
  /** What in the call's own text seemed to steer the model; `suspicious` is then among the labels. */
  readonly suspicions?: readonly SuspicionEntry[];
  /** Labels that the call brought into the session. */
  readonly brings?: readonly string[];
  /** Names of secrets that were blanked in this entry. */
  readonly scrubbed?: readonly string[];
  readonly observed?: ObservedEntry;
  readonly rehearsed?: true;
  /** The ticket that this decision uses up. */
  readonly ticket?: string;
  readonly plan: string;
  readonly trace?: string;
}

/** What stands in an entry in the place of what was hidden, set apart or forgotten. */
const stands = /^\[(hidden|by digest|withheld|forgotten|not JSON|\d+ characters)\]$/;

/** Whether a value is one that stands for what is gone, or has such a one within. */
export function isGone(json: unknown): boolean {
  if (typeof json === 'string') return stands.test(json);
  return typeof json === 'object' && json !== null && Object.values(json).some(isGone);
}
