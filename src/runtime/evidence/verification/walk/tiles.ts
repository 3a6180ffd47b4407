import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOf, type Hash } from '../../tree/hash.ts';
import type { Tiled } from '../../tree/tiles/lay.ts';
import { tilePath, tileWidth } from '../../tree/tiles/path.ts';
import type { Problem } from '../verify.ts';

/**
 * Holds the tiles beside a log against the tree over its entries while that is walked: give it the roots
 * over whole tiles as they appear. A log without tiles is as good as one with.
 */
export class TileCheck {
  readonly #folder: string;
  readonly #tiled: Tiled;
  readonly #levels: { count: number; row: Hash[] }[] = [];
  readonly #problems: Problem[] = [];

  constructor(folder: string, tiled: Tiled) {
    this.#folder = folder;
    this.#tiled = tiled;
  }

  /** Takes in the next root of a level; level 1 is over 256 leaves. */
  readonly add = (level: number, root: Hash): void => {
    this.#levels[level - 1] ??= { count: 0, row: [] };
    const own = this.#levels[level - 1] as { count: number; row: Hash[] };
    const reached = Math.floor(this.#tiled.size / tileWidth ** level);
    if (own.count >= reached) return;
    own.row.push(root);
    own.count += 1;
    if (own.row.length < tileWidth && own.count < reached) return;
    this.#compare(level, Math.ceil(own.count / tileWidth) - 1, own.row);
    own.row = [];
  };

  /** What was found. */
  problems(size: number): readonly Problem[] {
    if (this.#tiled.size <= size) return this.#problems;
    return [...this.#problems, { problem: `the tiles were made for ${this.#tiled.size} entries` }];
  }

  #compare(level: number, number: number, row: readonly Hash[]): void {
    const name = tilePath(level, number, row.length);
    let bytes: Buffer | undefined;
    try {
      bytes = readFileSync(join(this.#folder, name));
    } catch {
      // Told below.
    }
    if (bytes?.equals(Buffer.concat(row.map(bytesOf))) === true) return;
    const what = bytes === undefined ? 'is missing' : 'is not that of the entries';
    this.#problems.push({
      problem: `the tile \`${name}\` ${what}; \`vak audit fsck --mend\` makes it`,
    });
  }
}
