import type { Take } from '../../../runtime/contract/index.ts';
import type { Counted, Counter, Short } from './counter.ts';
import { type WideArrival, WideGcra } from './gcra-wide.ts';
import { terms } from './terms.ts';

/** A take that was counted, while it may still be lowered. */
interface Arrival extends Counted {
  /** How far it pushes the theoretical arrival time, in units of 1/N ms. */
  step: number;
  readonly perMs: number;
  settled: boolean;
  /** Which busy period it belongs to. */
  readonly period: number;
  /** When the counter would run empty if nothing came after it. */
  readonly drained: number;
  /** What it counts as in the wide counter, once there is one. */
  wide: WideArrival | undefined;
}

/** How many arrivals are kept to be lowered; the oldest beyond that are taken as settled. */
const remembered = 1_024;

/**
 * `rate N … per D burst B`: the generic cell rate algorithm, exact. The time at which the counter runs
 * empty is kept as whole milliseconds and Nths of one, so that everything fits a double's integers; what
 * does not, and a key whose N changes, is counted by big integers from then on. At most B + N are
 * admitted in any interval of length D. Constant time and space for a key whose reservations are settled.
 */
export class Gcra implements Counter {
  /** N; 0 until something is counted. */
  #scale = 0;
  /** When the counter runs empty: whole milliseconds, and Nths of one beyond. */
  #ms = Number.NEGATIVE_INFINITY;
  #part = 0;
  /** The same before `#arrivals` were counted. */
  #baseMs = Number.NEGATIVE_INFINITY;
  #basePart = 0;
  /** Those of the present busy period from the first unsettled one on. */
  #arrivals: Arrival[] = [];
  #period = 0;
  #wide: WideGcra | undefined;

