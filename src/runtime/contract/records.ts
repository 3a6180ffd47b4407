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

/**
 * The log. `append` resolves once the entry is durable and in the order of the calls; appends under way
 * together share one sync. Any failure to write poisons the log: this and every later `append` rejects
 * until the runtime is started again, and what was acknowledged still verifies.
 */
export interface AuditLog {
  /** Writes one entry; resolves once it is durable. */
  append(entry: EntryJson): Promise<Receipt>;
  /**
   * The log's signed promise that an acknowledged entry stands where it stands, as a note for the caller
   * to keep elsewhere. Absent where a log does not sign. Rejects for an index never acknowledged.
   */
  vouch?(index: number): Promise<string>;
  /** Every entry from an index on, in order, as acknowledged at the time of the call. */
  read(from?: number): AsyncIterable<{ readonly index: number; readonly entry: EntryJson }>;
}
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

/** Watches calls. An observer: what it throws is dropped, counted and named in `health()`. */
export interface SpanSink {
  readonly name: string;
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
