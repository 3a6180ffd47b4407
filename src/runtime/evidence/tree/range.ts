import type { Buffer } from 'node:buffer';
import { emptyRoot, type Hash, hashBytes, hashOf, nodeHash, nodeHashWithin } from './hash.ts';

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

  /** @param whole hears the root over each 256^level leaves, level 1 and up, when it is complete */
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
    this.#carry(leaf, 0, this.#size);
    this.#size += 1;
  }

  /** Adds leaves that lie one after another, 32 bytes each. */
  take(leaves: Buffer): void {
    let at = 0;
    if (this.#size % 2 === 1 && leaves.length > 0) {
      this.append(hashOf(leaves.subarray(0, hashBytes)));
      at = hashBytes;
    }
    for (; at + 2 * hashBytes <= leaves.length; at += 2 * hashBytes) {
      this.#carry(nodeHashWithin(leaves, at), 1, this.#size / 2);
      this.#size += 2;
    }
    if (at < leaves.length) this.append(hashOf(leaves.subarray(at, at + hashBytes)));
  }

  /** Adds the root over 2^height leaves, behind `before` others of its kind. */
  #carry(root: Hash, height: number, before: number): void {
    let [node, at] = [root, height];
    for (let count = before; count % 2 === 1; count = (count - 1) / 2) {
      node = nodeHash(this.#peaks.pop() as Hash, node);
      at += 1;
      if (at % 8 === 0) this.#whole?.(at / 8, node);
    }
    this.#peaks.push(node);
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
