import type { ToolCode } from '../../../runtime/contract/index.ts';
import { shelfCaps } from '../limits.ts';
import type { Code } from '../wire/messages.ts';

interface Place {
  readonly slot: number;
  readonly text: string;
  readonly typed: boolean;
  used: number;
}

/**
 * The codes that one child holds, by the slots they lie in. What was used longest ago makes room; a code
 * is found by its own text, whatever digest it bears.
 */
export class Shelf {
  readonly #places = new Map<string, Place>();
  #last: Place | undefined;
  #units = 0;
  #uses = 0;

  /** The slot of a code; `tell` hears first of all that the child must be told, in order. */
  slotOf({ digest, text, file }: ToolCode, tell: (code: Code) => void): number {
    const typed = !/\.m?js$/.test(file);
    const last = this.#last;
    if (last !== undefined && last.text === text && last.typed === typed) return last.slot;
    const key = `${typed ? 't' : 'j'}${digest}`;
    let place = this.#places.get(key);
    if (place !== undefined && place.text !== text) {
      this.#remove(key, place, tell);
      place = undefined;
    }
    place ??= this.#put(key, { text, typed }, tell);
    this.#uses += 1;
    place.used = this.#uses;
    this.#last = place;
    return place.slot;
  }

  #put(key: string, { text, typed }: Omit<Code, 'slot'>, tell: (code: Code) => void): Place {
    while (this.#places.size > 0 && this.#isFull(text.length)) this.#makeRoom(tell);
    const taken = new Set([...this.#places.values()].map(({ slot }) => slot));
    let slot = 0;
    while (taken.has(slot)) slot += 1;
    const place: Place = { slot, text, typed, used: 0 };
    tell(place);
    this.#places.set(key, place);
    this.#units += text.length;
    return place;
  }

  #isFull(more: number): boolean {
    return this.#places.size >= shelfCaps.codes || this.#units + more > shelfCaps.units;
  }

  #makeRoom(tell: (code: Code) => void): void {
    let oldest: readonly [string, Place] | undefined;
    for (const one of this.#places) {
      if (oldest === undefined || one[1].used < oldest[1].used) oldest = one;
    }
    if (oldest !== undefined) this.#remove(...oldest, tell);
  }

  #remove(key: string, { slot, text, typed }: Place, tell: (code: Code) => void): void {
    this.#places.delete(key);
    this.#units -= text.length;
    tell({ slot, typed, text: '' });
  }
}
