import type { Counted, Counter } from './counter.ts';
import { type Passing, Rounds } from './rounds.ts';

/** One take of a reservation, where it was counted. */
export interface Part {
  readonly counter: Counter;
  readonly counted: Counted;
  readonly next: Part | undefined;
}

/** What was counted under one name, in the order of its takes. */
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

/** What may still be given back, by name. The newest stands apart: most end before another begins. */
export class Reservations {
  readonly #older = new Map<string, Reservation>();
  readonly #rounds = new Rounds<string>(this.#older);
  #newest: Reservation | undefined;

  has(name: string): boolean {
    if (this.#newest?.key === name) return true;
    return this.#older.size > 0 && this.#older.has(name);
  }

  add(name: string, parts: Part | undefined, now: number): void {
    if (this.#newest !== undefined) {
      this.#rounds.added(now);
      this.#older.set(this.#newest.key, this.#newest);
    }
    this.#newest = new Reservation(name, parts);
  }

  /** Takes a reservation out and gives its parts. */
  remove(name: string): Part | undefined {
    if (this.#newest?.key === name) {
      const { parts } = this.#newest;
      this.#newest = undefined;
      return parts;
    }
    const found = this.#older.get(name);
    if (found !== undefined) this.#older.delete(name);
    return found?.parts;
  }

  get size(): number {
    return this.#older.size + (this.#newest === undefined ? 0 : 1);
  }
}
