import type { Receipt, Sealed } from '../../../../runtime/contract/index.ts';

/** A batch that is durable, the index of its first entry, and at which of its places a rank begins. */
export interface Told {
  readonly sealed: Sealed;
  readonly first: number;
  readonly at: number;
}

const most = 64;

/**
 * Who waits for some entries of a batch, one after another. They are told together, by one promise: an entry
 * costs a promise of its own and no closure, so that thousands under way are little for a collection of
 * garbage to move.
 */
export class Rank {
  readonly #told = Promise.withResolvers<Told>();
  #size = 0;
  #answered = 0;

  /** How many wait. */
  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size === most;
  }

  /** The receipt of the next entry, once it is durable. */
  join(): Promise<Receipt> {
    this.#size += 1;
    return this.#told.promise.then(this.#next);
  }

  tell(told: Told): void {
    this.#told.resolve(told);
  }

  refuse(cause: unknown): void {
    this.#told.reject(cause);
  }

  /** One for all: promises answer in the order in which they were asked. */
  readonly #next = ({ sealed, first, at }: Told): Receipt => {
    const place = at + this.#answered;
    this.#answered += 1;
    return { index: first + place, leaf: sealed.hexAt(place) };
  };
}
