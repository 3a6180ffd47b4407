const every = 128;

/** Where some entries begin, so that reading from the middle of a log need not begin at its start. */
export class Marks {
  /** The offset of each 128th entry: 8 bytes for 128 entries. */
  readonly #offsets: number[] = [];

  /** Takes in lines that begin at an offset; `ends` says where each ends, counted from there. */
  add(first: number, offset: number, ends: ArrayLike<number>): void {
    for (let at = (every - (first % every)) % every; at < ends.length; at += every) {
      this.#offsets.push(at === 0 ? offset : offset + (ends[at - 1] as number));
    }
  }

  /** The nearest known beginning at or before an entry. */
  before(index: number): { readonly index: number; readonly offset: number } {
    const at = Math.min(Math.floor(Math.max(0, index) / every), this.#offsets.length - 1);
    return at < 0 ? { index: 0, offset: 0 } : { index: at * every, offset: this.#offsets[at] ?? 0 };
  }
}
