import type { Take } from '../../../runtime/contract/index.ts';
import type { Counted, Counter, Short } from './counter.ts';

/** One admission; a released one keeps its place with nothing in it until the log is compacted. */
export interface LogEntry extends Counted {
  readonly amount: bigint;
  state: 'counted' | 'released' | 'expired';
}

/**
 * Every admission with its time, so that no interval of the window's length ever holds more than the
 * window admits, and the wait is known to the millisecond. An admission at `t` leaves the window at
 * `t + perMs` exactly. Counting costs constant time, amortised; memory grows with the admissions that
 * are still in the window.
 */
export class SlidingLog implements Counter {
  /** In order of time; those before `#head` have left the window. */
  #entries: LogEntry[] = [];
  #head = 0;
  #sum = 0n;
  #size = 0;
  #horizonMs = 0;

  /** How many admissions are in the window. */
  get size(): number {
    return this.#size;
  }

  /** The longest window that was counted here. */
  get horizonMs(): number {
    return this.#horizonMs;
  }

  shortage(take: Take, pending: bigint, now: number): Short | undefined {
    const wanted = pending + take.amount;
    const edge = Math.floor(now) - take.perMs;
    let sum = this.#sum;
    let index = this.#head;
    for (; index < this.#entries.length; index += 1) {
      const entry = this.#entries[index] as LogEntry;
      if (entry.at > edge) break;
      if (entry.state === 'counted') sum -= entry.amount;
    }
    if (sum + wanted <= take.max) return undefined;
    if (wanted > take.max) return { retryAfterMs: undefined, exact: true };
    for (; index < this.#entries.length; index += 1) {
      const entry = this.#entries[index] as LogEntry;
      if (entry.state === 'counted') sum -= entry.amount;
      if (sum + wanted <= take.max) {
        return { retryAfterMs: entry.at + take.perMs - now, exact: true };
      }
    }
    return { retryAfterMs: undefined, exact: true };
  }

  count(take: Take, at: number): LogEntry {
    const entry: LogEntry = { at: Math.ceil(at), amount: take.amount, state: 'counted' };
    if (take.perMs > this.#horizonMs) this.#horizonMs = take.perMs;
    this.#expire(at);
    this.#entries.push(entry);
    this.#sum += entry.amount;
    this.#size += 1;
    return entry;
  }

  release(entry: LogEntry): void {
    if (entry.state !== 'counted') return;
    entry.state = 'released';
    this.#sum -= entry.amount;
    this.#size -= 1;
    if (this.#entries.length - this.#head > 2 * this.#size + 64) this.#compact();
  }

  settle(): void {}

  lasts(entry: LogEntry): number {
    return entry.at + this.#horizonMs;
  }

  get until(): number {
    const last = this.#entries.at(-1);
    return last === undefined ? Number.NEGATIVE_INFINITY : last.at + this.#horizonMs;
  }

  /** The admissions in the window, oldest first. */
  *counted(): IterableIterator<LogEntry> {
    for (const entry of this.#entries) if (entry.state === 'counted') yield entry;
  }

  #expire(now: number): void {
    const edge = Math.floor(now) - this.#horizonMs;
    while (this.#head < this.#entries.length) {
      const entry = this.#entries[this.#head] as LogEntry;
      if (entry.at > edge) break;
      if (entry.state === 'counted') {
        entry.state = 'expired';
        this.#sum -= entry.amount;
        this.#size -= 1;
      }
      this.#head += 1;
    }
    if (this.#head > 64 && this.#head * 2 > this.#entries.length) this.#compact();
  }

  #compact(): void {
    this.#entries = this.#entries.filter((entry) => entry.state === 'counted');
    this.#head = 0;
  }
}
