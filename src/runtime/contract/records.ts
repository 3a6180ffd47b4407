import type { Json } from '../../dsl/values/value.ts';
import { facet, slot } from './token.ts';

/** One line of the log, as its canonical JSON says it. What kinds there are, `Entry` tells. */
export type EntryJson = { readonly [key: string]: Json };

/** Where an entry stands in the log. */
export interface Receipt {
  /** Counted from 0. */
  readonly index: number;
  /** RFC 9162 leaf hash of the entry's bytes, hex. */
  readonly leaf: string;
}

/** An entry where it stands. */
export interface Recorded {
  /** Counted from 0. */
  readonly index: number;
  readonly entry: EntryJson;
  /** What the entry only commits to, as far as it was not forgotten. */
  readonly withheld?: readonly Withheld[];
}

/**
 * A value that its entry holds only a commitment of: SHA-256 over the salt and the value's canonical
 * JSON, in the entry's `commitments`. It can be forgotten without a change to the entry.
 */
export interface Withheld {
  /** Where it belongs: a JSON Pointer into the entry. */
  readonly pointer: string;
  /** 32 random bytes as hexadecimal digits. */
  readonly salt: string;
  readonly value: Json;
}

/** Values too large for an entry, each found by its digest. */
export interface ContentStore {
  /**
   * Keeps bytes and gives their digest, `sha256:<hex>`, once they are durable. The same bytes are kept
   * once. Rejects when they cannot be kept.
   */
  put(bytes: Uint8Array): Promise<string>;
  /** The bytes of a digest; undefined when they were never kept or were forgotten. */
  get(digest: string): Promise<Uint8Array | undefined>;
}

/** How much an entry matters, from the least on. What has which level, `levelOf` says. */
export const auditLevels = ['info', 'notice', 'warning', 'error', 'critical'] as const;
/** One of the levels, `info` to `critical`. */
export type AuditLevel = (typeof auditLevels)[number];

/**
 * Which entries. All parts given must hold; within one list, one of its members. What an entry does not
 * say itself it takes from the session or the call that it belongs to.
 */
export interface AuditQuery {
  readonly kinds?: readonly string[];
  readonly agents?: readonly string[];
  readonly sessions?: readonly string[];
  readonly principals?: readonly string[];
  readonly tenants?: readonly string[];
  readonly tools?: readonly string[];
  readonly calls?: readonly string[];
  /** `permit`, `approval` or `forbid`: of decisions. */
  readonly verdicts?: readonly string[];
  /** Codes of refusals and failures. */
  readonly codes?: readonly string[];
  /** Rules that had a say, as `policy.rule`. */
  readonly rules?: readonly string[];
  /** Labels the session held when it was decided, or that a result brought. */
  readonly labels?: readonly string[];
  /** How much they matter, each named; `levelsFrom` gives those from one on. */
  readonly levels?: readonly AuditLevel[];
  /** Milliseconds since the epoch; the first one that counts. */
  readonly since?: number;
  /** Milliseconds since the epoch; the first one that no longer counts. */
  readonly until?: number;
  /** The first index that counts. */
  readonly from?: number;
  /** The first index that no longer counts. */
  readonly to?: number;
  /** At most so many; the last ones where `newest` is set. */
  readonly limit?: number;
  /** From the last to the first. */
  readonly newest?: boolean;
}

/**
 * The log. `append` resolves once the entry is durable and in the order of the calls; appends under way
 * together share one sync. Any failure to write poisons the log: this and every later `append` rejects
 * until the runtime is started again, and what was acknowledged still verifies. One runtime writes it at a time: while one
 * has it open, the start of another rejects (VAK6109).
 */
export interface AuditLog {
  /** Writes one entry; resolves once it is durable, with what it commits to. */
  append(entry: EntryJson, withheld?: readonly Withheld[]): Promise<Receipt>;
  /**
   * The log's signed promise that an acknowledged entry stands where it stands, as a note for the caller
   * to keep elsewhere. Absent where a log does not sign. Rejects for an index never acknowledged.
   */
  vouch?(index: number): Promise<string>;
  /**
   * Proves that an acknowledged entry stands in the log under a signed head, as a C2SP tlog-proof that
   * anyone with the log's key checks offline. Absent where a log does not sign. Rejects for an index never
   * acknowledged.
   */
  prove?(index: number): Promise<string>;
  /**
   * Writes a `forgotten` entry and erases the values that it names, in this order; both are done when it
   * resolves, and what was interrupted is brought to its end by the next start. Absent where a log keeps
   * no withheld values: then a plan with `sensitive` fields does not start.
   */
  forget?(entry: EntryJson): Promise<Receipt>;
  /** Every entry from an index on, in order, as acknowledged at the time of the call. */
  read(from?: number): AsyncIterable<Recorded>;
  /**
   * The entries that a query selects, as acknowledged at the time of the call, in order. Absent where a
   * log has no quicker way than reading all of it: `selectFrom` does that.
   */
  query?(query: AuditQuery): AsyncIterable<Recorded>;
  /** Checks all of it: entries, tree, signed head. Absent where a log has no way to. */
  verify?(): Promise<Integrity>;
  /** Tells of each new signed head from now on. Absent where a log does not sign. */
  onHead?(listener: (head: SentHead) => void): void;
  /** Where large values go, durable before the entry that names them. Without it, entries hold all. */
  readonly content?: ContentStore;
}

