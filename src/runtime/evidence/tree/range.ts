import { Buffer } from 'node:buffer';
import { bytesOf, emptyRoot, type Hash, hashBytes, hashOf, nodeHash, rowAbove } from './hash.ts';

/**
 * A tree that only grows, as RFC 9162 defines it, kept as the roots of its perfect subtrees: at most 53
 * hashes. An append costs one node hash on average and at most log2(size).
 */
export class TreeRange {
  readonly #whole: ((level: number, root: Hash) => void) | undefined;
  #size = 0;
  /** Roots of perfect subtrees, largest first. */
  readonly #peaks: Hash[] = [];

  /** How many leaves the tree has. */
  get size(): number {
    return this.#size;
  }

  /** @param whole hears the root over each 256^level leaves, level 1 and up, in order on each level */
  constructor(whole?: (level: number, root: Hash) => void) {
    this.#whole = whole;
  }

  /** The tree with that size and those peaks, which another tree had. */
  static of(size: number, peaks: string): TreeRange {
    const made = new TreeRange();
    made.#size = size;
    for (let at = 0; at < peaks.length; at += hashBytes) {
      made.#peaks.push(peaks.slice(at, at + hashBytes) as Hash);
    }
    return made;
  }

  /** The roots of its perfect subtrees one after another, the largest first. */
  get peaks(): string {
    return this.#peaks.join('');
  }

  /** Adds the next leaf. */
  append(leaf: Hash): void {
    let [node, height] = [leaf, 0];
    for (let count = this.#size; count % 2 === 1; count = (count - 1) / 2) {
      node = nodeHash(this.#peaks.pop() as Hash, node);
      height += 1;
      if (height % 8 === 0) this.#whole?.(height / 8, node);
    }
    this.#peaks.push(node);
    this.#size += 1;
  }

  /** Adds leaves that lie one after another, 32 bytes each: level by level, a row of nodes at a time. */
  take(leaves: Buffer): void {
    const left: Hash[] = [];
    let [row, first] = [leaves, this.#size];
    this.#size += leaves.length / hashBytes;
    for (let level = 0; row.length > 0; level += 1) {
      if (level > 0 && level % 8 === 0) this.#tell(level / 8, row);
      if (first % 2 === 1) {
        row = Buffer.concat([bytesOf(this.#peaks.pop() as Hash), row]);
        first -= 1;
      }
      const even = row.length - (row.length % (2 * hashBytes));
      if (even < row.length) left.push(hashOf(row.subarray(even)));
      row = rowAbove(row.subarray(0, even));
      first /= 2;
    }
    this.#peaks.push(...left.reverse());
  }

  #tell(level: number, row: Buffer): void {
    if (this.#whole === undefined) return;
    for (let at = 0; at < row.length; at += hashBytes) {
      this.#whole(level, hashOf(row.subarray(at, at + hashBytes)));
    }
  }

  /** The root over all leaves so far; costs one node hash for each perfect subtree but one. */
  root(): Hash {
    const { length } = this.#peaks;
    if (length === 0) return emptyRoot;
    let root = this.#peaks[length - 1] as Hash;
    for (let peak = length - 2; peak >= 0; peak -= 1) {
      root = nodeHash(this.#peaks[peak] as Hash, root);
    }
    return root;
  }
}
