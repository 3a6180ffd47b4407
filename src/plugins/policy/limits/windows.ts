import type { Take } from '../../../runtime/contract/index.ts';
import { AtMost } from './at-most.ts';
import type { Counter } from './counter.ts';
import { Gcra } from './gcra.ts';
import { type Passing, Rounds } from './rounds.ts';

/** A counter under its key. */
class Slot implements Passing<string> {
  readonly key: string;
  readonly counter: Counter;

  constructor(take: Take) {
    this.key = take.key;
    this.counter = take.form === 'rate' ? new Gcra() : new AtMost();
  }

  get until(): number {
    return this.counter.until;
  }
}

/** The counters of one window, by key. Keys whose window has run empty are dropped by and by. */
class Keys {
  readonly #counters = new Map<string, Slot>();
  readonly #rounds = new Rounds<string>(this.#counters);

  find(key: string): Counter | undefined {
    return this.#counters.get(key)?.counter;
  }

  open(take: Take, now: number): Counter {
    this.#rounds.drop(now);
    let slot = this.#counters.get(take.key);
    if (slot === undefined) {
      slot = new Slot(take);
      this.#counters.set(take.key, slot);
    }
    return slot.counter;
  }

  get size(): number {
    return this.#counters.size;
  }
}

/** All counters, by form, window and key. Asking makes none; only counting does. */
export class Windows {
  readonly #atMost = new Map<string, Keys>();
  readonly #rate = new Map<string, Keys>();

  find(take: Take): Counter | undefined {
    return this.#of(take).get(take.window)?.find(take.key);
  }

  /** The counter of a take, made when there is none. */
  open(take: Take, now: number): Counter {
    const windows = this.#of(take);
    let keys = windows.get(take.window);
    if (keys === undefined) {
      keys = new Keys();
      windows.set(take.window, keys);
    }
    return keys.open(take, now);
  }

  /** How many counters are in memory. */
  get size(): number {
    const all = [...this.#atMost.values(), ...this.#rate.values()];
    return all.reduce((sum, { size }) => sum + size, 0);
  }

  #of({ form }: Take): Map<string, Keys> {
    return form === 'rate' ? this.#rate : this.#atMost;
  }
}
