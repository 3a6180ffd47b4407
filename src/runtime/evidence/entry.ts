import type { Json } from '../../dsl/values/value.ts';
import type { TicketFact } from '../contract/approvals.ts';
import type { Outcome, Requirement, StageRecord, Verdict } from '../contract/call.ts';

/**
 * What the log says, one entry a line. `v` is the version of these shapes; `at` is RFC 3339 in UTC with
 * milliseconds. Every value is JSON, so that an entry's canonical form is its leaf.
 */
export type Entry =
  | StartEntry
  | SessionEntry
  | LookupEntry
  | DecisionEntry
  | OutcomeEntry
  | TicketEntry
  | ReconcileEntry
  | RecoveredEntry
  | StopEntry;

/** A runtime begins to write: what it enforces, with which plugins. */
export interface StartEntry {
  readonly v: 1;
  readonly kind: 'start';
  readonly at: string;
  /** `sha256:<hex>` of the plan in force. */
  readonly plan: string;
  readonly engine: string;
  readonly plugins: readonly { readonly name: string; readonly version: string }[];
}

/** A session begins. */
export interface SessionEntry {
  readonly v: 1;
  readonly kind: 'session';
  readonly at: string;
  readonly session: string;
  readonly tenant: string;
  readonly principal: string;
  readonly agent: string;
  /** Where it was handed on: the agents and sessions before it, outermost first. */
  readonly from?: { readonly agents: readonly string[]; readonly sessions: readonly string[] };
}

/** A record fetched by the runtime before it decided. */
export interface LookupEntry {
  readonly v: 1;
  readonly kind: 'lookup';
  readonly at: string;
  readonly call: string;
  readonly session: string;
  readonly name: string;
  readonly tool: string;
  readonly args: Json;
  readonly status: Outcome['status'];
  readonly result?: Json;
  readonly code?: string;
}

/** What one voice said. */
export interface OpinionEntry {
  readonly by: string;
  readonly verdict: Verdict;
  readonly rule?: string;
  readonly at?: string;
  readonly because?: string;
  readonly code?: string;
  readonly detail?: string;
}

/** A count made with the decision; digits as text. */
export interface TakeEntry {
  readonly window: string;
  readonly key: string;
  readonly form: 'at most' | 'rate';
  readonly amount: string;
  readonly max: string;
  readonly perMs: number;
  readonly burst?: string;
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
  /** The ticket that this decision uses up. */
  readonly ticket?: string;
  readonly plan: string;
  readonly trace?: string;
}

/** How a permitted call ended. Nothing is released before this is durable. */
export interface OutcomeEntry {
  readonly v: 1;
  readonly kind: 'outcome';
  readonly at: string;
  readonly call: string;
  readonly session: string;
  readonly tool: string;
  readonly status: Outcome['status'];
  readonly code?: string;
  readonly message?: string;
  readonly result?: Json;
  /** Labels the result brought into the session. */
  readonly labels: readonly string[];
  /** Names of secrets that were blanked. */
  readonly scrubbed: readonly string[];
  readonly ms: number;
  readonly usage?: Json;
}

/** A ticket was opened, answered or used. */
export interface TicketEntry {
  readonly v: 1;
  readonly kind: 'ticket';
  readonly at: string;
  readonly fact: TicketFact;
}

/** What the host found out about an outcome that was unknown. */
export interface ReconcileEntry {
  readonly v: 1;
  readonly kind: 'reconcile';
  readonly at: string;
  readonly call: string;
  readonly outcome: 'done' | 'failed' | 'not started';
}

/**
 * The log itself was opened after an unclean end: what was found beyond its signed head. Nobody had
 * vouched for the entries kept until now.
 */
export interface RecoveredEntry {
  readonly v: 1;
  readonly kind: 'recovered';
  readonly at: string;
  /** How many entries the head covered. */
  readonly signed: number;
  /** How many whole entries behind it were kept. */
  readonly kept: number;
  /** How many bytes behind those, never acknowledged, were cut off. */
  readonly cut: number;
  /** Whether leaf hashes below the head were wrong and were made anew. */
  readonly mended: boolean;
}

/** A runtime ended in order. */
export interface StopEntry {
  readonly v: 1;
  readonly kind: 'stop';
  readonly at: string;
}

/** A time of the runtime's clock as entries spell it. */
export const stamp = (ms: number): string => new Date(ms).toISOString();
