import type { Take } from '../../../runtime/contract/index.ts';

/**
 * What a take asks, in doubles; beyond a double's integers they are rounded, but stay beyond. The last take
 * is kept: those that follow one another seldom differ, and turning big integers into doubles takes longer
 * than counting.
 */
class Terms {
  amount = 0;
  max = 0;
  burst = 0;
  perMs = 1;
  #amount = 0n;
  #max = 0n;
  #burst = 0n;

  /** These terms with a take's numbers, until the next is read. A take that counts no sense is a `RangeError`. */
  of(take: Take): this {
    const { amount, max, burst = 0n, perMs } = take;
    if (amount !== this.#amount || max !== this.#max || burst !== this.#burst) this.#read(take);
    if (perMs !== this.perMs) {
      requireLength(take);
      this.perMs = perMs;
    }
    return this;
  }

  #read({ window, amount, max, burst = 0n }: Take): void {
    if (amount < 0n || max < 0n || burst < 0n) {
      throw new RangeError(`window \`${window}\` counts a negative amount`);
    }
    [this.#amount, this.amount] = [amount, Number(amount)];
    [this.#max, this.max] = [max, Number(max)];
    [this.#burst, this.burst] = [burst, Number(burst)];
  }
}

function requireLength({ window, perMs }: Take): void {
  if (!Number.isSafeInteger(perMs) || perMs <= 0) {
    throw new RangeError(`window \`${window}\` needs a length in whole milliseconds`);
  }
}

/** Of takes that follow one another in this process. */
export const terms = new Terms();
