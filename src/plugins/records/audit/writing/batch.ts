import { Buffer } from 'node:buffer';
import { type Hash, leafHashWithin } from '../../../../runtime/contract/index.ts';

const usual = 64 * 1024;
const newline = 0x0a;

/**
 * Lines on their way to the disk, encoded once, where they will be written from. The buffer is used
 * again from batch to batch; one that a long entry made large is given back.
 */
export class Batch {
  // The first byte is never written: a line's hash borrows the byte before it.
  #bytes = Buffer.allocUnsafe(usual);
  #end = 1;
  readonly #ends: number[] = [];
  #leaves: Hash[] = [];

  constructor() {
    this.#bytes[0] = newline;
  }

  /** The lines' hashes. */
  get leaves(): readonly Hash[] {
    return this.#leaves;
  }

  /** Where each line ends, its line's end included, counted from the batch's first byte. */
  get ends(): readonly number[] {
    return this.#ends;
  }

  /** Encodes a line behind the others. */
  add(text: string): void {
    this.#reserve(text.length * 3 + 1);
    const start = this.#end;
    const end = start + this.#bytes.write(text, start, 'utf8');
    this.#bytes[end] = newline;
    this.#end = end + 1;
    this.#ends.push(end);
    this.#leaves.push(leafHashWithin(this.#bytes, start, end));
  }

  /** All lines with their ends; valid until `clear`. */
  bytes(): Buffer {
    return this.#bytes.subarray(1, this.#end);
  }

  clear(): void {
    if (this.#bytes.length > 16 * usual) {
      this.#bytes = Buffer.allocUnsafe(usual);
      this.#bytes[0] = newline;
    }
    this.#end = 1;
    this.#ends.length = 0;
    this.#leaves = [];
  }

  #reserve(more: number): void {
    if (this.#end + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#end + more));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}