/** What a check of a whole log found. */
export interface Integrity {
  readonly ok: boolean;
  readonly entries: number;
  /** The root over all of them, base64. */
  readonly root: string;
  readonly problems: readonly { readonly index?: number; readonly problem: string }[];
}

/** A signed head on its way to a place outside the log. */
export interface SentHead {
  /** The head, as a C2SP checkpoint. */
  readonly note: string;
  /** The hashes that prove it to continue the log at an older size, base64; see `verifyConsistency`. */
  since(size: number): Promise<readonly string[]>;
}

/**
 * A place for signed heads that the log's owner cannot take back, named in `audit { heads: […] }`. An
 * observer: what it throws is counted and named in `health()`, and the newest head is tried again later.
 */
export interface HeadSink {
  readonly name: string;
  /** Takes a head there; rejects when it was not taken, or does not continue the one taken before. */
  send(head: SentHead, args: readonly Json[], signal: AbortSignal): Promise<void>;
}
/** The facet `heads`. */
export const HeadSink = facet<HeadSink>('HeadSink', 'heads');

/** An entry on its way to a reader, exactly as it stands in the log. */
export interface StreamEvent {
  /** Where it stands: the cursor. Whoever is given an event twice knows it by this. */
  readonly index: number;
  readonly level: AuditLevel;
  readonly entry: EntryJson;
}

/** How far a place took events. */
export interface Delivered {
  /** How many, from the first on, are in place for good. */
  readonly taken: number;
  /** Why the one behind those will never be taken; it is noted down as undeliverable and passed over. */
  readonly refused?: string;
}

/**
 * A place that entries are sent to as they come, named in `audit { events: […] }`: a file, a webhook, a
 * message broker. An observer: no call waits for it. Each event is sent at least once and in order, over
 * restarts too; a place that wants each once only compares `index`.
 */
export interface EventSink {
  readonly name: string;
  /**
   * Takes up to 100 events there. What it throws, or leaves without a reason, is counted, named in
   * `health()` and tried again, ever more slowly.
   */
  deliver(
    events: readonly StreamEvent[],
    args: readonly Json[],
    signal: AbortSignal,
  ): Promise<Delivered>;
}
/** The facet `events`. */
export const EventSink = facet<EventSink>('EventSink', 'events');

/** The slot `audit`. */
export const AuditLog = slot<AuditLog>('AuditLog', 'audit');

/** Values a span may carry. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A span under way. Its methods never throw into a call: failures are counted and named. */
export interface ActiveSpan {
  /** W3C `traceparent` to hand on; undefined when this sink starts no trace of its own. */
  readonly traceparent?: string;
  /** Something that happened within the span. */
  event(name: string, attributes?: Attributes): void;
  /** Ends the span; called once. */
  end(result: { readonly attributes: Attributes; readonly error?: string }): void;
}

/** What one call came to, in numbers and names: no argument, result, key or principal. */
export interface CallMeasure {
  /** `(unknown)` for a tool that the file does not have, so that a model cannot make up series. */
  readonly tool: string;
  readonly agent: string;
  readonly verdict: 'permit' | 'approval' | 'forbid';
  /** Why there was no result. */
  readonly code?: string;
  /** From the request to its answer. */
  readonly ms: number;
  /** Of these, how long it waited for its turn in the session. */
  readonly waitedMs: number;
  /** What it took of limits and budgets, by the window's name. */
  readonly used: readonly { readonly limit: string; readonly amount: number }[];
}

/** Watches calls. An observer: what it throws is dropped, counted and named in `health()`. */
export interface SpanSink {
  readonly name: string;
  /** True while nobody looks at what this sink makes: calls then pass it by, at no cost. */
  readonly idle?: boolean;
  /** Takes what a call came to, once it is over. Absent where a sink keeps no metrics. */
  measure?(call: CallMeasure): void;
  /** Hears that a call begins (1) or is over (-1). */
  underWay?(change: 1 | -1): void;
  /** Begins a span at `at`, ms since the epoch. */
  begin(span: {
    readonly name: string;
    readonly at: number;
    readonly traceparent: string | undefined;
    readonly attributes: Attributes;
  }): ActiveSpan;
}
/** The facet `trace`. */
export const SpanSink = facet<SpanSink>('SpanSink', 'trace');
