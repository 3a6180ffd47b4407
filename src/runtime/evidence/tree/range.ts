import { emptyRoot, type Hash, nodeHash } from './hash.ts';

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

  /** Takes in the next leaf. */
  /** @param whole hears the root over each 256^level leaves, level 1 and up, when it is complete */
  constructor(whole?: (level: number, root: Hash) => void) {
    this.#whole = whole;
  }

  /** Adds the next leaf. */
  append(leaf: Hash): void {
    let [node, height] = [leaf, 0];
    for (let size = this.#size; size % 2 === 1; size = (size - 1) / 2) {
      node = nodeHash(this.#peaks.pop() as Hash, node);
      height += 1;
      if (height % 8 === 0) this.#whole?.(height / 8, node);
    }
    this.#peaks.push(node);
    this.#size += 1;
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
