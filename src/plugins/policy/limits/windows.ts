import type { Take } from '../../../runtime/contract/index.ts';
import { AtMost } from './at-most.ts';
import type { Counter } from './counter.ts';
import { Gcra } from './gcra.ts';
import { type Passing, Rounds } from './rounds.ts';

/** A counter under its window and key. */
class Slot implements Passing<string> {
  readonly form: Take['form'];
  readonly window: string;
  readonly key: string;
  readonly counter: Counter;

  constructor({ form, window, key }: Take) {
    this.form = form;
    this.window = window;
    this.key = key;
    this.counter = form === 'rate' ? new Gcra() : new AtMost();
  }

  get until(): number {
    return this.counter.until;
  }

  isFor({ form, window, key }: Take): boolean {
    return this.key === key && this.window === window && this.form === form;
  }
}

/** The counters of one window, by key. Keys whose window has run empty are dropped by and by. */
class Keys {
  readonly #counters = new Map<string, Slot>();
  readonly #rounds = new Rounds<string>(this.#counters);

  find(key: string): Slot | undefined {
    return this.#counters.get(key);
  }

  add(take: Take, now: number): Slot {
    this.#rounds.added(now);
    const slot = new Slot(take);
    this.#counters.set(take.key, slot);
    return slot;
  }

  get size(): number {
    return this.#counters.size;
  }
}

/** All counters, by form, window and key. Asking makes none; only counting does. */
export class Windows {
  readonly #atMost = new Map<string, Keys>();
  readonly #rate = new Map<string, Keys>();
  /** What was found last: who asks counts next. */
  #last: Slot | undefined;

  find(take: Take): Counter | undefined {
    if (this.#last?.isFor(take)) return this.#last.counter;
    const found = this.#of(take).get(take.window)?.find(take.key);
    if (found !== undefined) this.#last = found;
    return found?.counter;
  }

  /** The counter of a take, made when there is none. */
  open(take: Take, now: number): Counter {
    const found = this.find(take);
    if (found !== undefined) return found;
    const windows = this.#of(take);
    let keys = windows.get(take.window);
    if (keys === undefined) {
      keys = new Keys();
      windows.set(take.window, keys);
    }
    // Adding drops others, which must not be found again.
    this.#last = keys.add(take, now);
    return this.#last.counter;
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
