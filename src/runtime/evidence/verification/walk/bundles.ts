import { Buffer } from 'node:buffer';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { logIn } from '../../log/layout.ts';
import type { LeafList } from '../../log/leaf-list.ts';
import { type Line, lineWithin } from '../../log/lines.ts';
import { type Hash, hashBytes, hashOf } from '../../tree/hash.ts';
import { reachFile, reachText } from '../../tree/tiles/hashes.ts';
import { tilePath, tileWidth } from '../../tree/tiles/path.ts';
import type { Problem } from '../verify.ts';
import { contentOf, strayTiles } from './tiles.ts';

/** Whether a folder holds a log as tiles and bundles, for a file server, and not the log itself. */
export function isExport(folder: string): boolean {
  const { entries, leaves } = logIn(folder);
  return ![entries, leaves].some(existsSync) && existsSync(join(folder, 'tile'));
}

/** So many bundles may be missing before no further ones are looked for. */
const mostMissing = 100;

/** The entries of an exported log, as far as its signed head says that they reach. */
export class Bundles {
  readonly #folder: string;
  readonly #size: number;

  constructor(folder: string, size: number) {
    this.#folder = folder;
    this.#size = size;
  }

  /**
   * Reads the entries from the first to the last, a bundle at a time, and puts down what stands in none of them or where none
   * should be. A bundle that is missing or torn is passed over, so that those behind it are still looked at.
   */
  async *lines(problems: Problem[] = []): AsyncGenerator<readonly Line[], void> {
    let [missing, bytes] = [0, 0];
    for (let first = 0; first < this.#size && missing < mostMissing; first += tileWidth) {
      const width = Math.min(tileWidth, this.#size - first);
      const name = tilePath('entries', first / tileWidth, width);
      const held = contentOf(join(this.#folder, name));
      if (held === undefined) {
        missing += 1;
        problems.push({ index: first, problem: `the bundle \`${name}\` is missing` });
        continue;
      }
      const { lines, ends } = unbundled(held, width);
      if (lines.length < width) {
        problems.push({
          index: first + lines.length,
          problem: `the bundle \`${name}\` is torn here`,
        });
      }
      const rest = held.length - (ends.at(-1) ?? 0);
      if (lines.length === width && rest > 0) {
        problems.push({
          problem: `the bundle \`${name}\` has ${rest} bytes behind its last entry`,
        });
      }
      const until = (count: number): Buffer => held.subarray(0, ends[count - 1] ?? 0);
      const place = { level: 'entries', number: first / tileWidth, width } as const;
      problems.push(...strayTiles(this.#folder, place, until));
      // Each line's end is one byte, where a length takes two.
      if (width === tileWidth) bytes += held.length - tileWidth;
      yield lines;
    }
    problems.push(...this.#beyond(problems.length === 0 ? bytes : undefined));
  }

  /** The leaf hashes as the tiles list them, up to the first tile that is missing or torn. */
  leaves(): Pick<LeafList, 'size' | 'at'> {
    let size = 0;
    let number = -1;
    let tile: Buffer = Buffer.alloc(0);
    const load = (wanted: number): void => {
      if (wanted === number) return;
      const width = Math.min(tileWidth, this.#size - wanted * tileWidth);
      const held = contentOf(join(this.#folder, tilePath(0, wanted, width)));
      [number, tile] = [wanted, held?.length === width * hashBytes ? held : Buffer.alloc(0)];
    };
    while (size < this.#size) {
      load(size / tileWidth);
      size += tile.length / hashBytes;
      if (tile.length < tileWidth * hashBytes) break;
    }
    const at = (index: number): Hash => {
      load(Math.floor(index / tileWidth));
      const from = (index % tileWidth) * hashBytes;
      return hashOf(tile.subarray(from, from + hashBytes));
    };
    return { size, at };
  }

  /** An export that was not finished, or a head that was put back, leaves files which nobody signed. */
  #beyond(bytes: number | undefined): readonly Problem[] {
    const number = Math.ceil(this.#size / tileWidth);
    const next = [tilePath('entries', number), `${tilePath('entries', number)}.p`];
    const found = next
      .filter((name) => existsSync(join(this.#folder, name)))
      .map((name) => ({ problem: `\`${name}\` lies beyond the signed head` }));
    const reach = contentOf(reachFile(this.#folder))?.toString('latin1');
    if (reach === undefined || bytes === undefined) return found;
    if (reach === reachText({ size: this.#size, bytes })) return found;
    return [...found, { problem: '`tile/reach` is not that of the entries under the signed head' }];
  }
}

/** The entries in a bundle, at most so many, each behind its length in two bytes; and where each ends. */
function unbundled(
  bytes: Buffer,
  most: number,
): { readonly lines: readonly Line[]; readonly ends: readonly number[] } {
  const ends: number[] = [];
  const lines: Line[] = [];
  for (let at = 0; lines.length < most && at + 2 <= bytes.length; ) {
    const end = at + 2 + bytes.readUInt16BE(at);
    if (end > bytes.length) break;
    lines.push(lineWithin(bytes, at + 2, end));
    ends.push(end);
    at = end;
  }
  return { lines, ends };
}
