import type { Take } from '../../../runtime/contract/index.ts';
import type { Counter, Short } from './counter.ts';
import { type LogEntry, SlidingLog } from './sliding-log.ts';
import { SubWindows } from './sub-windows.ts';

/** How many admissions of a key are kept one by one. */
export const exactAdmissions = 10_000;

/**
 * `at most N … per D`: never more than N in any interval of length D. Exact up to 10,000 admissions in
 * the window, then by slices that only ever overcount. A key returns to exact counting when its window
 * has run empty.
 */
export class AtMost implements Counter {
  #inner: SlidingLog | SubWindows = new SlidingLog();

  shortage(take: Take, pending: bigint, now: number): Short | undefined {
    return this.#inner.shortage(take, pending, now);
  }

  count(take: Take, at: number): LogEntry {
    const counted = this.#inner.count(take, at);
    if (this.#inner instanceof SlidingLog && this.#inner.size > exactAdmissions) {
      this.#inner = new SubWindows(this.#inner);
    }
    return counted;
  }

  release(counted: LogEntry): void {
    this.#inner.release(counted);
  }

  settle(): void {}

  lasts(counted: LogEntry): number {
    return this.#inner.lasts(counted);
  }

  get until(): number {
    return this.#inner.until;
  }
}
