import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  emptyRoot,
  type Hash,
  hexOf,
  leafHash,
  nodeHash,
} from '../../../../src/runtime/evidence/tree/hash.ts';
import {
  consistencyPath,
  inclusionPath,
  rootOf,
  subtreeOf,
  verifyConsistency,
  verifyInclusion,
} from '../../../../src/runtime/evidence/tree/proof.ts';
import { TreeRange } from '../../../../src/runtime/evidence/tree/range.ts';

const leaves = Array.from({ length: 300 }, (_, n) => leafHash(Buffer.from(`leaf ${n}`)));
const subtree = subtreeOf((index) => leaves[index] as Hash);
const root = (size: number): Hash => rootOf(size, subtree);
const flipped = (hash: Hash): Hash =>
  `${String.fromCharCode(hash.charCodeAt(0) ^ 1)}${hash.slice(1)}` as Hash;

/** The definition of RFC 9162 section 2.1.1, word for word, on Buffers. */
function defined(of: readonly Buffer[]): Buffer {
  const sha = (...parts: readonly (Buffer | string)[]): Buffer => {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  if (of.length === 0) return sha('');
  if (of.length === 1) return sha(Buffer.of(0), of[0] as Buffer);
  let k = 1;
  while (k * 2 < of.length) k *= 2;
  return sha(Buffer.of(1), defined(of.slice(0, k)), defined(of.slice(k)));
}

describe('the tree', () => {
  test('without leaves has the hash of nothing as its root', () => {
    expect(hexOf(emptyRoot)).toBe(createHash('sha256').digest('hex'));
    expect(new TreeRange().root()).toBe(emptyRoot);
  });

  test('grown leaf by leaf has the root that RFC 9162 defines, at every size', () => {
    const range = new TreeRange();
    const texts = Array.from({ length: 70 }, (_, n) => Buffer.from(`text ${n}`));
    for (const [n, text] of texts.entries()) {
      range.append(leafHash(text));
      expect(range.size).toBe(n + 1);
      expect(hexOf(range.root())).toBe(defined(texts.slice(0, n + 1)).toString('hex'));
    }
  });

  test('never takes a leaf for a node', () => {
    const [left, right] = [leaves[0] as Hash, leaves[1] as Hash];
    const both = Buffer.from(left + right, 'latin1');
    expect(leafHash(both)).not.toBe(nodeHash(left, right));
  });
});

describe('an inclusion proof', () => {
  const places = fc
    .integer({ min: 1, max: 300 })
    .chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size - 1 })));

  test('holds for every leaf of every tree, and for no other leaf, place or root', () => {
    fc.assert(
      fc.property(places, ([size, index]) => {
        const leaf = leaves[index] as Hash;
        const path = inclusionPath(index, size, subtree);
        const claim = { index, size, leaf, root: root(size), path };
        expect(verifyInclusion(claim)).toBe(true);
        expect(verifyInclusion({ ...claim, leaf: flipped(leaf) })).toBe(false);
        expect(verifyInclusion({ ...claim, root: flipped(claim.root) })).toBe(false);
        expect(verifyInclusion({ ...claim, index: index ^ 1 })).toBe(false);
        expect(verifyInclusion({ ...claim, path: [...path, leaf] })).toBe(false);
        for (const at of path.keys()) {
          const wrong = path.map((hash, other) => (other === at ? flipped(hash) : hash));
          expect(verifyInclusion({ ...claim, path: wrong })).toBe(false);
          expect(verifyInclusion({ ...claim, path: path.toSpliced(at, 1) })).toBe(false);
        }
      }),
    );
  });

  test('is as long as the tree is high, at most', () => {
    expect(inclusionPath(17, 256, subtree)).toHaveLength(8);
    expect(inclusionPath(256, 257, subtree)).toHaveLength(1);
  });

  test('is not made for a leaf that is not there', () => {
    for (const [index, size] of [
      [5, 5],
      [-1, 5],
      [0.5, 5],
      [0, 0],
    ] as const) {
      expect(() => inclusionPath(index, size, subtree)).toThrow(RangeError);
    }
  });
});

describe('a consistency proof', () => {
  const sizes = fc
    .integer({ min: 1, max: 300 })
    .chain((size) => fc.tuple(fc.integer({ min: 1, max: size }), fc.constant(size)));

  test('holds between any two sizes, and not when either head is another', () => {
    fc.assert(
      fc.property(sizes, ([oldSize, size]) => {
        const path = consistencyPath(oldSize, size, subtree);
        const claim = { oldSize, oldRoot: root(oldSize), size, root: root(size), path };
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, oldRoot: flipped(claim.oldRoot) })).toBe(false);
        expect(verifyConsistency({ ...claim, root: flipped(claim.root) })).toBe(false);
        expect(verifyConsistency({ ...claim, path: [...path, claim.root] })).toBe(false);
        for (const at of path.keys()) {
          const wrong = path.map((hash, other) => (other === at ? flipped(hash) : hash));
          expect(verifyConsistency({ ...claim, path: wrong })).toBe(false);
        }
      }),
    );
  });

  test('does not hold between a tree and one whose past was rewritten', () => {
    const other = subtreeOf((index) =>
      index === 3 ? flipped(leaves[3] as Hash) : (leaves[index] as Hash),
    );
    const path = consistencyPath(10, 20, other);
    const claim = { oldSize: 10, oldRoot: root(10), size: 20, root: rootOf(20, other), path };
    expect(verifyConsistency(claim)).toBe(false);
  });

  test('is neither made nor taken from a tree without leaves, nor from a larger one', () => {
    for (const [oldSize, size] of [
      [0, 5],
      [6, 5],
    ] as const) {
      expect(() => consistencyPath(oldSize, size, subtree)).toThrow(RangeError);
      const claim = { oldSize, oldRoot: root(oldSize), size, root: root(size), path: [] };
      expect(verifyConsistency(claim)).toBe(false);
    }
  });
});