  shortage(take: Take, pending: bigint, now: number): Short | undefined {
    if (this.#wide !== undefined) return this.#wide.shortage(take, pending, now);
    const { max: scale, amount, burst, perMs } = terms.of(take);
    const wanted = (pending === 0n ? amount : Number(pending + take.amount)) * perMs;
    const room = (burst + 1) * perMs;
    // Asking by another N, or beyond a double's integers, is rare, and costs a counter made for it.
    const fits = Number.isSafeInteger(wanted) && Number.isSafeInteger(room);
    if (!fits || scale === 0 || (this.#scale !== 0 && this.#scale !== scale)) {
      return this.#wideNow().counter.shortage(take, pending, now);
    }
    if (wanted > room) return { retryAfterMs: undefined, exact: true };
    const time = Math.floor(now);
    const backlog = this.#ms < time ? 0 : (this.#ms - time) * scale + this.#part;
    if (!Number.isSafeInteger(backlog)) return this.#wideNow().counter.shortage(take, pending, now);
    if (backlog + wanted <= room) return undefined;
    // The counter has to run down to `room - wanted` before the take fits.
    const over = backlog + wanted - room;
    return { retryAfterMs: time + Math.ceil(over / scale) - now, exact: true };
  }

  count(take: Take, at: number): Counted {
    const { max: scale, amount, perMs } = terms.of(take);
    const step = amount * perMs;
    const same = this.#scale === 0 || this.#scale === scale;
    if (this.#wide !== undefined || !same || scale === 0 || !Number.isSafeInteger(step)) {
      return this.#widen().count(take, at);
    }
    this.#scale = scale;
    const time = Math.ceil(at);
    if (this.#ms < time || (this.#ms === time && this.#part === 0)) {
      // What came before an idle moment has no part in what follows.
      if (this.#arrivals.length > 0) this.#arrivals = [];
      this.#period += 1;
      this.#ms = time;
      this.#part = 0;
    }
    if (this.#arrivals.length === 0) {
      this.#baseMs = this.#ms;
      this.#basePart = this.#part;
    }
    this.#add(step);
    const arrival: Arrival = {
      at: time,
      step,
      perMs: take.perMs,
      settled: false,
      period: this.#period,
      drained: this.until,
      wide: undefined,
    };
    this.#arrivals.push(arrival);
    if (this.#arrivals.length > remembered) this.#forgetFirst();
    return arrival;
  }

  /** Runs the busy period once more with the smaller amount: exactly the state had it come so. */
  lower(counted: Counted, amount: bigint): void {
    if (this.#wide !== undefined) {
      const own = wideOf(counted);
      if (own !== undefined) this.#wide.lower(own, amount);
      return;
    }
    const arrival = counted as Arrival;
    const step = Number(amount) * arrival.perMs;
    if (step >= arrival.step || !this.#arrivals.includes(arrival)) return;
    arrival.step = step;
    this.#ms = this.#baseMs;
    this.#part = this.#basePart;
    for (const each of this.#arrivals) {
      this.#idleUntil(each.at);
      this.#add(each.step);
    }
  }

  settle(counted: Counted): void {
    if (this.#wide !== undefined) {
      const own = wideOf(counted);
      if (own !== undefined) this.#wide.settle(own);
      return;
    }
    (counted as Arrival).settled = true;
    this.#forgetSettled();
  }

  /** An arrival that may be released matters until the busy period ends; others for themselves. */
  lasts(counted: Counted): number {
    if (this.#wide !== undefined) {
      const own = wideOf(counted);
      return own === undefined ? this.#wide.until : this.#wide.lasts(own);
    }
    const { settled, period, drained } = counted as Arrival;
    return settled || period !== this.#period ? drained : this.until;
  }

  get until(): number {
    if (this.#wide !== undefined) return this.#wide.until;
    return this.#part === 0 ? this.#ms : this.#ms + 1;
  }

  #idleUntil(time: number): void {
    if (this.#ms >= time) return;
    this.#ms = time;
    this.#part = 0;
  }

  #add(step: number): void {
    const part = this.#part + (step % this.#scale);
    const carry = part >= this.#scale ? 1 : 0;
    this.#ms += Math.floor(step / this.#scale) + carry;
    this.#part = part - carry * this.#scale;
  }

  #forgetSettled(): void {
    while (this.#arrivals[0]?.settled) this.#forgetFirst();
  }

  #forgetFirst(): void {
    if (this.#arrivals.length === 1) {
      this.#arrivals.pop();
      return;
    }
    const first = this.#arrivals.shift();
    if (first === undefined) return;
    first.settled = true;
    const [ms, part] = [this.#ms, this.#part];
    this.#ms = this.#baseMs;
    this.#part = this.#basePart;
    this.#idleUntil(first.at);
    this.#add(first.step);
    [this.#baseMs, this.#basePart] = [this.#ms, this.#part];
    [this.#ms, this.#part] = [ms, part];
  }

  /** Counts by big integers from here on. */
  #widen(): WideGcra {
    if (this.#wide !== undefined) return this.#wide;
    const { counter, handles } = this.#wideNow();
    for (const [index, arrival] of this.#arrivals.entries()) arrival.wide = handles[index];
    this.#arrivals = [];
    this.#wide = counter;
    return counter;
  }

  /** What a wide counter would stand at now. */
  #wideNow(): ReturnType<typeof WideGcra.from> {
    if (this.#scale === 0) return WideGcra.from(1n, 0n, []);
    const scale = BigInt(this.#scale);
    const idle = this.#arrivals.length === 0;
    const [ms, part] = idle ? [this.#ms, this.#part] : [this.#baseMs, this.#basePart];
    return WideGcra.from(scale, BigInt(ms) * scale + BigInt(part), this.#arrivals);
  }
}

/** The wide counter's own handle; undefined for one that was forgotten before it was widened. */
function wideOf(counted: Counted): WideArrival | undefined {
  return 'wide' in counted ? (counted as Arrival).wide : (counted as WideArrival);
}
