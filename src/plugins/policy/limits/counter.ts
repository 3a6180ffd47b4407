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
  /** Counts a take without asking, and gives the handle by which it is lowered or settled. */
  count(take: Take, at: number): Counted;
  /**
   * Makes an amount that was counted smaller, as if no more had been counted; 0 takes it back whole.
   * What no longer matters is ignored.
   */
  lower(counted: Counted, amount: bigint): void;
  /** What was counted will not be lowered any more. */
  settle(counted: Counted): void;
  /** From this time on, as far as is known now, lowering what was counted changes nothing. */
  lasts(counted: Counted): number;
  /** From this time on nothing that was counted matters. */
  readonly until: number;
}

/** One counted take, as its counter keeps it. Holders only pass it back. */
export interface Counted {
  /** Whole milliseconds. */
  readonly at: number;
}
