import { emptyRoot, type Hash, hashBytes, nodeHash } from './hash.ts';

/** The root of the subtree over the leaves `[from, to)`, at least one. */
export type Subtree = (from: number, to: number) => Hash;

/** A subtree's root from its leaves alone: `to - from - 1` node hashes. */
export function subtreeOf(leaf: (index: number) => Hash): Subtree {
  const root: Subtree = (from, to) => {
    if (to - from === 1) return leaf(from);
    const middle = from + split(to - from);
    return nodeHash(root(from, middle), root(middle, to));
  };
  return root;
}

/** The root of the first `size` leaves. */
export const rootOf = (size: number, subtree: Subtree): Hash =>
  size === 0 ? emptyRoot : subtree(0, size);

/**
 * The hashes that lead from leaf `index` to the root over `size` leaves, the leaf's sibling first.
 * Throws a RangeError when there is no such leaf.
 */
export function inclusionPath(index: number, size: number, subtree: Subtree): readonly Hash[] {
  if (!whole(index, size) || index >= size) {
    throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  }
  const path: Hash[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + split(to - from);
    if (index < middle) {
      path.push(subtree(middle, to));
      to = middle;
    } else {
      path.push(subtree(from, middle));
      from = middle;
    }
  }
  return path.reverse();
}

/**
 * The hashes which show that the tree over `size` leaves continues the one over its first `old` leaves.
 * Empty when both are the same. Throws a RangeError unless 0 < old <= size.
 */
export function consistencyPath(old: number, size: number, subtree: Subtree): readonly Hash[] {
  if (!whole(old, size) || old < 1 || old > size) {
    throw new RangeError(`a tree of ${size} cannot continue one of ${old}`);
  }
  const path: Hash[] = [];
  let [from, to] = [0, size];
  while (old < to) {
    const middle = from + split(to - from);
    if (old <= middle) {
      path.push(subtree(middle, to));
      to = middle;
    } else {
      path.push(subtree(from, middle));
      from = middle;
    }
  }
  if (from > 0) path.push(subtree(from, to));
  return path.reverse();
}

/** What an inclusion proof claims. */
export interface Inclusion {
  readonly index: number;
  readonly size: number;
  readonly leaf: Hash;
  readonly root: Hash;
  readonly path: readonly Hash[];
}

/** Whether a leaf stands at an index of the tree with that root, by RFC 9162 section 2.1.3.2. */
export function verifyInclusion({ index, size, leaf, root, path }: Inclusion): boolean {
  if (!whole(index, size) || index >= size || leaf.length !== hashBytes) return false;
  let [node, last, made] = [index, size - 1, leaf];
  for (const hash of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      made = nodeHash(hash, made);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      made = nodeHash(made, hash);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && made === root;
}

/** What a consistency proof claims. */
export interface Consistency {
  readonly oldSize: number;
  readonly oldRoot: Hash;
  readonly size: number;
  readonly root: Hash;
  readonly path: readonly Hash[];
}

/**
 * Whether one tree continues another, by RFC 9162 section 2.1.4.2. A tree without leaves is continued
 * by every tree, so there is nothing to prove and the answer is false.
 */
export function verifyConsistency(claim: Consistency): boolean {
  const { oldSize, oldRoot, size, root, path } = claim;
  if (!whole(oldSize, size) || oldSize < 1 || oldSize > size) return false;
  if (oldSize === size) return path.length === 0 && oldRoot === root;
  const led = follow(claim);
  return led !== undefined && led.old === oldRoot && led.made === root;
}

/**
 * The root that a tree has at an older size, by a path that leads to its own root: what a consistency proof gives away
 * of the older tree, whatever anyone claims that was. Undefined where the path does not lead to the root, and
 * for an older size that is a power of two, whose root such a path does not hold.
 */
export function impliedRoot(claim: Omit<Consistency, 'oldRoot'>): Hash | undefined {
  const { oldSize, size, root } = claim;
  if (!whole(oldSize, size) || oldSize < 1 || oldSize >= size) return undefined;
  const led = follow({ ...claim, oldRoot: undefined });
  return led?.made === root ? led.old : undefined;
}

/** Follows a consistency path to the old and the new root that it makes. */
function follow(claim: {
  readonly oldSize: number;
  readonly oldRoot: Hash | undefined;
  readonly size: number;
  readonly path: readonly Hash[];
}): { readonly old: Hash; readonly made: Hash } | undefined {
  const { oldSize, oldRoot, size, path } = claim;
  let [node, last] = [oldSize - 1, size - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  const rest = node === 0 ? path : path.slice(1);
  const first = node === 0 ? oldRoot : path[0];
  if (first === undefined) return undefined;
  let [old, made] = [first, first];
  for (const hash of rest) {
    if (last === 0) return undefined;
    if (node % 2 === 1 || node === last) {
      [old, made] = [nodeHash(hash, old), nodeHash(hash, made)];
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      made = nodeHash(made, hash);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? { old, made } : undefined;
}

/** The largest power of two below `size`. */
function split(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

const half = (of: number): number => Math.floor(of / 2);

const whole = (...numbers: readonly number[]): boolean =>
  numbers.every((one) => Number.isSafeInteger(one) && one >= 0);
