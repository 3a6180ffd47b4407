import { Buffer } from 'node:buffer';
import {
  type Hash,
  leafHash,
  type Withheld,
  type WithheldRecord,
} from '../../../../runtime/contract/index.ts';

const usual = 64 * 1024;
const newline = 0x0a;

/**
 * Lines on their way to the disk, encoded once, where they will be written from. Their hashes are made
 * by `seal`, which may run while the lines are being written. The buffer is used again from batch to
 * batch; one that a long entry made large is given back.
 */
export class Batch {
  #bytes = Buffer.allocUnsafe(usual);
  #end = 0;
  readonly #ends: number[] = [];
  readonly #withheld: { readonly at: number; readonly values: readonly Withheld[] }[] = [];

  /** Where each line ends, its line's end included, counted from the batch's first byte. */
  get ends(): readonly number[] {
    return this.#ends;
  }

  /** Encodes a line behind the others, with the values that it only commits to. */
  add(text: string, withheld: readonly Withheld[] = []): void {
    if (withheld.length > 0) this.#withheld.push({ at: this.#ends.length, values: withheld });
    this.#reserve(text.length * 3 + 1);
    const end = this.#end + this.#bytes.write(text, this.#end, 'utf8');
    this.#bytes[end] = newline;
    this.#end = end + 1;
    this.#ends.push(this.#end);
  }

  /** What the lines only commit to, where the first line will stand at an index. */
  withheld(first: number): readonly WithheldRecord[] {
    return this.#withheld.map(({ at, values }) => ({ index: first + at, values }));
  }

  /** The lines' hashes. */
  seal(): readonly Hash[] {
    let start = 0;
    return this.#ends.map((end) => {
      const leaf = leafHash(this.#bytes.subarray(start, end - 1));
      start = end;
      return leaf;
    });
  }

  /** All lines with their ends; valid until `clear`. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }

  clear(): void {
    if (this.#bytes.length > 16 * usual) this.#bytes = Buffer.allocUnsafe(usual);
    this.#end = 0;
    this.#ends.length = 0;
    this.#withheld.length = 0;
  }

  #reserve(more: number): void {
    if (this.#end + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#end + more));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}
