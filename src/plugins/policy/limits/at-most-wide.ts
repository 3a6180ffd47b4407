import type { Take } from '../../../runtime/contract/index.ts';
import type { Counted, Counter, Short } from './counter.ts';

/** How many amounts of a key are kept one by one. */
export const exactMoments = 10_000;

/** Into how many slots a window is cut beyond that. */
const parts = 64;

/** The last millisecond of the slot that a time falls into. */
export function slotEnd(time: number, horizonMs: number): number {
  const width = Math.ceil(horizonMs / parts);
  return (Math.floor(time / width) + 1) * width - 1;
}

/** A take that was counted, while it may still be lowered. */
export interface Admitted extends Counted {
  amount: bigint;
}

interface Slot {
  readonly at: number;
  amount: bigint;
}

/** `at most N … per D` for amounts of any size: as `AtMost`, on big integers. */
export class AtMostWide implements Counter {
  /** What is in the window, in order of time. */
  #slots: Slot[];
  #sum: bigint;
  #coarse: boolean;
  #horizonMs: number;
  #gone: number;

  /** Goes on from a narrower counter: what it had in the window, in order of time. */
  constructor(counted: readonly Slot[], horizonMs: number, coarse: boolean, gone: number) {
    this.#slots = [...counted];
    this.#sum = counted.reduce((sum, { amount }) => sum + amount, 0n);
    this.#horizonMs = horizonMs;
    this.#coarse = coarse;
    this.#gone = gone;
  }

  shortage(take: Take, pending: bigint, now: number): Short | undefined {
    const wanted = pending + take.amount;
    const gone = this.#goneAt(Math.floor(now) - take.perMs);
    let sum = this.#sum + wanted;
    for (const { amount } of this.#slots.slice(0, gone)) sum -= amount;
    if (sum <= take.max) return undefined;
    const exact = !this.#coarse;
    if (wanted > take.max) return { retryAfterMs: undefined, exact };
    const leaving = this.#slots.slice(gone).find(({ amount }) => {
      sum -= amount;
      return sum <= take.max;
    });
    const retryAfterMs = leaving === undefined ? undefined : leaving.at + take.perMs - now;
    return { retryAfterMs, exact };
  }

  count(take: Take, at: number): Admitted {
    if (take.perMs > this.#horizonMs) this.#horizonMs = take.perMs;
    this.#expire(Math.floor(at) - this.#horizonMs);
    const time = this.#add(this.#slotOf(Math.ceil(at)), take.amount);
    this.#sum += take.amount;
    if (!this.#coarse && this.#slots.length > exactMoments) this.#coarsen();
    return { at: time, amount: take.amount };
  }

  lower(counted: Counted, amount: bigint): void {
    const admitted = counted as Admitted;
    const less = admitted.amount - amount;
    if (less <= 0n) return;
    admitted.amount = amount;
    const slot = this.#slots.find(({ at }) => at >= admitted.at);
    if (slot === undefined || admitted.at <= this.#gone) return;
    slot.amount -= less;
    this.#sum -= less;
    if (slot.amount === 0n) this.#slots = this.#slots.filter((one) => one !== slot);
  }

  settle(): void {}

  lasts({ at }: Counted): number {
    return this.#slotOf(at) + this.#horizonMs;
  }

  get until(): number {
    const last = this.#slots.at(-1);
    return last === undefined ? Number.NEGATIVE_INFINITY : last.at + this.#horizonMs;
  }

  #slotOf(time: number): number {
    return this.#coarse ? slotEnd(time, this.#horizonMs) : time;
  }

  #add(time: number, amount: bigint): number {
    const last = this.#slots.at(-1);
    if (last === undefined || time > last.at) {
      this.#slots.push({ at: time, amount });
      return time;
    }
    last.amount += amount;
    return last.at;
  }

  /** How many of the first slots have left the window at this edge. */
  #goneAt(edge: number): number {
    const first = this.#slots.findIndex(({ at }) => at > edge);
    return first === -1 ? this.#slots.length : first;
  }

  #expire(edge: number): void {
    const gone = this.#slots.splice(0, this.#goneAt(edge));
    for (const { at, amount } of gone) {
      this.#sum -= amount;
      this.#gone = at;
    }
  }

  #coarsen(): void {
    const fine = this.#slots;
    this.#slots = [];
    this.#coarse = true;
    for (const { at, amount } of fine) this.#add(this.#slotOf(at), amount);
  }
}
