import { Buffer } from 'node:buffer';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bytesOf, type Hash, hashBytes } from '../hash.ts';
import {
  fold,
  hashesIn,
  peaksFile,
  perfectIn,
  reachFile,
  reachText,
  subtreeFromTiles,
  tiledIn,
} from './hashes.ts';
import { tilePath, tileWidth } from './path.ts';

/**
 * Makes the tiles of hashes above the leaves, on from where the folder's tiles end: each whole tile once,
 * and the partial one at the right of each level. A tile is replaced whole. Nothing is synced, for tiles
 * can be made anew at any time. Gives the number of tiles written.
 */
export async function layTiles(
  folder: string,
  size: number,
  leaf: (index: number) => Hash,
  bytes = 0,
): Promise<number> {
  const before = await tiledIn(folder);
  if (before.size > size) await rm(join(folder, 'tile'), { recursive: true, force: true });
  const tiled = before.size > size ? 0 : before.size;
  const levels: Level[] = [];
  for (let level = 1; tileWidth ** level <= Math.max(tiled, tileWidth); level += 1) {
    levels.push(await levelOf(folder, level, tiled));
  }
  let written = 0;
  const push = async (level: number, hash: Hash): Promise<void> => {
    levels[level - 1] ??= { count: 0, row: [] };
    const own = levels[level - 1] as Level;
    own.row.push(hash);
    own.count += 1;
    if (own.row.length < tileWidth) return;
    const number = own.count / tileWidth - 1;
    await put(join(folder, tilePath(level, number)), own.row);
    written += 1;
    const root = fold(own.row);
    own.row = [];
    await push(level + 1, root);
  };
  const whole = Math.floor(size / tileWidth);
  for (let number = Math.floor(tiled / tileWidth); number < whole; number += 1) {
    const row = Array.from({ length: tileWidth }, (_, n) => leaf(number * tileWidth + n));
    await push(1, fold(row));
  }
  for (const [at, { count, row }] of levels.entries()) {
    if (row.length === 0) continue;
    const number = Math.floor(count / tileWidth);
    await put(join(folder, tilePath(at + 1, number, row.length)), row);
    written += 1;
  }
  await rm(peaksFile(folder), { force: true });
  const subtree = subtreeFromTiles(folder, size, leaf);
  const peaks = perfectIn(size).map(({ from, count }) => subtree(from, from + count));
  await replace(reachFile(folder), Buffer.from(reachText({ size, bytes })));
  // Last, so that peaks are never those of another size than the one that is said.
  await put(peaksFile(folder), peaks);
  return written;
}

interface Level {
  /** Hashes of the level so far. */
  count: number;
  /** Those that no whole tile holds. */
  row: Hash[];
}

/** A level as its tiles have it, down to where the level below ends. */
async function levelOf(folder: string, level: number, tiled: number): Promise<Level> {
  const count = Math.floor(tiled / tileWidth ** level);
  const width = count % tileWidth;
  if (width === 0) return { count, row: [] };
  const number = Math.floor(count / tileWidth);
  const row = hashesIn(await readFile(join(folder, tilePath(level, number, width))));
  if (row.length !== width) throw new RangeError(`tile ${number} of level ${level} is torn`);
  return { count, row: [...row] };
}

const put = (file: string, row: readonly Hash[]): Promise<void> => {
  const bytes = Buffer.allocUnsafe(row.length * hashBytes);
  for (const [at, hash] of row.entries()) bytes.set(bytesOf(hash), at * hashBytes);
  return replace(file, bytes);
};

/** Puts a file in place whole, and makes the folders above it. Not synced. */
export async function replace(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, bytes, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
