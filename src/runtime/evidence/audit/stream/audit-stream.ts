import { VakError } from '../../../contract/errors.ts';
import type { AuditLog, EntryJson, StreamEvent } from '../../../contract/records.ts';
import type { Ledger } from '../../recording/ledger.ts';
import { levelOf } from '../level.ts';
import { AuditSubscription } from './audit-subscription.ts';
import { passes, type StreamFilter, wrongWord } from './filter.ts';

/** How many of the newest events are kept in memory for those who keep up. */
const kept = 1_024;
/** How many subscriptions there may be at once. */
const most = 1_000;

/** How a stream is. */
export interface StreamStats {
  /** The index that the next entry will have, as far as is known. */
  readonly next: number;
  /** Each subscription, in the order they were made. */
  readonly subscribers: readonly {
    readonly cursor: number;
    /** How many entries it is behind. */
    readonly behind: number;
    /** `reading` where it fell out of the events in memory and reads the log instead. */
    readonly state: 'live' | 'reading';
    readonly delivered: number;
  }[];
}

/**
 * The entries of a running log, to any number of readers. The newest 1,024 are kept in memory, once for
 * all readers; whoever is further behind reads the log until it has caught up. So no reader slows the
 * writer, none makes another lose anything, and a slow one costs no memory. An entry costs its writer one
 * insertion, however many readers there are.
 */
export class AuditStreamManager {
  readonly #log: AuditLog;
  readonly #ledger: Ledger;
  readonly #recent = new Map<number, StreamEvent>();
  readonly #subscriptions = new Set<AuditSubscription>();
  #next = 0;
  #ended = false;
  #grown = Promise.withResolvers<void>();

  constructor(log: AuditLog, ledger: Ledger) {
    this.#log = log;
    this.#ledger = ledger;
  }

  /** The index that the next entry will have. */
  get next(): number {
    return this.#next;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Takes in an entry that is durable. Entries of one turn may come in any order. */
  publish(index: number, entry: EntryJson): void {
    if (index < this.#next) return;
    this.#recent.set(index, { index, level: levelOf(entry), entry });
    // What the log wrote on its own is read from it.
    if (this.#recent.size > 2 * kept || this.#next === 0)
      this.#next = Math.min(...this.#recent.keys());
    const before = this.#next;
    while (this.#recent.has(this.#next)) this.#next += 1;
    if (this.#next === before) return;
    for (const old of this.#recent.keys()) {
      if (this.#recent.size <= kept || old >= this.#next - kept) break;
      this.#recent.delete(old);
    }
    const grown = this.#grown;
    this.#grown = Promise.withResolvers();
    grown.resolve();
  }

  /**
   * Begins to read: from the next entry on, or from an index. `cursor` of the subscription says where to
   * go on after a restart. End it with `close`, or by leaving its loop.
   * @throws VakError VAK6202 for an index that is none, or that this log has not come to (a cursor of another one, or
   *   of one that was cut since); for a kind, a verdict or a level that is none; with a thousand subscriptions open
   *
   * @example
   * for await (const { index, level, entry } of vak.audit.subscribe({ verdicts: ['forbid'] })) {
   *   await alert(`${index} ${level} ${entry.tool}`);
   * }
   */
  subscribe(filter: StreamFilter = {}, { from = this.#next } = {}): AuditSubscription {
    if (!Number.isSafeInteger(from) || from < 0) {
      throw new VakError('VAK6202', '`from` must be the index of an entry');
    }
    if (from > this.#next) {
      throw new VakError('VAK6202', `the log ends before entry ${from - 1}`);
    }
    const wrong = wrongWord(filter);
    if (wrong !== undefined) throw new VakError('VAK6202', wrong);
    if (this.#subscriptions.size >= most) {
      throw new VakError('VAK6202', `there are ${most} subscriptions already`);
    }
    const made: AuditSubscription = new AuditSubscription(from, {
      log: this.#log,
      stream: this,
      recent: (index) => this.#recent.get(index),
      grown: () => this.#grown.promise,
      passes: (event) => passes(filter, event, this.#ledger),
      closed: () => this.#subscriptions.delete(made),
    });
    this.#subscriptions.add(made);
    return made;
  }

  /** Who reads along, how far behind, and what was delivered, now. */
  stats(): StreamStats {
    const subscribers = [...this.#subscriptions].map(({ cursor, state, delivered }) => {
      return { cursor, behind: Math.max(0, this.#next - cursor), state, delivered };
    });
    return { next: this.#next, subscribers };
  }

  /** No entry comes after this: every subscription ends once it has given what is left. */
  end(): void {
    this.#ended = true;
    this.#grown.resolve();
  }
}
