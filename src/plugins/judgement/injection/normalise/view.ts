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
  | 'escapes'
  | 'rot13'
  | 'reversed';

/** Collects a view, unit by unit, each with its place. */
export class ViewBuilder {
  #units: Uint16Array;
  #at: Int32Array;
  #length = 0;

  constructor(expected: number) {
    this.#units = new Uint16Array(Math.max(16, expected));
    this.#at = new Int32Array(Math.max(16, expected) + 1);
  }

  /** Every unit of `piece` is said to come from the one place. */
  add(piece: string, place: number): void {
    for (let unit = 0; unit < piece.length; unit += 1) this.unit(piece.charCodeAt(unit), place);
  }

  /** Units of another view, with the places that they have there. */
  copy({ text, at }: View, from: number, to: number): void {
    for (let unit = from; unit < to; unit += 1) this.unit(text.charCodeAt(unit), at[unit] ?? 0);
  }

  /** How many units there are. */
  get length(): number {
    return this.#length;
  }

  /** A unit written already; another one takes its place. */
  codeAt(index: number): number {
    return this.#units[index] ?? 0;
  }

  replace(index: number, code: number): void {
    this.#units[index] = code;
  }

  /** One UTF-16 unit. */
  unit(code: number, place: number): void {
    if (this.#length === this.#units.length) this.#grow();
    this.#units[this.#length] = code;
    this.#at[this.#length] = place;
    this.#length += 1;
  }

  view(end: number, through: readonly Reading[]): View {
    this.#at[this.#length] = end;
    const { buffer, byteOffset } = this.#units;
    // Two bytes a unit as they lie in memory, which every platform that Node runs on has little end first.
    const text = Buffer.from(buffer, byteOffset, this.#length * 2).toString('utf16le');
    return { text, at: this.#at.subarray(0, this.#length + 1), through };
  }

  #grow(): void {
    const units = new Uint16Array(this.#length * 2);
    units.set(this.#units);
    this.#units = units;
    const at = new Int32Array(this.#length * 2 + 1);
    at.set(this.#at);
    this.#at = at;
  }
}

let places = new Int32Array(0);

/** The text as it stands. All such views share the one list of places, which nobody writes to. */
export function plainView(text: string): View {
  if (places.length <= text.length) {
    places = new Int32Array(Math.max(4_096, 2 * text.length));
    for (let unit = 0; unit < places.length; unit += 1) places[unit] = unit;
  }
  return { text, at: places.subarray(0, text.length + 1), through: [] };
}

/** Where a span of a view lies in the original, as `[start, end)`; never empty. */
export function placeIn({ at }: View, start: number, end: number): readonly [number, number] {
  const first = at[start] ?? 0;
  const last = at[Math.max(start, end - 1)] ?? first;
  const from = Math.min(first, last);
  const next = at[end] ?? 0;
  return [from, Math.max(first + 1, last + 1, next)];
}
