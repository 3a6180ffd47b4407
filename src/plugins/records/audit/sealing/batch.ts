import type { Buffer } from 'node:buffer';
import {
  canonicalJson,
  type EntryJson,
  type Filling,
  LineMemory,
  longestLine,
  type Sealed,
  sealLines,
  VakError,
  type Withheld,
  type WithheldRecord,
} from '../../../../runtime/contract/index.ts';
import { encode } from './encode.ts';

const usualBytes = 64 * 1024;
const usualLines = 256;
const newline = 0x0a;
/** Memory of more bytes is given back when so many uses in a row needed less than a quarter of it. */
const mostBytes = 16 * usualBytes;
const unneeded = 8;
/** Most entries are shorter. */
const likely = 4 * 1024;
const mostCharacters = longestLine / 3;

/**
 * Lines on their way to the disk, encoded once, where they will be written from and hashed, which may go on
 * while others are added behind them. The memory is used again from batch to batch, and what long entries made
 * large is given back once they no longer come: nothing tells a collection of garbage how much shared memory
 * waits for it, so that it is not replaced at each use.
 */
export class Batch implements Filling {
  #memory = LineMemory.of(usualBytes, usualLines);
  #end = 0;
  #count = 0;
  /** How many uses in a row needed little of it. */
  #scant = 0;
  readonly #withheld: { readonly at: number; readonly values: readonly Withheld[] }[] = [];

  get memory(): LineMemory {
    return this.#memory;
  }

  get count(): number {
    return this.#count;
  }

  /** Where each line ends, its line's end included, counted from the batch's first byte; valid until `clear`. */
  get ends(): Uint32Array {
    return this.#memory.ends.subarray(0, this.#count);
  }

  /**
   * Encodes an entry behind the others, with the values that it only commits to.
   * @throws NotCanonicalError for what has no canonical form, VakError VAK6105 for what is too long; then
   * the batch is as it was.
   */
  add(entry: EntryJson, withheld?: readonly Withheld[]): void {
    this.#reserve(likely, 1);
    let end = encode(entry, this.#memory, this.#end);
    const { length } = this.#memory.bytes;
    if (end < 0 || end === length || end - this.#end >= mostCharacters)
      end = this.#spell(canonicalJson(entry));
    this.#memory.bytes[end] = newline;
    if (withheld !== undefined && withheld.length > 0) {
      this.#withheld.push({ at: this.#count, values: withheld });
    }
    this.#end = end + 1;
    this.#memory.ends[this.#count] = this.#end;
    this.#count += 1;
  }

  #spell(text: string): number {
    if (text.length >= mostCharacters) {
      throw new VakError(
        'VAK6105',
        `an entry of ${text.length} characters is too long for the log`,
      );
    }
    this.#reserve(text.length * 3 + 1, 1);
    return this.#end + this.#memory.bytes.write(text, this.#end, 'utf8');
  }

  /** What the lines only commit to, where the first line will stand at an index. */
  withheld(first: number): readonly WithheldRecord[] {
    return this.#withheld.map(({ at, values }) => ({ index: first + at, values }));
  }

  /** The lines' hashes, made in this thread. */
  seal(): Sealed {
    return sealLines(this);
  }

  /** Moves the lines from one on to another batch, which must be empty. */
  split(at: number, rest: Batch): void {
    const { bytes, ends } = this.#memory;
    const start = at === 0 ? 0 : (ends[at - 1] as number);
    rest.#reserve(this.#end - start, this.#count - at);
    bytes.copy(rest.#memory.bytes, 0, start, this.#end);
    for (let n = at; n < this.#count; n += 1) {
      rest.#memory.ends[n - at] = (ends[n] as number) - start;
    }
    [rest.#end, rest.#count] = [this.#end - start, this.#count - at];
    const behind = this.#withheld.findIndex((one) => one.at >= at);
    if (behind >= 0) {
      for (const one of this.#withheld.splice(behind)) {
        rest.#withheld.push({ at: one.at - at, values: one.values });
      }
    }
    [this.#end, this.#count] = [start, at];
  }

  /** All lines with their ends; valid until `clear`. */
  get bytes(): Buffer {
    return this.#memory.bytes.subarray(0, this.#end);
  }

  clear(): void {
    const { length } = this.#memory.bytes;
    this.#scant = length > mostBytes && 4 * this.#end < length ? this.#scant + 1 : 0;
    if (this.#scant === unneeded) {
      this.#memory = LineMemory.of(usualBytes, usualLines);
      this.#scant = 0;
    }
    this.#end = 0;
    this.#count = 0;
    this.#withheld.length = 0;
  }

  #reserve(moreBytes: number, moreLines: number): void {
    const { bytes, ends } = this.#memory;
    const [end, count] = [this.#end + moreBytes, this.#count + moreLines];
    if (end <= bytes.length && count <= ends.length) return;
    const larger = LineMemory.of(
      end <= bytes.length ? bytes.length : Math.max(2 * bytes.length, end),
      count <= ends.length ? ends.length : Math.max(2 * ends.length, count),
    );
    bytes.copy(larger.bytes, 0, 0, this.#end);
    larger.ends.set(this.ends);
    this.#memory = larger;
  }
}
