import type {
  Actual,
  Admission,
  RateLimiter,
  Shortage,
  Take,
} from '../../../runtime/contract/index.ts';
import { AtMost } from './at-most.ts';
import { Gcra } from './gcra.ts';
import { type Part, Reservations } from './reservations.ts';
import { terms } from './terms.ts';
import { Windows } from './windows.ts';

const admitted: Admission = Object.freeze({ ok: true });

/**
 * Counts in memory, in one process. Every method runs to its end in one step, so that no interleaving
 * of calls can come between asking and counting. Time only moves forward: a step back stands still
 * until the latest time seen is reached again. After a restart the counts are rebuilt by `restore` and
 * `settle` from the log.
 */
export class Limiter implements RateLimiter {
  readonly #windows = new Windows();
  readonly #reservations = new Reservations();
  /** What reservations used beyond what they were made with, by their names, so that it counts once. */
  readonly #beyond = new Reservations();
  #latest = Number.NEGATIVE_INFINITY;

  reserve(reservation: string, takes: readonly Take[], now: number): Admission {
    if (this.#reservations.has(reservation)) return admitted;
    for (let index = 0; index < takes.length; index += 1) requireSound(takes[index] as Take);
    const time = this.#move(now);
    const short = this.#shortages(takes, time, now);
    if (short !== undefined) return { ok: false, short };
    this.#reservations.add(reservation, this.#count(takes, time), time);
    return admitted;
  }

  peek(takes: readonly Take[], now: number): Admission {
    for (const take of takes) requireSound(take);
    requireTime(now);
    const short = this.#shortages(takes, Math.max(now, this.#latest), now);
    return short === undefined ? admitted : { ok: false, short };
  }

  release(reservation: string): void {
    let part = this.#reservations.remove(reservation);
    for (; part !== undefined; part = part.next) {
      part.counter.lower(part.counted, 0n);
      part.counter.settle(part.counted);
    }
  }

  settle(reservation: string, actual?: Actual): void {
    if (actual !== undefined) requireActual(actual);
    // What cannot be given back any more needs no name; its counters know how long it counts.
    let part = this.#reservations.remove(reservation);
    for (let index = 0; part !== undefined; part = part.next, index += 1) {
      const used = actual?.used[index];
      if (used !== undefined) part.counter.lower(part.counted, used);
      part.counter.settle(part.counted);
    }
    if (actual !== undefined) this.#exceed(reservation, actual);
  }

  restore(reservation: string, takes: readonly Take[], at: number): void {
    if (this.#reservations.has(reservation)) return;
    for (const take of takes) requireSound(take);
    const time = this.#move(at);
    this.#reservations.add(reservation, this.#count(takes, time), time);
  }

  /** How many counters and reservations are in memory. */
  get size(): { readonly counters: number; readonly reservations: number } {
    const reservations = this.#reservations.size + this.#beyond.size;
    return { counters: this.#windows.size, reservations };
  }

  /** Asked at `time`; waits are told from `now`, which lies behind when the clock stepped back. */
  #shortages(takes: readonly Take[], time: number, now: number): Shortage[] | undefined {
    let short: Shortage[] | undefined;
    for (let index = 0; index < takes.length; index += 1) {
      const take = takes[index] as Take;
      if (take.forced === true) continue;
      const pending = index === 0 ? 0n : pendingBefore(takes, index);
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

  #count(takes: readonly Take[], time: number): Part | undefined {
    let parts: Part | undefined;
    for (let index = takes.length - 1; index >= 0; index -= 1) {
      const take = takes[index] as Take;
      const counter = this.#windows.open(take, time);
      parts = { counter, counted: counter.count(take, time), next: parts };
    }
    return parts;
  }

  /** Counts what was used beyond a reservation, whether or not that is still known. */
  #exceed(reservation: string, { takes, used, at }: Actual): void {
    const beyond = takes.flatMap((take, index): readonly Take[] => {
      const amount = (used[index] as bigint) - take.amount;
      return amount > 0n ? [{ ...take, amount, forced: true }] : [];
    });
    if (beyond.length === 0 || this.#beyond.has(reservation)) return;
    const time = this.#move(at);
    const parts = this.#count(beyond, time);
    for (let part = parts; part !== undefined; part = part.next) part.counter.settle(part.counted);
    this.#beyond.add(reservation, parts, time);
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

const requireSound = (take: Take): void => void terms.of(take);

function requireActual({ takes, used, at }: Actual): void {
  for (const take of takes) requireSound(take);
  requireTime(at);
  if (used.length !== takes.length || used.some((amount) => amount < 0n)) {
    throw new RangeError('every take needs an amount that was used, of at least nothing');
  }
}

function requireTime(now: number): void {
  if (!Number.isFinite(now)) throw new RangeError('the time of a take must be a number');
}
