import { Buffer } from 'node:buffer';
import {
  type Hash,
  hashBytes,
  type LogLayout,
  type Signer,
  signCheckpoint,
  type TreeRange,
} from '../../../../runtime/contract/index.ts';
import { type Disk, type DiskFile, replaceFile } from '../disk/disk.ts';

/** What signed heads are made of and where they go. */
export interface HeadParts {
  readonly disk: Disk;
  readonly layout: LogLayout;
  readonly leaves: DiskFile;
  readonly signer: Signer;
  /** The tree over everything durable; grows here. */
  readonly range: TreeRange;
  /** How far apart heads are at least. */
  readonly pauseMs: number;
  /** Hears of each head that is in place. */
  readonly told?: ((note: string) => void) | undefined;
  /** Hears of a failure, once. */
  readonly failed: (cause: unknown) => void;
}

const share = 20;
/** How many leaves the tree takes in before others have a turn. */
const piece = 512;

/**
 * Signs the tree behind the writer. A head only names what is durable: first the entries (by whoever
 * calls `grown`), then their leaf hashes, then the head in place of the last one. Heads keep a pause and
 * take at most a twentieth of the disk's time; a log that falls idle is signed within that.
 */
export class Heads {
  readonly #parts: HeadParts;
  readonly #pending: Hash[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #earliest = 0;
  #failed = false;
  #ending = false;

  constructor(parts: HeadParts) {
    this.#parts = parts;
  }

  /** Takes in leaves whose entries have just become durable. */
  grown(leaves: readonly Hash[]): void {
    this.#take(leaves);
    this.#schedule();
  }

  /** Takes in leaves and signs at once; for when nothing is being written. */
  async sign(leaves: readonly Hash[]): Promise<void> {
    this.#take(leaves);
    if (this.#pending.length > 0) await this.#write();
  }

  /** Resolves once everything taken in until now is signed, or signing has failed. */
  async caughtUp(): Promise<void> {
    await this.#writing;
    if (this.#failed || this.#ending || this.#pending.length === 0) return;
    if (this.#writing === undefined) this.#begin();
    await this.#writing;
  }

  /** Signs everything taken in, for the last time; rejects when that fails. */
  async finish(): Promise<void> {
    this.#ending = true;
    clearTimeout(this.#timer);
    await this.#writing;
    if (!this.#failed) await this.sign([]);
  }

  /** Signs nothing more. */
  async abandon(): Promise<void> {
    this.#failed = true;
    clearTimeout(this.#timer);
    await this.#writing;
  }

  /** The tree grows when it is signed: a burst of appends pays for no node. */
  #take(leaves: readonly Hash[]): void {
    for (const leaf of leaves) this.#pending.push(leaf);
  }

  /** Lets the tree grow by all that was taken in, a piece at a time, so that nobody waits for long. */
  async #grow(): Promise<readonly Hash[]> {
    const { range } = this.#parts;
    const taken = this.#pending.splice(0);
    for (let from = 0; from < taken.length; from += piece) {
      if (from > 0) await new Promise(setImmediate);
      for (const leaf of taken.slice(from, from + piece)) range.append(leaf);
    }
    return taken;
  }

  #schedule(): void {
    if (this.#failed || this.#ending) return;
    if (this.#timer !== undefined || this.#writing !== undefined) return;
    const wait = Math.max(0, this.#earliest - performance.now());
    this.#timer = setTimeout(() => {
      this.#begin();
    }, wait);
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#write()
      .catch((cause) => {
        this.#failed = true;
        this.#parts.failed(cause);
      })
      .finally(() => {
        this.#writing = undefined;
        if (this.#pending.length > 0) this.#schedule();
      });
  }

  async #write(): Promise<void> {
    const { disk, layout, leaves, signer, range, pauseMs } = this.#parts;
    const begun = performance.now();
    const taken = await this.#grow();
    const head = { size: range.size, root: range.root() };
    const hashes = Buffer.from(taken.join(''), 'latin1');
    await leaves.write(hashes, head.size * hashBytes - hashes.length);
    await leaves.sync();
    const note = signCheckpoint(head, signer);
    await replaceFile(disk, layout.checkpoint, Buffer.from(note));
    this.#parts.told?.(note);
    const took = performance.now() - begun;
    this.#earliest = performance.now() + Math.max(pauseMs, Math.sign(pauseMs) * share * took);
  }
}
