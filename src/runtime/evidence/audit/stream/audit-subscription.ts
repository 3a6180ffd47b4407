import type { AuditLog, StreamEvent } from '../../../contract/records.ts';
import { levelOf } from '../level.ts';

/** What a subscription reads from. */
export interface SubscriptionParts {
  readonly log: Pick<AuditLog, 'read'>;
  readonly stream: { readonly next: number; readonly ended: boolean };
  /** An event that is still in memory. */
  readonly recent: (index: number) => StreamEvent | undefined;
  /** Settles with the next entry, or with the end. */
  readonly grown: () => Promise<void>;
  readonly passes: (event: StreamEvent) => boolean;
  readonly closed: () => void;
}

/** How many entries are looked through before others have a turn. */
const piece = 256;

/**
 * One reader of a stream, at its own pace: an async iterator of events in the order of the log, without a
 * gap. Each is given at least once; `cursor` moves behind an event when the next one is asked for.
 */
export class AuditSubscription implements AsyncIterable<StreamEvent>, AsyncDisposable {
  readonly #parts: SubscriptionParts;
  readonly #closing = Promise.withResolvers<void>();
  #cursor: number;
  #at: number;
  #state: 'live' | 'reading' = 'live';
  #delivered = 0;
  #closed = false;

  constructor(from: number, parts: SubscriptionParts) {
    this.#parts = parts;
    this.#cursor = from;
    this.#at = from;
  }

  /** The index to go on from: all before it were taken, or did not pass the filter. */
  get cursor(): number {
    return this.#cursor;
  }

  /** `reading` while it is too far behind for the events in memory and reads the log. */
  get state(): 'live' | 'reading' {
    return this.#state;
  }

  /** How many events were taken. */
  get delivered(): number {
    return this.#delivered;
  }

  /** The events from its cursor on, each once and in order, until it is closed or the runtime stops. */
  async *[Symbol.asyncIterator](): AsyncGenerator<StreamEvent, void> {
    try {
      for (;;) {
        const { events, cursor } = await this.take(piece);
        for (const event of events) {
          if (this.#closed) return;
          yield event;
          this.taken(event.index + 1, 1);
        }
        if (cursor === undefined) return;
        this.taken(cursor, 0);
      }
    } finally {
      this.close();
    }
  }

  /**
   * The next events that pass, at most `most`, once there is one; and the cursor behind them, to be given
   * to `taken`. Without a cursor the stream has ended.
   */
  async take(most: number): Promise<{ events: readonly StreamEvent[]; cursor?: number }> {
    const { stream, grown } = this.#parts;
    for (;;) {
      if (this.#closed) return { events: [] };
      const waiting = grown();
      if (this.#at < stream.next) {
        const events = await this.#some(most);
        if (events.length > 0) return { events, cursor: this.#at };
        // Nothing of it passed: no need to look through it again.
        this.#cursor = this.#at;
        await new Promise(setImmediate);
      } else if (stream.ended) return { events: [] };
      else await Promise.race([waiting, this.#closing.promise]);
    }
  }

  /** Says that everything before a cursor was dealt with. */
  taken(cursor: number, count: number): void {
    this.#cursor = Math.max(this.#cursor, cursor);
    this.#delivered += count;
  }

  /** Goes back to the cursor: what was given and not dealt with is given again. */
  again(): void {
    this.#at = this.#cursor;
  }

  /** Ends the subscription; a loop over it ends too. Twice is once. */
  close(): void {
    this.#closed = true;
    this.#closing.resolve();
    this.#parts.closed();
  }

  /** As `close`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  /** From memory where the next one is there, else from the log. */
  async #some(most: number): Promise<readonly StreamEvent[]> {
    const { recent, passes, stream } = this.#parts;
    if (recent(this.#at) === undefined) return this.#read(most);
    this.#state = 'live';
    const events: StreamEvent[] = [];
    const until = Math.min(stream.next, this.#at + piece);
    while (this.#at < until && events.length < most) {
      const event = recent(this.#at);
      if (event === undefined) break;
      this.#at += 1;
      if (passes(event)) events.push(event);
    }
    return events;
  }

  async #read(most: number): Promise<readonly StreamEvent[]> {
    const { log, passes, stream } = this.#parts;
    this.#state = 'reading';
    const events: StreamEvent[] = [];
    let looked = 0;
    const from = this.#at;
    for await (const { index, entry } of log.read(from)) {
      if (index < this.#at) continue;
      if (index >= stream.next) break;
      this.#at = index + 1;
      looked += 1;
      const event = { index, level: levelOf(entry), entry };
      if (passes(event)) events.push(event);
      if (events.length >= most || looked >= 4 * piece) break;
    }
    // A log that lost what it acknowledged must not hold its readers up for ever.
    if (this.#at === from) this.#at = stream.next;
    return events;
  }
}
