import type { Admission, RateLimiter, Shortage, Take } from '../../../runtime/contract/index.ts';
import { AtMost } from './at-most.ts';
import type { Counted, Counter } from './counter.ts';
import { Gcra } from './gcra.ts';
import { type Passing, Rounds } from './rounds.ts';
import { Windows } from './windows.ts';

/** One take of a reservation, where it was counted. */
interface Part {
  readonly counter: Counter;
  readonly counted: Counted;
  readonly next: Part | undefined;
}

/** What was counted for one reservation that may still be given back. */
class Reservation implements Passing<string> {
  readonly key: string;
  readonly parts: Part | undefined;

  constructor(key: string, parts: Part | undefined) {
    this.key = key;
    this.parts = parts;
  }

  /** After this time none of it matters, and the reservation is forgotten. */
  get until(): number {
    let until = Number.NEGATIVE_INFINITY;
    for (let part = this.parts; part !== undefined; part = part.next) {
      until = Math.max(until, part.counter.lasts(part.counted));
    }
    return until;
  }
}

const admitted: Admission = Object.freeze({ ok: true });

/**
 * Counts in memory, in one process. Every method runs to its end in one step, so that no interleaving
 * of calls can come between asking and counting. Time only moves forward: a step back stands still
 * until the latest time seen is reached again. After a restart the counts are rebuilt by `restore`
 * from the log.
 */
export class Limiter implements RateLimiter {
  readonly #windows = new Windows();
  readonly #reservations = new Map<string, Reservation>();
  readonly #rounds = new Rounds<string>(this.#reservations);
  #latest = Number.NEGATIVE_INFINITY;

  reserve(reservation: string, takes: readonly Take[], now: number): Admission {
    if (this.#reservations.has(reservation)) return admitted;
    for (let index = 0; index < takes.length; index += 1) requireSound(takes[index] as Take);
    const time = this.#move(now);
    const short = this.#shortages(takes, time, now);
    if (short !== undefined) return { ok: false, short };
    this.#hold(reservation, takes, time);
    return admitted;
  }

  peek(takes: readonly Take[], now: number): Admission {
    for (const take of takes) requireSound(take);
    requireTime(now);
    const short = this.#shortages(takes, Math.max(now, this.#latest), now);
    return short === undefined ? admitted : { ok: false, short };
  }

  release(reservation: string): void {
    const held = this.#reservations.get(reservation);
    if (held === undefined) return;
    this.#reservations.delete(reservation);
    for (let part = held.parts; part !== undefined; part = part.next) {
      part.counter.release(part.counted);
    }
  }

  settle(reservation: string): void {
    const held = this.#reservations.get(reservation);
    if (held === undefined) return;
    // What cannot be given back any more needs no name; its counters know how long it counts.
    this.#reservations.delete(reservation);
    for (let part = held.parts; part !== undefined; part = part.next) {
      part.counter.settle(part.counted);
    }
  }

  restore(reservation: string, takes: readonly Take[], at: number): void {
    if (this.#reservations.has(reservation)) return;
    for (const take of takes) requireSound(take);
    this.#hold(reservation, takes, this.#move(at));
  }

  /** How many counters and reservations are in memory. */
  get size(): { readonly counters: number; readonly reservations: number } {
    return { counters: this.#windows.size, reservations: this.#reservations.size };
  }

  /** Asked at `time`; waits are told from `now`, which lies behind when the clock stepped back. */
  #shortages(takes: readonly Take[], time: number, now: number): Shortage[] | undefined {
    let short: Shortage[] | undefined;
    for (let index = 0; index < takes.length; index += 1) {
      const take = takes[index] as Take;
      if (take.forced === true) continue;
      const pending = takes.length === 1 ? 0n : pendingBefore(takes, index);
      const counter = this.#windows.find(take) ?? unused[take.form];
      const found = counter.shortage(take, pending, time);
      if (found === undefined) continue;
      const { retryAfterMs: wait, exact } = found;
      const retryAfterMs = wait === undefined ? undefined : wait + (time - now);
      short ??= [];
      short.push({ take: index, retryAfterMs, exact });
    }
    return short;
  }

  #hold(reservation: string, takes: readonly Take[], now: number): void {
    this.#rounds.drop(now);
    let parts: Part | undefined;
    for (let index = 0; index < takes.length; index += 1) {
      const take = takes[index] as Take;
      const counter = this.#windows.open(take, now);
      parts = { counter, counted: counter.count(take, now), next: parts };
    }
    this.#reservations.set(reservation, new Reservation(reservation, parts));
  }

  /** The time to count at: the given one, or the latest seen when the clock stepped back. */
  #move(now: number): number {
    requireTime(now);
    if (now > this.#latest) this.#latest = now;
    return this.#latest;
  }
}

/** What the takes before `index` of one call ask of the same counter. */
function pendingBefore(takes: readonly Take[], index: number): bigint {
  const { form, window, key } = takes[index] as Take;
  let pending = 0n;
  for (const other of takes.slice(0, index)) {
    if (other.form === form && other.window === window && other.key === key) {
      pending += other.amount;
    }
  }
  return pending;
}

/** Counters that have counted nothing, for keys not seen before. */
const unused = { 'at most': new AtMost(), rate: new Gcra() } as const;

function requireSound({ window, amount, max, perMs, burst }: Take): void {
  if (amount < 0n || max < 0n || (burst ?? 0n) < 0n) {
    throw new RangeError(`window \`${window}\` counts a negative amount`);
  }
  if (!Number.isSafeInteger(perMs) || perMs <= 0) {
    throw new RangeError(`window \`${window}\` needs a length in whole milliseconds`);
  }
}

function requireTime(now: number): void {
  if (!Number.isFinite(now)) throw new RangeError('the time of a take must be a number');
}
