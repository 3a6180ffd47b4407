import { keepCaps } from '../limits.ts';
import type { Answer } from '../wire.ts';
import type { AnyGuest } from './guest.ts';

interface Held {
  readonly guest: AnyGuest;
  calls: number;
}

/** Ends after which a guest can serve again: it gave control back by itself. */
const calm: readonly Answer['end'][] = ['value', 'guest', 'large', 'bad', 'limit', 'denied'];

/**
 * Guests that serve more than one request, each under the name of those it may serve. A name stands for
 * one tool's code, one tenant and one session; whoever gives it answers for that. A guest goes after a
 * number of calls, when its heap grows past its half, or when too many others were used since.
 */
export class Kept {
  readonly #held = new Map<string, Held>();

  /** What the child may hold beyond its base for those it keeps. */
  get roomBytes(): number {
    return this.#held.size * keepCaps.guestBytes;
  }

  find(name: string | undefined): AnyGuest | undefined {
    return name === undefined ? undefined : this.#held.get(name)?.guest;
  }

  /** Whether this guest, after this answer, may serve again. */
  fits(guest: AnyGuest, { end }: Answer): boolean {
    return calm.includes(end) && !guest.lost;
  }

  keep(name: string, guest: AnyGuest): void {
    const held = this.#held.get(name) ?? { guest, calls: 0 };
    held.calls += 1;
    this.#held.delete(name);
    const used = held.calls >= keepCaps.calls || this.#grown(held);
    if (used) guest.dispose();
    else this.#held.set(name, held);
    if (this.#held.size > keepCaps.guests) {
      const [oldest] = this.#held.keys();
      if (oldest !== undefined) this.drop(oldest, this.#held.get(oldest)?.guest as AnyGuest);
    }
  }

  /** Throws a guest away, kept or not. */
  drop(name: string | undefined, guest: AnyGuest): void {
    if (name !== undefined) this.#held.delete(name);
    guest.dispose();
  }

  #grown({ guest, calls }: Held): boolean {
    return calls % keepCaps.lookEvery === 0 && guest.heap() > guest.memoryBytes / 2;
  }
}
