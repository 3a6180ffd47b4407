/**
 * A text as one way of reading it gives it, with the place in the original that each UTF-16 unit of it
 * comes from. `at` has one place more than `text` has units: the end.
 */
export interface View {
  readonly text: string;
  readonly at: Int32Array;
  /** The readings that led here, outermost first; empty for the plain text. */
  readonly through: readonly Reading[];
}

/** A way in which text can say something other than what it seems to. */
export type Reading =
  | 'characters'
  | 'letters'
  | 'spacing'
  | 'markup'
  | 'base64'
  | 'hex'
  | 'url'
  | 'rot13'
  | 'reversed';

/** Collects a view, unit by unit, each with its place. */
export class ViewBuilder {
  #text = '';
  #at: Int32Array;
  #length = 0;

  constructor(expected: number) {
    this.#at = new Int32Array(Math.max(16, expected + 1));
  }

  get length(): number {
    return this.#length;
  }

  /** Every unit of `piece` is said to come from the one place. */
  add(piece: string, place: number): void {
    const length = this.#length + piece.length;
    if (length >= this.#at.length) {
      const larger = new Int32Array(length * 2);
      larger.set(this.#at);
      this.#at = larger;
    }
    this.#at.fill(place, this.#length, length);
    this.#length = length;
    this.#text += piece;
  }

  view(end: number, through: readonly Reading[]): View {
    this.#at[this.#length] = end;
    return { text: this.#text, at: this.#at.subarray(0, this.#length + 1), through };
  }
}

/** The text as it stands. */
export function plainView(text: string): View {
  const at = new Int32Array(text.length + 1);
  for (let unit = 0; unit <= text.length; unit += 1) at[unit] = unit;
  return { text, at, through: [] };
}

/** Where a span of a view lies in the original, as `[start, end)`. */
export function placeIn({ at }: View, start: number, end: number): readonly [number, number] {
  const from = at[start] ?? 0;
  const last = at[Math.max(start, end - 1)] ?? from;
  const next = at[end] ?? last + 1;
  return [from, Math.max(from + 1, next > last ? next : last + 1)];
}
