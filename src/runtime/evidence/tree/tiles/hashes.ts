import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Hash, hashBytes, hashOf, nodeHash, rowAbove } from '../hash.ts';
import type { Subtree } from '../proof.ts';
import { tilePath, tileWidth } from './path.ts';

/** How far a folder's tiles reach. */
export interface Tiled {
  /** Leaves. */
  readonly size: number;
  /** Where the first entry begins that no whole bundle holds, in bytes of the entries' file. */
  readonly bytes: number;
}

/** Where it is said how far a folder's tiles reach. */
export const reachFile = (folder: string): string => join(folder, 'tile', 'reach');

/** How far tiles reach, as that file says it. */
export const reachText = ({ size, bytes }: Tiled): string => `${size} ${bytes}\n`;

/** How many leaves the tiles of a folder were made for; none when that cannot be told. */
export async function tiledIn(folder: string): Promise<Tiled> {
  let text = '';
  try {
    text = readFileSync(reachFile(folder), 'utf8');
  } catch {
    // Nobody made any.
  }
  const [size, bytes] = /^(\d{1,15}) (\d{1,15})\n$/.exec(text)?.slice(1).map(Number) ?? [0, 0];
  return { size: size ?? 0, bytes: bytes ?? 0 };
}

/** Hashes from their bytes one after another, as a tile holds them. */
export const hashesIn = (bytes: Buffer): readonly Hash[] =>
  Array.from({ length: Math.floor(bytes.length / hashBytes) }, (_, at) =>
    hashOf(bytes.subarray(at * hashBytes, (at + 1) * hashBytes)),
  );

/** The root over a power of two of hashes. */
export function fold(hashes: readonly Hash[]): Hash {
  let row = hashes;
  while (row.length > 1) row = above(row);
  return row[0] as Hash;
}

function above(row: readonly Hash[]): readonly Hash[] {
  const made: Hash[] = [];
  for (let at = 0; at < row.length; at += 2) {
    made.push(nodeHash(row[at] as Hash, row[at + 1] as Hash));
  }
  return made;
}

/** The root over a power of two of hashes as they lie in a tile. */
function foldWithin(tile: Buffer, from: number, count: number): Hash {
  let row = tile.subarray(from * hashBytes, (from + count) * hashBytes);
  while (row.length > hashBytes) row = rowAbove(row);
  return hashOf(row);
}

/**
 * Roots of subtrees out of the tiles below a folder: a few files for a tree of any size. What no tile
 * has yet is made from the level below, down to the leaves. Whoever asks checks the answer against a
 * signed root, for tiles are made from leaves and may be wrong.
 * @param tiled how many leaves the partial tiles were made for
 * @param row gives leaves as bytes, where that is quicker than one after another
 */
export function subtreeFromTiles(
  folder: string,
  tiled: number,
  leaf: (index: number) => Hash,
  row?: (from: number, count: number) => Buffer,
): Subtree {
  const peaks = peaksIn(folder, tiled);
  const tiles = new Map<string, Buffer>();
  const load = (level: number, number: number): Buffer => {
    const key = `${level}/${number}`;
    const known = tiles.get(key);
    if (known !== undefined) return known;
    const reached = Math.floor(tiled / tileWidth ** level) - number * tileWidth;
    const width = Math.max(0, Math.min(tileWidth, reached));
    const made = width === 0 ? none : read(join(folder, tilePath(level, number, width)), width);
    tiles.set(key, made);
    return made;
  };
  const at = (level: number, index: number): Hash => {
    if (level === 0) return leaf(index);
    const tile = load(level, Math.floor(index / tileWidth));
    const start = (index % tileWidth) * hashBytes;
    if (start + hashBytes <= tile.length) return hashOf(tile.subarray(start, start + hashBytes));
    const below = Array.from({ length: tileWidth }, (_, n) => at(level - 1, index * tileWidth + n));
    return fold(below);
  };
  /** The root over `count` hashes of a level, all of one tile: a power of two of them, so aligned. */
  const over = (level: number, index: number, count: number): Hash => {
    if (level === 0 && row !== undefined) return foldWithin(row(index, count), 0, count);
    const tile = level === 0 ? none : load(level, Math.floor(index / tileWidth));
    const start = index % tileWidth;
    if ((start + count) * hashBytes <= tile.length) return foldWithin(tile, start, count);
    return fold(Array.from({ length: count }, (_, n) => at(level, index + n)));
  };
  const subtree: Subtree = (from, to) => {
    const size = to - from;
    let [power, level] = [1, 0];
    while (power * 2 <= size) power *= 2;
    if (power < size) return nodeHash(subtree(from, from + power), subtree(from + power, to));
    const peak = peaks.get(from);
    if (peak?.count === size) return peak.root;
    while (tileWidth ** (level + 1) <= size) level += 1;
    const unit = tileWidth ** level;
    return over(level, from / unit, size / unit);
  };
  return subtree;
}

const none = Buffer.alloc(0);

/** Where the roots of the perfect subtrees lie that a tree consists of, the largest first. */
export const peaksFile = (folder: string): string => join(folder, 'tile', 'peaks');

/** The perfect subtrees of a tree by their first leaf: a power of two each, the largest first. */
export function perfectIn(
  size: number,
): readonly { readonly from: number; readonly count: number }[] {
  const found: { from: number; count: number }[] = [];
  let [count, from] = [1, 0];
  while (count * 2 <= size) count *= 2;
  for (; from < size; count /= 2) {
    if (from + count > size) continue;
    found.push({ from, count });
    from += count;
  }
  return found;
}

/** The roots of perfect subtrees as they were laid down; none where they are not those of that size. */
function peaksIn(
  folder: string,
  size: number,
): ReadonlyMap<number, { readonly count: number; readonly root: Hash }> {
  const perfect = perfectIn(size);
  const bytes = read(peaksFile(folder), perfect.length);
  if (bytes.length === 0) return new Map();
  return new Map(
    perfect.map(({ from, count }, at) => {
      const root = hashOf(bytes.subarray(at * hashBytes, (at + 1) * hashBytes));
      return [from, { count, root }];
    }),
  );
}

function read(file: string, width: number): Buffer {
  try {
    const bytes = readFileSync(file);
    return bytes.length === width * hashBytes ? bytes : none;
  } catch {
    return none;
  }
}
