import type { Shortage, Take } from '../../../runtime/contract/index.ts';

/** What stands in the way of a take, without its index. */
export type Short = Omit<Shortage, 'take'>;

/**
 * Counts the takes of one window under one key. Times are whole milliseconds and never go back: what
 * is counted is stamped with the time rounded up, what is asked is asked at the time rounded down, so
 * that fractions of a millisecond never let anything in early.
 */
export interface Counter {
  /**
   * Why `take` does not fit beside `pending`, which was admitted for the same call; undefined when it
   * fits. Changes nothing.
   */
  shortage(take: Take, pending: bigint, now: number): Short | undefined;
  /** Counts a take without asking, and gives the handle by which it is released or settled. */
  count(take: Take, at: number): Counted;
  /** Takes back what was counted, as if it had not been. What no longer matters is ignored. */
  release(counted: Counted): void;
  /** What was counted will not be released any more. */
  settle(counted: Counted): void;
  /** From this time on, as far as is known now, releasing what was counted changes nothing. */
  lasts(counted: Counted): number;
  /** From this time on nothing that was counted matters. */
  readonly until: number;
}

/** One counted take, as its counter keeps it. Holders only pass it back. */
export interface Counted {
  /** Whole milliseconds. */
  readonly at: number;
}
