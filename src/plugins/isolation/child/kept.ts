import { keepCaps } from '../limits.ts';
import type { Answer } from '../wire/messages.ts';
import type { AnyGuest } from './guest.ts';

/** A guest that serves more than one request. */
interface Held {
  readonly guest: AnyGuest;
  calls: number;
  /** What was on its heap when it was looked at last. */
  heapBytes: number;
}

/** Ends after which a guest can serve again: it gave control back by itself. */
const calm: readonly Answer['end'][] = ['value', 'guest', 'large', 'bad', 'limit', 'denied'];

/**
 * Guests that serve more than one request, each under the number of those it may serve. A number stands
 * for one tool's code, one tenant and one session; whoever gives it answers for that. A guest goes after a
 * number of calls, when its heap grows past its half, or when too many others were used since.
 */
export class Kept {
  readonly #held = new Map<number, Held>();

  /** What the child may hold beyond its base for those it keeps. */
  get roomBytes(): number {
    return this.#held.size * keepCaps.guestBytes;
  }

  find(number: number): Held | undefined {
    return number === 0 ? undefined : this.#held.get(number);
  }

  /** Whether this guest, after this answer, may serve again. */
  fits(guest: AnyGuest, { end }: Answer): boolean {
    return calm.includes(end) && !guest.lost;
  }

  keep(number: number, guest: AnyGuest, heapBytes: number): void {
    let held = this.#held.get(number);
    if (held === undefined || this.#held.size > 1) {
      held ??= { guest, calls: 0, heapBytes };
      this.#held.delete(number);
      this.#held.set(number, held);
    }
    held.calls += 1;
    held.heapBytes = heapBytes;
    const grown = heapBytes > guest.memoryBytes / 2;
    if (held.calls >= keepCaps.calls || grown) this.drop(number, guest);
    else if (this.#held.size > keepCaps.guests) {
      const [oldest] = this.#held;
      if (oldest !== undefined) this.drop(oldest[0], oldest[1].guest);
    }
  }

  /** Throws a guest away, kept or not. */
  drop(number: number, guest: AnyGuest): void {
    this.#held.delete(number);
    guest.dispose();
  }
}
