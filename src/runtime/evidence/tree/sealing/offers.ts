/** So many may wait; more are not offered. */
const places = 256;
const [woken, added, taken, first] = [0, 1, 2, 3];
const words = 2;

/** A piece of lines that was offered, by the number of the lines' memory. */
export interface Offer {
  readonly number: number;
  readonly piece: number;
}

/** Offers on their way from a writer to the one thread that takes them, which sleeps while there are none. */
export class Offers {
  readonly shared: SharedArrayBuffer;
  readonly #words: Int32Array;

  constructor(
    shared = new SharedArrayBuffer((first + places * words) * Int32Array.BYTES_PER_ELEMENT),
  ) {
    this.shared = shared;
    this.#words = new Int32Array(shared);
  }

  /** Whether the taker is so far behind that there is no place. */
  get isFull(): boolean {
    return this.#behind === places;
  }

  get #behind(): number {
    return (Atomics.load(this.#words, added) - Atomics.load(this.#words, taken)) | 0;
  }

  /** Puts one behind the others; there must be a place. The taker sees it when it is woken or awake. */
  add({ number, piece }: Offer): void {
    const count = Atomics.load(this.#words, added);
    const at = first + (count & (places - 1)) * words;
    this.#words[at] = number;
    this.#words[at + 1] = piece;
    Atomics.store(this.#words, added, count + 1);
  }

  /** The oldest, which then is taken; undefined when there is none. */
  take(): Offer | undefined {
    if (this.#behind === 0) return undefined;
    const count = Atomics.load(this.#words, taken);
    const at = first + (count & (places - 1)) * words;
    const offer = { number: this.#words[at] as number, piece: this.#words[at + 1] as number };
    Atomics.store(this.#words, taken, count + 1);
    return offer;
  }

  /** Wakes the taker, for offers or for messages. */
  wake(): void {
    Atomics.add(this.#words, woken, 1);
    Atomics.notify(this.#words, woken);
  }

  /** Sleeps unless it was woken since the count that the last sleep gave; 0 at first. */
  sleep(last: number): number {
    Atomics.wait(this.#words, woken, last);
    return Atomics.load(this.#words, woken);
  }
}
