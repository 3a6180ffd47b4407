import type { GrantsPlan } from '../../dsl/plan/grants.ts';
import type { Json } from '../../dsl/values/value.ts';
import type { TicketFact } from '../contract/approvals.ts';
import type { Offered, Outcome, StageRecord, Usage } from '../contract/call.ts';
import type { SandboxError } from '../contract/errors.ts';
import type { AuditLevel } from '../contract/records.ts';
import type { DecisionEntry } from './decision-entry.ts';

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
  | RotatedEntry
  | ForgottenEntry
  | RevokedEntry
  | NoteEntry
  | LeaseEntry
  | FaultEntry
  | StopEntry;

/** A runtime begins to write: what it enforces, with which plugins. */
export interface StartEntry {
  readonly v: 1;
  readonly kind: 'start';
  readonly at: string;
  /** `sha256:<hex>` of the plan in force. */
  readonly plan: string;
  /** `sha256:<hex>` of the same plan with its places, which `why` reads line numbers from. */
  readonly whole?: string;
  readonly engine: string;
  readonly plugins: readonly PluginEntry[];
  /** The folder that relative paths of a context are meant from. */
  readonly base?: string;
  /** Absolute folders that relative paths of tools are meant from, each with its tools. */
  readonly roots?: readonly { readonly root: string; readonly tools: readonly string[] }[];
  /** What is otherwise than at the start before it. */
  readonly changed?: { readonly plan?: string; readonly plugins?: readonly string[] };
  /** True where nothing is executed until the next start. */
  readonly rehearsed?: true;
  /** The plan that is evaluated beside the one in force. */
  readonly observes?: string;
}

/** A plugin at work, with the points it fills and, where it came from a file of its own, the file's digest. */
export interface PluginEntry {
  readonly name: string;
  readonly version: string;
  readonly fills?: readonly string[];
  readonly digest?: string;
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
  /** What it cost, and what the tool's code asked of its host. */
  readonly usage?: Usage;
}

/**
 * How a permitted call ended. Nothing is released before this is durable. An event has one only where it
 * was settled with what was really used.
 */
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
  /** Which bound of the sandbox it ran into, and how much of it was used. */
  readonly exceeded?: SandboxError;
  readonly result?: Json;
  /** Labels the result brought into the session. */
  readonly labels: readonly string[];
  /** Names of secrets that were blanked. */
  readonly scrubbed: readonly string[];
  /** What in the result seemed to steer the model. */
  readonly suspicions?: readonly SuspicionEntry[];
  /** What stages that review results found of it. */
  readonly stages?: readonly StageRecord[];
  readonly ms: number;
  readonly usage?: Usage;
  /** What each of the decision's takes really came to, in their order; digits as text. */
  readonly used?: readonly string[];
  /** Of a tool with `replay: exact`: what its host answered, for a run to be repeated. */
  readonly recorded?: Json;
  /** With `recorded`: what its code was told it may ask. */
  readonly offered?: Offered;
}

/** What a detector saw in a text; never the text itself. */
export interface SuspicionEntry {
  readonly by: string;
  readonly category: string;
  readonly because: string;
  /** As `$.html[412..440]`, in UTF-16 units. */
  readonly at: string;
  readonly probability?: string;
}

/** Whether a call repeated a canary: then the model gave away what it was told, whatever became of the call. */
export const repeatsCanary = (suspicions: readonly SuspicionEntry[] = []): boolean =>
  suspicions.some(({ by }) => by === 'canary');

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

/** The last entry that a signing key speaks for: another takes over, by their ids. */
export interface RotatedEntry {
  readonly v: 1;
  readonly kind: 'rotated';
  readonly at: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Values that entries only committed to were erased, for good: who asked for it, and where they stood.
 * The entries themselves and every proof of them stay as they are.
 */
export interface ForgottenEntry {
  readonly v: 1;
  readonly kind: 'forgotten';
  readonly at: string;
  /** Who asked for it, as the host or the command says. */
  readonly by: string;
  readonly because?: string;
  /** JSON Pointers into entries, by their indices. */
  readonly values: readonly { readonly index: number; readonly pointers: readonly string[] }[];
}

/** The host took from a tool's code some of what its policy grants, until there is another policy. */
export interface RevokedEntry {
  readonly v: 1;
  readonly kind: 'revoked';
  readonly at: string;
  /** Digest of the plan that granted it. */
  readonly plan: string;
  /** Whose code: a tool's, or that of a plugin in an isolate. */
  readonly tool?: string;
  readonly plugin?: string;
  /** Who took it back, as the host says. */
  readonly by: string;
  readonly because?: string;
  /** What its code may still reach. */
  readonly left: GrantsPlan;
}

/** What the host itself puts on record, beside what the runtime does. */
export interface NoteEntry {
  readonly v: 1;
  readonly kind: 'note';
  readonly at: string;
  readonly level: AuditLevel;
  readonly text: string;
  /** The entry it belongs to. */
  readonly parent?: number;
  readonly session?: string;
  readonly data?: Json;
}

/** A secret was opened for a tool, or was not; never its value. */
export interface LeaseEntry {
  readonly v: 1;
  readonly kind: 'lease';
  readonly at: string;
  readonly secret: string;
  readonly tool: string;
  /** Why it was not opened. */
  readonly code?: string;
}

/**
 * An observer failed: a sink, a hook, a channel; or a plugin in an isolate asked for what it is not granted. The
 * first time of each is put on record, then each tenfold.
 */
export interface FaultEntry {
  readonly v: 1;
  readonly kind: 'fault';
  readonly at: string;
  readonly by: string;
  readonly count: number;
  readonly message: string;
}

/** A runtime ended in order. */
export interface StopEntry {
  readonly v: 1;
  readonly kind: 'stop';
  readonly at: string;
}

/** A time of the runtime's clock as entries spell it. */
export const stamp = (ms: number): string => new Date(ms).toISOString();
