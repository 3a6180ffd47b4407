import type { Take } from '../../../runtime/contract/index.ts';
import type { Counter, Short } from './counter.ts';
import type { LogEntry, SlidingLog } from './sliding-log.ts';

/** Into how many parts a window is cut. */
const parts = 64;

/** What was admitted before `end` and not before the end of the slice that precedes it. */
interface Slice {
  readonly end: number;
  amount: bigint;
}

/**
 * A window as 64 slices, for keys with too many admissions to keep each. A slice counts whole until
 * its last millisecond has left the window, so the count is never below the truth; what it gives away
 * is at most one sixty-fourth of the window's length, and waits are upper bounds.
 */
export class SubWindows implements Counter {
  #slices: Slice[] = [];
  /** What was admitted before this time has left with its slice. */
  #gone = Number.NEGATIVE_INFINITY;
  #sum = 0n;
  #horizonMs: number;

  constructor(log: SlidingLog) {
    this.#horizonMs = log.horizonMs;
    for (const entry of log.counted()) this.#add(entry);
  }

  shortage(take: Take, pending: bigint, now: number): Short | undefined {
    const wanted = pending + take.amount;
    const edge = Math.floor(now) - take.perMs;
    let sum = this.#sum;
    let index = 0;
    for (; index < this.#slices.length; index += 1) {
      const { end, amount } = this.#slices[index] as Slice;
      if (end - 1 > edge) break;
      sum -= amount;
    }
    if (sum + wanted <= take.max) return undefined;
    if (wanted > take.max) return { retryAfterMs: undefined, exact: false };
    for (; index < this.#slices.length; index += 1) {
      const { end, amount } = this.#slices[index] as Slice;
      sum -= amount;
      if (sum + wanted <= take.max) {
        return { retryAfterMs: end - 1 + take.perMs - now, exact: false };
      }
    }
    return { retryAfterMs: undefined, exact: false };
  }

  count(take: Take, at: number): LogEntry {
    const entry: LogEntry = { at: Math.ceil(at), amount: take.amount, state: 'counted' };
    if (take.perMs > this.#horizonMs) this.#horizonMs = take.perMs;
    this.#expire(at);
    this.#add(entry);
    return entry;
  }

  release(entry: LogEntry): void {
    if (entry.state !== 'counted') return;
    entry.state = 'released';
    const slice = this.#slices.find(({ end }) => end > entry.at);
    if (slice === undefined || entry.at < this.#gone) return;
    slice.amount -= entry.amount;
    this.#sum -= entry.amount;
  }

  settle(): void {}

  lasts(entry: LogEntry): number {
    return entry.at + Math.ceil(this.#horizonMs / parts) + this.#horizonMs;
  }

  get until(): number {
    const last = this.#slices.at(-1);
    return last === undefined ? Number.NEGATIVE_INFINITY : last.end - 1 + this.#horizonMs;
  }

  #add(entry: LogEntry): void {
    const last = this.#slices.at(-1);
    this.#sum += entry.amount;
    if (last !== undefined && entry.at < last.end) {
      last.amount += entry.amount;
      return;
    }
    const width = Math.ceil(this.#horizonMs / parts);
    const end = (Math.floor(entry.at / width) + 1) * width;
    this.#slices.push({ end, amount: entry.amount });
  }

  #expire(now: number): void {
    const edge = Math.floor(now) - this.#horizonMs;
    let gone = 0;
    for (const { end, amount } of this.#slices) {
      if (end - 1 > edge) break;
      this.#sum -= amount;
      this.#gone = end;
      gone += 1;
    }
    if (gone > 0) this.#slices = this.#slices.slice(gone);
  }
}
