import { Buffer } from 'node:buffer';
import { hashBytes, leafHashes, leafHashOf } from '../hash.ts';
import { TreeRange } from '../range.ts';

/** The leaf hashes of some lines. */
export interface Sealed {
  /** 32 bytes each, one after another. */
  readonly hashes: Buffer;
  /** Hexadecimal digits, 64 each, by place. */
  hexAt(place: number): string;
}

/** Lines to be hashed: where each ends, its line's end included, counted from the first byte. */
export interface Lines {
  readonly bytes: Buffer;
  readonly ends: Uint32Array;
}

/** Hashes lines. They are only read, so they may be on their way to the disk meanwhile. */
export const sealLines = (lines: Lines): Sealed =>
  sealedAs(hashesOf(lines, { from: 0, to: lines.ends.length }));

/** Lines of which the hashes were made, in memory of their own. */
export function sealedAs({ buffer }: Uint8Array<ArrayBuffer>): Sealed {
  const hashes = Buffer.from(buffer);
  const hex = hashes.toString('hex');
  const digits = 2 * hashBytes;
  return { hashes, hexAt: (place) => hex.slice(place * digits, (place + 1) * digits) };
}

/** Some of the lines, by their places: `from` and all up to `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The hashes of some of the lines alone, 32 bytes each, in memory of their own. */
export function hashesOf({ bytes, ends }: Lines, { from, to }: Span): Uint8Array<ArrayBuffer> {
  const start = from === 0 ? 0 : (ends[from - 1] as number);
  const own = ends.slice(from, to);
  for (let at = 0; at < own.length; at += 1) own[at] = (own[at] as number) - start;
  const some = bytes.subarray(start, start + (own.at(-1) ?? 0));
  return leafHashes(some, own) ?? oneByOne(some, own);
}

function oneByOne(bytes: Buffer, ends: Uint32Array): Uint8Array<ArrayBuffer> {
  const hashes = Buffer.allocUnsafeSlow(ends.length * hashBytes);
  let start = 0;
  for (let place = 0; place < ends.length; place += 1) {
    const end = ends[place] as number;
    hashes.write(leafHashOf(bytes, start, end - 1), place * hashBytes, 'latin1');
    start = end;
  }
  return new Uint8Array(hashes.buffer);
}

/** A tree that only grows, in so many bytes as one can hand to another thread. */
export interface RangeState {
  readonly size: number;
  readonly peaks: string;
}

/** How many bytes of leaves a tree takes in before others have a turn. */
export const mostAtOnce = 512 * hashBytes;

/** The tree with more leaves, 32 bytes each, taken in some at a time so that nobody waits for long. */
export async function grow(from: TreeRange, leaves: Buffer): Promise<void> {
  for (let at = 0; at < leaves.length; at += mostAtOnce) {
    if (at > 0) await new Promise(setImmediate);
    from.take(leaves.subarray(at, at + mostAtOnce));
  }
}

/** As `grow`, in one go, from and to a state. */
export function grown({ size, peaks }: RangeState, leaves: Buffer): RangeState {
  const range = TreeRange.of(size, peaks);
  range.take(leaves);
  return { size: range.size, peaks: range.peaks };
}
