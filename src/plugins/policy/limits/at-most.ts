import type { Take } from '../../../runtime/contract/index.ts';
import { type Admitted, AtMostWide, exactMoments, slotEnd } from './at-most-wide.ts';
import type { Counted, Counter, Short } from './counter.ts';
import { terms } from './terms.ts';

/**
 * `at most N … per D`: never more than N in any interval of length D. What is admitted within one
 * millisecond is one amount; an amount counted at `t` leaves the window at `t + D` exactly, so that the
 * wait is known to the millisecond. Beyond 10,000 amounts in the window they are drawn together into 64
 * slots, each of which counts until its last millisecond has left: never less than the truth, and waits
 * are upper bounds. A key returns to exact counting when its window has run empty. Counts in a double's
 * integers as long as they suffice, then in big ones. Counting costs constant time, amortised.
 */
export class AtMost implements Counter {
  /** In order; those before `#head` have left the window. */
  #times: number[] = [];
  #amounts: number[] = [];
  #head = 0;
  #sum = 0;
  /** How many amounts were lowered to nothing. */
  #empty = 0;
  #coarse = false;
  #horizonMs = 0;
  /** What was counted up to this time has left the window. */
  #gone = Number.NEGATIVE_INFINITY;
  #wide: AtMostWide | undefined;

  shortage(take: Take, pending: bigint, now: number): Short | undefined {
    if (this.#wide !== undefined) return this.#wide.shortage(take, pending, now);
    // A bound beyond a double's integers is rounded, but stays beyond every sum that is not.
    const { max, amount } = terms.of(take);
    const wanted = pending === 0n ? amount : Number(pending + take.amount);
    const times = this.#times;
    const edge = Math.floor(now) - take.perMs;
    let sum = this.#sum;
    let index = this.#head;
    while (index < times.length && (times[index] as number) <= edge) {
      sum -= this.#amounts[index] as number;
      index += 1;
    }
    const inDoubles = sum + wanted <= Number.MAX_SAFE_INTEGER || max <= Number.MAX_SAFE_INTEGER;
    if (!inDoubles || wanted > Number.MAX_SAFE_INTEGER) {
      return this.#wideNow().shortage(take, pending, now);
    }
    if (sum + wanted <= max) return undefined;
    const exact = !this.#coarse;
    if (wanted > max) return { retryAfterMs: undefined, exact };
    while (sum + wanted > max) {
      sum -= this.#amounts[index] as number;
      index += 1;
    }
    return { retryAfterMs: (times[index - 1] as number) + take.perMs - now, exact };
  }

  count(take: Take, at: number): Counted {
    const { amount } = terms.of(take);
    if (this.#wide !== undefined || !(this.#sum + amount <= Number.MAX_SAFE_INTEGER)) {
      return this.#widen().count(take, at);
    }
    if (take.perMs > this.#horizonMs) this.#horizonMs = take.perMs;
    this.#expire(Math.floor(at) - this.#horizonMs);
    const time = this.#add(this.#slotOf(Math.ceil(at)), amount);
    this.#sum += amount;
    if (!this.#coarse && this.#times.length - this.#head > exactMoments) this.#coarsen();
    const admitted: Admitted = { at: time, amount: take.amount };
    return admitted;
  }

  lower(counted: Counted, amount: bigint): void {
    if (this.#wide !== undefined) {
      this.#wide.lower(counted, amount);
      return;
    }
    const admitted = counted as Admitted;
    const less = Number(admitted.amount - amount);
    if (less <= 0) return;
    admitted.amount = amount;
    const index = this.#find(admitted.at);
    if (admitted.at <= this.#gone || index === this.#times.length) return;
    const left = (this.#amounts[index] as number) - less;
    this.#amounts[index] = left;
    this.#sum -= less;
    if (left === 0) this.#emptied(index);
  }

  settle(): void {}

  lasts(counted: Counted): number {
    if (this.#wide !== undefined) return this.#wide.lasts(counted);
    return this.#slotOf(counted.at) + this.#horizonMs;
  }

  get until(): number {
    if (this.#wide !== undefined) return this.#wide.until;
    const last = this.#times.at(-1);
    return last === undefined ? Number.NEGATIVE_INFINITY : last + this.#horizonMs;
  }

  #slotOf(time: number): number {
    return this.#coarse ? slotEnd(time, this.#horizonMs) : time;
  }

  /** Adds to the last amount where the time is still its own, and gives the time it stands under. */
  #add(time: number, amount: number): number {
    const last = this.#times.length - 1;
    const latest = last >= this.#head ? (this.#times[last] as number) : Number.NEGATIVE_INFINITY;
    if (time > latest) {
      this.#times.push(time);
      this.#amounts.push(amount);
      return time;
    }
    this.#amounts[last] = (this.#amounts[last] as number) + amount;
    return latest;
  }

  /** The first amount that stands under this time or a later one. */
  #find(time: number): number {
    let [low, high] = [this.#head, this.#times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[middle] as number) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #expire(edge: number): void {
    const times = this.#times;
    let head = this.#head;
    while (head < times.length && (times[head] as number) <= edge) {
      this.#sum -= this.#amounts[head] as number;
      this.#gone = times[head] as number;
      head += 1;
    }
    this.#head = head;
    if (head <= 64 || head * 2 <= times.length) return;
    this.#times = times.slice(head);
    this.#amounts = this.#amounts.slice(head);
    this.#head = 0;
  }

  /** An amount of nothing holds no place for long. */
  #emptied(index: number): void {
    if (index === this.#times.length - 1) {
      this.#times.pop();
      this.#amounts.pop();
      return;
    }
    this.#empty += 1;
    if (this.#empty <= 64 || this.#empty * 2 <= this.#times.length - this.#head) return;
    const worth = (at: number): boolean => at >= this.#head && this.#amounts[at] !== 0;
    this.#times = this.#times.filter((_, at) => worth(at));
    this.#amounts = this.#amounts.filter((_, at) => worth(at));
    [this.#head, this.#empty] = [0, 0];
  }

  #coarsen(): void {
    const [times, amounts, head] = [this.#times, this.#amounts, this.#head];
    [this.#times, this.#amounts, this.#head, this.#empty] = [[], [], 0, 0];
    this.#coarse = true;
    for (let index = head; index < times.length; index += 1) {
      this.#add(this.#slotOf(times[index] as number), amounts[index] as number);
    }
  }

  /** Counts by big integers from here on. */
  #widen(): AtMostWide {
    this.#wide ??= this.#wideNow();
    this.#times = [];
    this.#amounts = [];
    return this.#wide;
  }

  /** What a wide counter would stand at now. */
  #wideNow(): AtMostWide {
    const counted = this.#times.map((at, index) => ({
      at,
      amount: BigInt(this.#amounts[index] ?? 0),
    }));
    return new AtMostWide(counted.slice(this.#head), this.#horizonMs, this.#coarse, this.#gone);
  }
}
