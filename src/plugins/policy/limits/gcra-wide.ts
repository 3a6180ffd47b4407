import type { Take } from '../../../runtime/contract/index.ts';
import type { Counted, Counter, Short } from './counter.ts';

export interface WideArrival extends Counted {
  /** How far it pushes the theoretical arrival time, in the counter's scale. */
  step: bigint;
  readonly perMs: number;
  /** N when it was counted. */
  readonly scale: bigint;
  settled: boolean;
  /** Which busy period it belongs to. */
  readonly period: number;
  /** When the counter would run empty if nothing came after it. */
  readonly drained: number;
}

/** How many arrivals are kept to be lowered; the oldest beyond that are taken as settled. */
const remembered = 1_024;

/**
 * `rate N … per D burst B` for amounts of any size: the generic cell rate algorithm on big integers.
 * Time is kept in units of 1/N ms, in which one admitted unit costs exactly D, so nothing is rounded. At
 * most B + N are admitted in any interval of length D. Constant time and space for a key whose
 * reservations are settled.
 */
export class WideGcra implements Counter {
  /** N: what a millisecond is multiplied with. */
  #scale = 1n;
  /** The theoretical arrival time: when the counter will have run empty. */
  #empty = 0n;
  /** The same before `#arrivals` were counted. */
  #base = 0n;
  /** Those of the present busy period from the first unsettled one on. */
  #arrivals: WideArrival[] = [];
  #period = 0;

  /**
   * Goes on from a narrower counter: what it had counted before its arrivals, in units of 1/`scale` ms,
   * and the arrivals. Gives the counter and its handles for them, in order.
   */
  static from(
    scale: bigint,
    base: bigint,
    arrivals: readonly (Counted &
      Pick<WideArrival, 'perMs' | 'settled'> & { readonly step: number })[],
  ): { readonly counter: WideGcra; readonly handles: readonly WideArrival[] } {
    const counter = new WideGcra();
    counter.#scale = scale;
    counter.#empty = base;
    counter.#base = base;
    for (const { at, step, perMs, settled } of arrivals) {
      const arrival = { at, step: BigInt(step), perMs, scale, settled, period: 0, drained: 0 };
      counter.#empty = counter.#after(counter.#empty, arrival);
      counter.#arrivals.push({ ...arrival, drained: counter.until });
    }
    return { counter, handles: [...counter.#arrivals] };
  }

  shortage(take: Take, pending: bigint, now: number): Short | undefined {
    const scale = scaleOf(take);
    const time = BigInt(Math.floor(now)) * scale;
    const per = BigInt(take.perMs);
    const wanted = (pending + take.amount) * per;
    const room = ((take.burst ?? 0n) + 1n) * per;
    if (wanted > room || take.max === 0n) {
      return wanted === 0n ? undefined : { retryAfterMs: undefined, exact: true };
    }
    const empty = rescale(this.#empty, this.#scale, scale);
    const backlog = empty > time ? empty - time : 0n;
    if (backlog + wanted <= room) return undefined;
    const at = Number(ceilDivide(empty + wanted - room, scale));
    return { retryAfterMs: at - now, exact: true };
  }

  count(take: Take, at: number): WideArrival {
    this.#adopt(scaleOf(take));
    const time = BigInt(Math.ceil(at)) * this.#scale;
    if (this.#empty <= time) {
      // What came before an idle moment has no part in what follows.
      this.#arrivals = [];
      this.#period += 1;
    }
    const step = take.amount * BigInt(take.perMs);
    this.#empty = (this.#empty > time ? this.#empty : time) + step;
    const arrival: WideArrival = {
      at: Math.ceil(at),
      step,
      perMs: take.perMs,
      scale: this.#scale,
      settled: false,
      period: this.#period,
      drained: this.until,
    };
    this.#arrivals.push(arrival);
    while (this.#arrivals.length > remembered) this.#forgetFirst();
    return arrival;
  }

  /** Runs the busy period once more with the smaller amount: exactly the state had it come so. */
  lower(arrival: WideArrival, amount: bigint): void {
    const step = rescale(amount * BigInt(arrival.perMs), arrival.scale, this.#scale);
    if (step >= arrival.step || !this.#arrivals.includes(arrival)) return;
    arrival.step = step;
    this.#empty = this.#arrivals.reduce((empty, next) => this.#after(empty, next), this.#base);
  }

  settle(arrival: WideArrival): void {
    arrival.settled = true;
    this.#forgetSettled();
  }

  /** An arrival that may be released matters until the busy period ends; others for themselves. */
  lasts({ settled, period, drained }: WideArrival): number {
    return settled || period !== this.#period ? drained : this.until;
  }

  get until(): number {
    return Number(ceilDivide(this.#empty, this.#scale));
  }

  #after(empty: bigint, { at, step }: WideArrival): bigint {
    const time = BigInt(at) * this.#scale;
    return (empty > time ? empty : time) + step;
  }

  #forgetSettled(): void {
    while (this.#arrivals[0]?.settled) this.#forgetFirst();
  }

  #forgetFirst(): void {
    const first = this.#arrivals.shift();
    if (first === undefined) return;
    first.settled = true;
    this.#base = this.#after(this.#base, first);
  }

  /** Takes over another N, rounding up, so that a changed bound never refills. */
  #adopt(scale: bigint): void {
    if (scale === this.#scale) return;
    this.#empty = rescale(this.#empty, this.#scale, scale);
    this.#base = rescale(this.#base, this.#scale, scale);
    for (const arrival of this.#arrivals) {
      arrival.step = rescale(arrival.step, this.#scale, scale);
    }
    this.#scale = scale;
  }
}

const scaleOf = ({ max }: Take): bigint => (max > 0n ? max : 1n);

const ceilDivide = (dividend: bigint, divisor: bigint): bigint =>
  (dividend + divisor - 1n) / divisor;

const rescale = (time: bigint, from: bigint, to: bigint): bigint =>
  from === to ? time : ceilDivide(time * to, from);
