import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOf, type Hash, hashBytes, hashOf } from '../../tree/hash.ts';
import { peaksFile, tiledIn } from '../../tree/tiles/hashes.ts';
import { type TileLevel, tilePath, tileWidth } from '../../tree/tiles/path.ts';
import type { Problem } from '../verify.ts';

/**
 * Holds the tiles beside a log against the tree over its entries while that is walked: give it the roots
 * over whole tiles as they appear, and the roots of the perfect subtrees at its size. A log without tiles
 * is as good as one with.
 */
export class TileCheck {
  readonly #folder: string;
  readonly #size: number;
  /** The lowest level that there are tiles of: leaves are tiles in an export, and a file of their own in a log. */
  readonly #lowest: 0 | 1;
  readonly #levels: { count: number; row: Hash[] }[] = [];
  readonly #problems: Problem[] = [];
  /** What `tile/peaks` holds, in Latin-1; undefined where nobody reads it. */
  readonly #peaks: string | undefined;

  private constructor(folder: string, size: number, lowest: 0 | 1, peaks: string | undefined) {
    this.#folder = folder;
    this.#size = size;
    this.#lowest = lowest;
    this.#peaks = peaks;
  }

  /** The tiles of a log's folder as they are now; someone may be making further ones. */
  static async of(folder: string): Promise<TileCheck> {
    const tiled = await tiledIn(folder);
    const peaks = tiled.size === 0 ? undefined : contentOf(peaksFile(folder))?.toString('latin1');
    const { size } = await tiledIn(folder);
    return new TileCheck(folder, tiled.size, 1, size === tiled.size ? peaks : undefined);
  }

  /** The tiles of an export whose head was signed over so many entries. */
  static ofExport(folder: string, size: number): TileCheck {
    const peaks = size === 0 ? undefined : contentOf(peaksFile(folder))?.toString('latin1');
    return new TileCheck(folder, size, 0, peaks);
  }

  /** How many entries the tiles were made for. */
  get size(): number {
    return this.#size;
  }

  /** Takes in leaves, 32 bytes each: they are tiles of their own in an export. */
  leaves(hashes: Buffer): void {
    if (this.#lowest > 0) return;
    for (let at = 0; at < hashes.length; at += hashBytes) {
      this.add(0, hashOf(hashes.subarray(at, at + hashBytes)));
    }
  }

  /** Takes in the roots of the perfect subtrees of the tree of that size, one after another. */
  peaked(peaks: string): void {
    if (this.#peaks === undefined || this.#peaks === peaks) return;
    this.#wrong(join('tile', 'peaks'), 'is not that of the entries');
  }

  /** Takes in the next root of a level; level 1 is over 256 leaves. */
  readonly add = (level: number, root: Hash): void => {
    this.#levels[level] ??= { count: 0, row: [] };
    const own = this.#levels[level] as { count: number; row: Hash[] };
    const reached = Math.floor(this.#size / tileWidth ** level);
    if (own.count >= reached) return;
    own.row.push(root);
    own.count += 1;
    if (own.row.length < tileWidth && own.count < reached) return;
    this.#compare(level, Math.ceil(own.count / tileWidth) - 1, own.row);
    own.row = [];
  };

  /** What was found. */
  problems(size: number): readonly Problem[] {
    if (this.#size <= size) return this.#problems;
    return [...this.#problems, { problem: `the tiles were made for ${this.#size} entries` }];
  }

  #compare(level: number, number: number, row: readonly Hash[]): void {
    const name = tilePath(level, number, row.length);
    const bytes = contentOf(join(this.#folder, name));
    const right = Buffer.concat(row.map(bytesOf));
    if (this.#lowest === 0) {
      const place = { level, number, width: row.length };
      const until = (count: number): Buffer => right.subarray(0, count * hashBytes);
      this.#problems.push(...strayTiles(this.#folder, place, until));
    }
    if (bytes?.equals(right) === true) return;
    this.#wrong(name, bytes === undefined ? 'is missing' : 'is not that of the entries');
  }

  #wrong(name: string, what: string): void {
    const mend = this.#lowest === 0 ? 'vak audit export' : 'vak audit fsck --mend';
    this.#problems.push({ problem: `the tile \`${name}\` ${what}; \`${mend}\` makes it` });
  }
}

/**
 * What is wrong with the partial tiles that an export of fewer entries left beside a present one: each must begin that.
 * @param until the bytes of the present one up to and with an entry or hash, counted from 1
 */
export function strayTiles(
  folder: string,
  place: { readonly level: TileLevel; readonly number: number; readonly width: number },
  until: (count: number) => Buffer,
): readonly Problem[] {
  const partial = `${tilePath(place.level, place.number)}.p`;
  return namesIn(join(folder, partial)).flatMap((word) => {
    const width = Number(word);
    if (!/^\d{1,3}$/.test(word) || width === place.width) return [];
    const name = join(partial, word);
    if (width > place.width) return [{ problem: `\`${name}\` lies beyond the signed head` }];
    const same = contentOf(join(folder, name))?.equals(until(width)) === true;
    return same
      ? []
      : [{ problem: `\`${name}\`, of an earlier head, is not how the present one begins` }];
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** The bytes of a file; undefined where there is none. */
export function contentOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
