import { Buffer } from 'node:buffer';
import {
  hashBytes,
  type LogLayout,
  type Sealer,
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
  /** The tree over everything durable so far. */
  readonly range: TreeRange;
  readonly sealer: Sealer;
  /** How far apart heads are at least. */
  readonly pauseMs: number;
  /** Hears of each head that is in place. */
  readonly told?: ((note: string) => void) | undefined;
  /** Hears of a failure, once. */
  readonly failed: (cause: unknown) => void;
}

const share = 20;

/**
 * Signs the tree behind the writer. A head only names what is durable: first the entries (by whoever
 * calls `grown`), then their leaf hashes, then the head in place of the last one. Heads keep a pause and
 * take at most a twentieth of the disk's time; a log that falls idle is signed within that.
 */
export class Heads {
  readonly #parts: HeadParts;
  /** Leaf hashes of batches, 32 bytes each. */
  readonly #pending: Buffer[] = [];
  #range: TreeRange;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #earliest = 0;
  #failed = false;
  #ending = false;

  constructor(parts: HeadParts) {
    this.#parts = parts;
    this.#range = parts.range;
  }

  /** Takes in leaves whose entries have just become durable. */
  grown(leaves: Buffer): void {
    if (leaves.length > 0) this.#pending.push(leaves);
    this.#schedule();
  }

  /** Takes in leaves and signs at once; for when nothing is being written. */
  async sign(leaves: Buffer): Promise<void> {
    if (leaves.length > 0) this.#pending.push(leaves);
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
    if (!this.#failed) await this.sign(Buffer.alloc(0));
  }

  /** Signs nothing more. */
  async abandon(): Promise<void> {
    this.#failed = true;
    clearTimeout(this.#timer);
    await this.#writing;
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
    const { disk, layout, leaves, signer, sealer, pauseMs } = this.#parts;
    const begun = performance.now();
    const hashes = Buffer.concat(this.#pending.splice(0));
    // The tree grows when it is signed: a burst of appends pays for no node.
    this.#range = await sealer.grow(this.#range, hashes);
    const head = { size: this.#range.size, root: this.#range.root() };
    await leaves.write(hashes, head.size * hashBytes - hashes.length);
    await leaves.sync();
    const note = signCheckpoint(head, signer);
    await replaceFile(disk, layout.checkpoint, Buffer.from(note));
    this.#parts.told?.(note);
    const took = performance.now() - begun;
    this.#earliest = performance.now() + Math.max(pauseMs, Math.sign(pauseMs) * share * took);
  }
}
