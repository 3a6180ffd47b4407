import { Buffer } from 'node:buffer';
import type { Checkpoint } from '../../head/checkpoint.ts';
import { logIn } from '../../log/layout.ts';
import type { LeafList } from '../../log/leaf-list.ts';
import type { Line } from '../../log/lines.ts';
import { linesOf, openEntries } from '../../log/read.ts';
import { type Hash, hashBytes, hashOf } from '../../tree/hash.ts';
import { TreeRange } from '../../tree/range.ts';
import type { Found, Kept } from '../kept.ts';
import { mostProblems, type Problem } from '../verify.ts';
import type { Bundles } from './bundles.ts';
import { type Named, takeNamed } from './named.ts';
import { TileCheck } from './tiles.ts';
import { WithheldCheck } from './withheld.ts';

/** What is known of a log before its entries are read. */
export interface Wanted {
  readonly head: Checkpoint | null;
  readonly kept: Kept;
  readonly leaves: LeafList | undefined;
  /** Where the entries are, if the folder holds an export of the log. */
  readonly bundles: Bundles | undefined;
  /** Lines that are no canonical JSON go here. */
  readonly problems: Problem[];
}

/** What the entries of a log came to. */
export interface Walk extends Found {
  /** Of how many entries, from the first on, the list of leaf hashes has the right one. */
  readonly agreed: number;
  readonly root: Hash;
  readonly named: Named;
  readonly tiles: TileCheck;
}

/**
 * Reads the entries of a log from the first to the last, a megabyte at a time: the form of each is looked
 * at, and each is hashed and taken into the tree.
 */
export async function walkEntries(folder: string, wanted: Wanted): Promise<Walk> {
  const { head, bundles, problems } = wanted;
  if (bundles !== undefined) {
    const walker = new Walker(folder, wanted, TileCheck.ofExport(folder, head?.size ?? 0));
    for await (const lines of bundles.lines(problems)) walker.take(lines);
    return walker.end();
  }
  const walker = new Walker(folder, wanted, await TileCheck.of(folder));
  const file = await openEntries(folder).catch((error) => {
    // Entries that a head speaks of are missing, which is more than there being no log; not so where they may not be read.
    if (head === null || error.cause?.code !== 'ENOENT') throw error;
    return undefined;
  });
  try {
    for await (const lines of file === undefined ? [] : linesOf(file)) walker.take(lines);
  } finally {
    await file?.close();
  }
  return walker.end();
}

class Walker {
  readonly #wanted: Wanted;
  readonly #tiles: TileCheck;
  readonly #range: TreeRange;
  readonly #named: Named;
  /** Where roots and leaves are asked for, the next one last. */
  readonly #sizes: number[];
  readonly #promised: ReadonlySet<number>;
  readonly #roots: Map<number, Hash>;
  readonly #leaves = new Map<number, Hash>();
  readonly #listed: number;
  #agreed = 0;

  constructor(folder: string, wanted: Wanted, tiles: TileCheck) {
    const { head, kept, leaves } = wanted;
    this.#wanted = wanted;
    this.#tiles = tiles;
    this.#range = new TreeRange(tiles.add);
    const withheld = new WithheldCheck(logIn(folder));
    this.#named = { plans: new Map(), spelled: [], content: new Map(), withheld, rotated: [] };
    const marks = [...kept.heads, ...kept.handovers].map(({ size }) => size);
    this.#sizes = [head?.size ?? 0, tiles.size, ...marks].sort((a, b) => b - a);
    this.#promised = new Set(kept.receipts.map(({ index }) => index));
    this.#roots = new Map([[0, this.#range.root()]]);
    this.#listed = Math.min(leaves?.size ?? 0, head?.size ?? 0);
  }

  take(lines: readonly Line[]): void {
    const first = this.#range.size;
    const found: Hash[] = [];
    const { problems, leaves } = this.#wanted;
    for (let at = 0; at < lines.length; at += 1) {
      const line = lines[at] as Line;
      if (!takeNamed(line, first + at, this.#named) && problems.length < mostProblems) {
        problems.push({ index: first + at, problem: 'not canonical JSON' });
      }
      found.push(line.leaf);
    }
    const hashes = Buffer.from(found.join(''), 'latin1');
    for (const index of this.#promised) {
      const at = (index - first) * hashBytes;
      if (at < 0 || at >= hashes.length) continue;
      this.#leaves.set(index, hashOf(hashes.subarray(at, at + hashBytes)));
    }
    if (leaves !== undefined && this.#agreed === first) {
      const listed = hashes.subarray(0, Math.max(0, this.#listed - first) * hashBytes);
      this.#agreed += leaves.agreeing(first, listed);
    }
    this.#tiles.leaves(hashes);
    this.#grow(hashes);
  }

  /** Lets the tree grow, and notes its root wherever that is asked for. */
  #grow(hashes: Buffer): void {
    let rest = hashes;
    const end = this.#range.size + hashes.length / hashBytes;
    while ((this.#sizes.at(-1) ?? end) < end) {
      const size = this.#sizes.pop() as number;
      const some = Math.max(0, size - this.#range.size) * hashBytes;
      this.#range.take(rest.subarray(0, some));
      rest = rest.subarray(some);
      this.#note(size);
    }
    this.#range.take(rest);
    this.#note(end);
  }

  #note(size: number): void {
    if (size !== this.#range.size) return;
    this.#roots.set(size, this.#range.root());
    if (size > 0 && size === this.#tiles.size) this.#tiles.peaked(this.#range.peaks);
  }

  end(): Walk {
    const { size } = this.#range;
    return {
      entries: size,
      agreed: this.#agreed,
      root: this.#range.root(),
      roots: this.#roots,
      leaves: this.#leaves,
      named: this.#named,
      tiles: this.#tiles,
    };
  }
}
