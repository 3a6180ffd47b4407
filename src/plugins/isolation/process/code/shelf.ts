import type { ToolCode } from '../../../../runtime/contract/index.ts';
import { shelfCaps } from '../../limits.ts';
import { keyOf, toldOf, unitsOf } from '../../wire/code.ts';
import type { Code } from '../../wire/messages.ts';

interface Place extends Code {
  used: number;
  /** The file it was last asked for by, and what that may import. */
  file: string;
  given: ToolCode['modules'];
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
  slotOf(code: ToolCode, cached: Buffer | undefined, tell: (code: Code) => void): number {
    const { text, file, modules } = code;
    const last = this.#last;
    const isLast = last !== undefined && last.file === file && last.text === text;
    if (isLast && last.given === modules && last.cached === cached) return last.slot;
    const key = keyOf(code);
    let place = this.#places.get(key);
    if (place !== undefined && !(place.cached === cached && isSame(place, code))) {
      this.#remove(key, place, tell);
      place = undefined;
    }
    place ??= this.#put(key, { ...toldOf(code), cached }, tell);
    this.#uses += 1;
    place.used = this.#uses;
    place.file = file;
    place.given = modules;
    this.#last = place;
    return place.slot;
  }

  #put(key: string, code: Omit<Code, 'slot'>, tell: (code: Code) => void): Place {
    while (this.#places.size > 0 && this.#isFull(sizeOf(code))) this.#makeRoom(tell);
    const taken = new Set([...this.#places.values()].map(({ slot }) => slot));
    let slot = 0;
    while (taken.has(slot)) slot += 1;
    const place: Place = { ...code, slot, used: 0, file: '', given: undefined };
    tell(place);
    this.#places.set(key, place);
    this.#units += sizeOf(code);
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

  #remove(key: string, place: Place, tell: (code: Code) => void): void {
    this.#places.delete(key);
    this.#units -= sizeOf(place);
    tell({ ...emptied, slot: place.slot });
  }
}

const emptied = { typed: false, expression: false, text: '', cached: undefined, modules: [] };

const sizeOf = (code: Omit<Code, 'slot'>): number => unitsOf(code) + (code.cached?.length ?? 0);

/** Whether a place holds a code to the letter, whatever digest that bears. */
function isSame({ text, modules, given }: Place, code: ToolCode): boolean {
  if (text !== code.text) return false;
  if (given === code.modules) return true;
  const others = toldOf(code).modules;
  return (
    modules.length === others.length &&
    modules.every(({ name, typed, text }, at) => {
      const other = others[at];
      return other?.name === name && other.typed === typed && other.text === text;
    })
  );
}
