import { Buffer } from 'node:buffer';
import { hashBytes, leafHashes, leafHexOf } from '../hash.ts';
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
  readonly ends: readonly number[] | Uint32Array;
}

/** Hashes lines. They are only read, so they may be on their way to the disk meanwhile. */
export function sealLines(lines: Lines): Sealed {
  const together = leafHashes(lines.bytes, lines.ends);
  if (together !== undefined) return sealedAs(together);
  const leaves = leavesOf(lines);
  return { hashes: Buffer.from(leaves.join(''), 'hex'), hexAt: (at) => leaves[at] as string };
}

/** Lines of which the hashes were made, in memory of their own. */
export function sealedAs({ buffer }: Uint8Array): Sealed {
  const hashes = Buffer.from(buffer);
  const hex = hashes.toString('hex');
  const digits = 2 * hashBytes;
  return { hashes, hexAt: (place) => hex.slice(place * digits, (place + 1) * digits) };
}

/** The hashes of lines alone, in memory of their own that can be given to another thread. */
export function hashesOf(lines: Lines): Uint8Array<ArrayBuffer> {
  const together = leafHashes(lines.bytes, lines.ends);
  if (together !== undefined) return together;
  const hashes = Buffer.allocUnsafeSlow(lines.ends.length * hashBytes);
  hashes.write(leavesOf(lines).join(''), 'hex');
  return new Uint8Array(hashes.buffer);
}

function leavesOf({ bytes, ends }: Lines): readonly string[] {
  const leaves: string[] = [];
  let start = 0;
  for (let place = 0; place < ends.length; place += 1) {
    const end = ends[place] as number;
    leaves.push(leafHexOf(bytes, start, end - 1));
    start = end;
  }
  return leaves;
}

/** A tree that only grows, in so many bytes as one can hand to another thread. */
export interface RangeState {
  readonly size: number;
  readonly peaks: string;
}

/** How many bytes of leaves a tree takes in before others have a turn. */
export const piece = 512 * hashBytes;

/** The tree with more leaves, 32 bytes each, taken in a piece at a time so that nobody waits for long. */
export async function grow(from: TreeRange, leaves: Buffer): Promise<void> {
  for (let at = 0; at < leaves.length; at += piece) {
    if (at > 0) await new Promise(setImmediate);
    from.take(leaves.subarray(at, at + piece));
  }
}

/** As `grow`, in one go, from and to a state. */
export function grown({ size, peaks }: RangeState, leaves: Buffer): RangeState {
  const range = TreeRange.of(size, peaks);
  range.take(leaves);
  return { size: range.size, peaks: range.peaks };
}
