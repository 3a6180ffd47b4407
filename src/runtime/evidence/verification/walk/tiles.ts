import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOf, type Hash } from '../../tree/hash.ts';
import { peaksFile } from '../../tree/tiles/hashes.ts';
import { type Tiled, tiledIn } from '../../tree/tiles/lay.ts';
import { tilePath, tileWidth } from '../../tree/tiles/path.ts';
import type { Problem } from '../verify.ts';

/**
 * Holds the tiles beside a log against the tree over its entries while that is walked: give it the roots
 * over whole tiles as they appear, and the roots of the perfect subtrees at its size. A log without tiles
 * is as good as one with.
 */
export class TileCheck {
  readonly #folder: string;
  readonly #tiled: Tiled;
  readonly #levels: { count: number; row: Hash[] }[] = [];
  readonly #problems: Problem[] = [];
  /** What `tile/peaks` holds, in Latin-1; undefined where nobody reads it. */
  readonly #peaks: string | undefined;

  private constructor(folder: string, tiled: Tiled, peaks: string | undefined) {
    this.#folder = folder;
    this.#tiled = tiled;
    this.#peaks = peaks;
  }

  /** The tiles of a log's folder as they are now; someone may be making further ones. */
  static async of(folder: string): Promise<TileCheck> {
    const tiled = await tiledIn(folder);
    const peaks = tiled.size === 0 ? undefined : contentOf(peaksFile(folder))?.toString('latin1');
    const { size } = await tiledIn(folder);
    return new TileCheck(folder, tiled, size === tiled.size ? peaks : undefined);
  }

  /** How many entries the tiles were made for. */
  get size(): number {
    return this.#tiled.size;
  }

  /** Takes in the roots of the perfect subtrees of the tree of that size, one after another. */
  peaked(peaks: string): void {
    if (this.#peaks === undefined || this.#peaks === peaks) return;
    this.#wrong(join('tile', 'peaks'), 'is not that of the entries');
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
    const bytes = contentOf(join(this.#folder, name));
    if (bytes?.equals(Buffer.concat(row.map(bytesOf))) === true) return;
    this.#wrong(name, bytes === undefined ? 'is missing' : 'is not that of the entries');
  }

  #wrong(name: string, what: string): void {
    this.#problems.push({
      problem: `the tile \`${name}\` ${what}; \`vak audit fsck --mend\` makes it`,
    });
  }
}

function contentOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
