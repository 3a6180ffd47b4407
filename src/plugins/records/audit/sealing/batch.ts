import type { Buffer } from 'node:buffer';
import {
  canonicalJson,
  type EntryJson,
  longestLine,
  type Sealed,
  sealLines,
  VakError,
  type Withheld,
  type WithheldRecord,
} from '../../../../runtime/contract/index.ts';
import { encode, type Room, roomOf } from './encode.ts';

const usual = 64 * 1024;
const newline = 0x0a;
/** Most entries are shorter. */
const likely = 4 * 1024;
const mostCharacters = longestLine / 3;

/**
 * Lines on their way to the disk, encoded once, where they will be written from. Their hashes are made
 * by `seal`, which may run while the lines are being written. The buffer is used again from batch to
 * batch; one that a long entry made large is given back.
 */
export class Batch {
  #room: Room = roomOf(usual);
  #end = 0;
  readonly #ends: number[] = [];
  readonly #withheld: { readonly at: number; readonly values: readonly Withheld[] }[] = [];

  /** Where each line ends, its line's end included, counted from the batch's first byte. */
  get ends(): readonly number[] {
    return this.#ends;
  }

  /**
   * Encodes an entry behind the others, with the values that it only commits to.
   * @throws NotCanonicalError for what has no canonical form, VakError VAK6105 for what is too long; then
   * the batch is as it was.
   */
  add(entry: EntryJson, withheld?: readonly Withheld[]): void {
    this.#reserve(likely);
    let end = encode(entry, this.#room, this.#end);
    const length = this.#room.bytes.length;
    if (end < 0 || end === length || end - this.#end >= mostCharacters)
      end = this.#spell(canonicalJson(entry));
    this.#room.bytes[end] = newline;
    if (withheld !== undefined && withheld.length > 0) {
      this.#withheld.push({ at: this.#ends.length, values: withheld });
    }
    this.#end = end + 1;
    this.#ends.push(this.#end);
  }

  #spell(text: string): number {
    if (text.length >= mostCharacters) {
      throw new VakError(
        'VAK6105',
        `an entry of ${text.length} characters is too long for the log`,
      );
    }
    this.#reserve(text.length * 3 + 1);
    return this.#end + this.#room.bytes.write(text, this.#end, 'utf8');
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
    const start = at === 0 ? 0 : (this.#ends[at - 1] as number);
    rest.#reserve(this.#end - start);
    this.#room.bytes.copy(rest.#room.bytes, 0, start, this.#end);
    rest.#end = this.#end - start;
    for (const end of this.#ends.splice(at)) rest.#ends.push(end - start);
    const behind = this.#withheld.findIndex((one) => one.at >= at);
    if (behind >= 0) {
      for (const one of this.#withheld.splice(behind)) {
        rest.#withheld.push({ at: one.at - at, values: one.values });
      }
    }
    this.#end = start;
  }

  /** All lines with their ends; valid until `clear`. */
  get bytes(): Buffer {
    return this.#room.bytes.subarray(0, this.#end);
  }

  clear(): void {
    if (this.#room.bytes.length > 16 * usual) this.#room = roomOf(usual);
    this.#end = 0;
    this.#ends.length = 0;
    this.#withheld.length = 0;
  }

  #reserve(more: number): void {
    const { bytes } = this.#room;
    if (this.#end + more <= bytes.length) return;
    const larger = roomOf(Math.max(2 * bytes.length, this.#end + more));
    bytes.copy(larger.bytes, 0, 0, this.#end);
    this.#room = larger;
  }
}
