import { canonicalJson } from '../../../dsl/plan/canonical.ts';
import type { AuditPlan } from '../../../dsl/plan/plan.ts';
import type { Json } from '../../../dsl/values/value.ts';
import { VakError } from '../../contract/errors.ts';
import {
  type AuditLevel,
  type AuditLog,
  type AuditQuery,
  auditLevels,
  type Integrity,
  type Receipt,
  type Recorded,
} from '../../contract/records.ts';
import { type NoteEntry, stamp } from '../entry.ts';
import { withEntry } from '../head/proof-file.ts';
import { selectFrom } from '../log/query/select.ts';
import { type AuditEntry, auditEntryOf } from './audit-entry.ts';
import { parentOf } from './lineage.ts';
import { type AuditReport, reportOf } from './report/audit-report.ts';
import type { AuditStreamManager } from './stream/audit-stream.ts';
import type { AuditSubscription } from './stream/audit-subscription.ts';
import { type StreamFilter, wrongWord } from './stream/filter.ts';

/** What the `audit` block of the file says, in the plan's words; null where there is none. */
export type AuditConfig = AuditPlan | null;

/** What the host puts on record. */
export interface AuditNote {
  readonly level?: AuditLevel;
  /** The index of the entry that it belongs to. */
  readonly parent?: number;
  /** The session that it belongs to. */
  readonly session?: string;
  readonly data?: Json;
}

/** A note as it stands in the log. */
export function noteEntry(text: string, note: AuditNote, at: number): NoteEntry {
  const { level = 'info', parent, session, data } = note;
  return {
    v: 1,
    kind: 'note',
    at: stamp(at),
    level,
    text,
    ...(parent === undefined ? {} : { parent }),
    ...(session === undefined ? {} : { session }),
    ...(data === undefined ? {} : { data }),
  };
}

/** What a logger is made of. */
export interface LoggerParts {
  readonly log: AuditLog;
  readonly streams: AuditStreamManager;
  readonly config: AuditConfig;
  readonly note: (text: string, note: AuditNote) => Promise<Receipt>;
  /** Permitted calls without an outcome. */
  readonly open: () => readonly { readonly call: string }[];
}

/** The log of a running policy, for its host: questions, subscriptions, reports, checks and notes. */
export class AuditLogger {
  readonly #parts: LoggerParts;
  /** What the `audit` block of the file says. */
  readonly config: AuditConfig;
  /** Everyone who reads along, and how far each is. */
  readonly streams: AuditStreamManager;

  constructor(parts: LoggerParts) {
    this.#parts = parts;
    this.config = parts.config;
    this.streams = parts.streams;
  }

  /** How many entries the log has. */
  get count(): number {
    return this.streams.next;
  }

  /**
   * The entries that a query selects, durable ones only, in order; all of them without one.
   * @throws VakError VAK6202 for a kind, a verdict or a level that is none
   *
   * @example
   * for await (const { at, decision } of vak.audit.query({ agents: ['desk'], verdicts: ['forbid'] })) {
   *   console.log(at, decision?.because);
   * }
   */
  async *query(query: AuditQuery = {}): AsyncGenerator<AuditEntry, void> {
    for await (const one of this.#asked(query)) yield auditEntryOf(one);
  }

  /** The entry at an index; undefined where there is none. */
  async entry(index: number): Promise<AuditEntry | undefined> {
    const found = await this.#at(index);
    return found === undefined ? undefined : auditEntryOf(found);
  }

  /** The newest entry. */
  async last(): Promise<AuditEntry | undefined> {
    return this.entry(this.count - 1);
  }

  /**
   * What an entry belongs to, the nearest first: an outcome to its decision, that to the call whose code
   * asked for it or to its session, a session to the one that handed on, at last the start of the runtime.
   */
  async parents(index: number): Promise<readonly AuditEntry[]> {
    const all: AuditEntry[] = [];
    let one = await this.#at(index);
    while (one !== undefined) {
      const parent = await parentOf((query) => this.#find(query), one);
      if (parent === undefined || all.some((known) => known.index === parent.index)) break;
      all.push(auditEntryOf(parent));
      one = parent;
    }
    return all;
  }

  /**
   * Reads along, from the next entry or from an index on; see `AuditStreamManager`.
   *
   * @example
   * for await (const { index, entry } of vak.audit.subscribe({ levels: levelsFrom('warning') })) {
   *   await store(index, entry);
   * }
   */
  subscribe(filter: StreamFilter = {}, options: { from?: number } = {}): AuditSubscription {
    return this.streams.subscribe(filter, options);
  }

  /**
   * Counts what a query selects, by agent, tool, verdict, rule and more; `unfinished` names permitted calls that have
   * no outcome so far.
   * @throws VakError VAK6202 for a kind, a verdict or a level that is none
   */
  async report(query: AuditQuery = {}): Promise<AuditReport> {
    const open = new Set(this.#parts.open().map(({ call }) => call));
    return reportOf(this.#asked(query), open);
  }

  /**
   * Checks the whole log as `vak audit verify` does: every entry, the tree, the signed head.
   * @throws VakError VAK6205 where the log's provider has no way to
   */
  async verify(): Promise<Integrity> {
    const { log } = this.#parts;
    if (log.verify === undefined) throw new VakError('VAK6205', 'this log cannot check itself');
    return log.verify();
  }

  /**
   * Puts a note of the host on record; resolves once it is durable. Secrets in it are blanked.
   * @throws VakError VAK6202 for a level or a parent that is none; VAK6105 when the log cannot be written
   *
   * @example
   * await vak.audit.note('shift handed over to night desk', { level: 'notice' });
   */
  async note(text: string, note: AuditNote = {}): Promise<Receipt> {
    const { level = 'info', parent } = note;
    if (typeof text !== 'string' || text === '')
      throw new VakError('VAK6202', 'a note needs a text');
    if (!auditLevels.includes(level)) {
      throw new VakError('VAK6202', `\`${level}\` is none of ${auditLevels.join(', ')}`);
    }
    if (
      parent !== undefined &&
      !(Number.isSafeInteger(parent) && parent >= 0 && parent < this.count)
    ) {
      throw new VakError('VAK6202', `there is no entry ${parent}`);
    }
    if (note.data !== undefined && !isJson(note.data)) {
      throw new VakError('VAK6202', '`data` of a note must be JSON');
    }
    return this.#parts.note(text, { ...note, level });
  }

  /**
   * The log's signed promise that an entry stands where it stands, as a note to give away: whoever keeps it
   * catches a log that is cut or rewritten later, even before anyone saw a signed head of it. `call` gives the
   * index of its entry. Checked by `vak audit check` and by `readReceipt` of `vak/verify`.
   * @throws VakError VAK6112 for an index never acknowledged; VAK6205 where the log does not sign
   *
   * @example
   * const done = await session.call('orders.read', { id: 'ord_1' });
   * if (done.ok) await send(await vak.audit.receipt(done.entry.index));
   */
  async receipt(index: number): Promise<string> {
    const { log } = this.#parts;
    if (log.vouch === undefined) throw new VakError('VAK6205', 'this log does not sign');
    return log.vouch(index);
  }

  /**
   * A proof that an entry is in the log under its signed head, with the entry itself: one file (C2SP tlog-proof) that
   * anyone with the log's key checks offline, by `vak audit check` or by `provenEntry` of `vak/verify`.
   * @throws VakError VAK6112 for an index never acknowledged; VAK6205 where the log does not sign
   */
  async prove(index: number): Promise<string> {
    const { log } = this.#parts;
    if (log.prove === undefined) throw new VakError('VAK6205', 'this log does not sign');
    const proof = await log.prove(index);
    const found = await this.#at(index);
    return found === undefined ? proof : withEntry(proof, canonicalJson(found.entry));
  }

  async #at(index: number): Promise<Recorded | undefined> {
    if (!Number.isSafeInteger(index) || index < 0) return undefined;
    for await (const one of this.#parts.log.read(index)) {
      return one.index === index ? one : undefined;
    }
    return undefined;
  }

  #asked(query: AuditQuery): AsyncIterable<Recorded> {
    const wrong = wrongWord(query);
    if (wrong !== undefined) throw new VakError('VAK6202', wrong);
    return this.#find(query);
  }

  #find(query: AuditQuery): AsyncIterable<Recorded> {
    const { log } = this.#parts;
    return log.query?.(query) ?? selectFrom(log.read(), query);
  }
}

/** Whether a value has a canonical form, which everything in an entry must have. */
function isJson(value: Json): boolean {
  try {
    canonicalJson(value);
    return true;
  } catch {
    return false;
  }
}
