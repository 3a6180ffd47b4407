import type { Buffer } from 'node:buffer';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { hashBytes } from '../hash.ts';
import { TreeRange } from '../range.ts';
import { type LineMemory, pieceLines, type SharedLines } from './line-memory.ts';
import { Offers } from './offers.ts';
import {
  grow,
  hashesOf,
  type Lines,
  mostAtOnce,
  type RangeState,
  type Sealed,
  sealedAs,
  sealLines,
} from './seal.ts';

/** What the thread is told and asked; the latter is answered in the same order. */
export type SealRequest =
  | { readonly number: number; readonly lines: SharedLines }
  | { readonly range: RangeState; readonly leaves: Uint8Array };

/** Lines that a writer fills and has sealed, in memory that it uses again. */
export interface Filling extends Lines {
  readonly memory: LineMemory;
  /** How many are in place. */
  readonly count: number;
}

/** Lines that the thread knows by their number. */
interface Known {
  readonly number: number;
  memory: LineMemory;
  /** How many of them were offered, or are hashed here because they are long. */
  offered: number;
}

interface Asked {
  resolve(answer: RangeState): void;
  reject(cause: unknown): void;
}

/** A tree with fewer new leaves grows here: handing them over would cost more. */
const worthwhile = 128;
/** So many pieces of lines tell a load that lasts from a burst; then a thread is worth its memory. */
const lasting = 16;
/** A thread that takes longer for one piece is given up. */
const patienceMs = 100;
/** A piece of more bytes is hashed here: it alone could take a thread so long. */
const mostBytes = 8 * 1024 * 1024;

/**
 * Hashes lines and lets trees grow: in this thread, and under a load that lasts in one of its own, which
 * hashes lines while others are encoded behind them and while they are written. What it has not begun by the
 * time the lines are durable is hashed here, so a thread that is slow, lost or not to be had is not missed. It
 * keeps the process alive while it lets a tree grow, and no longer.
 */
export class Sealer {
  #thread: Worker | undefined;
  /** Resolves once the thread that was lost has ended. */
  #ended: Promise<unknown> = Promise.resolve();
  #ready = false;
  #pieces = 0;
  readonly #asked: Asked[] = [];
  readonly #known = new Map<Filling, Known>();
  #offers = new Offers();
  readonly #able = availableParallelism() > 1;

  /** Whether work goes to the thread. */
  get isAside(): boolean {
    return this.#ready;
  }

  /** Has the pieces hashed that are full. To be called while lines are added. */
  ahead(lines: Filling): void {
    this.#pieces += 1;
    if (this.#able && this.#pieces === lasting) this.#begin();
    if (this.#ready) this.#offer(lines, lines.count - (lines.count % pieceLines));
  }

  /**
   * The leaf hashes of lines, once they are written; rejects when that does. Nothing may be added any more.
   * However it ends, nothing is being written then.
   */
  async seal(lines: Filling, written: Promise<void>): Promise<Sealed> {
    try {
      if (this.#ready && lines.count >= pieceLines) this.#offer(lines, lines.count);
      const known = this.#known.get(lines);
      if (known === undefined || known.offered === 0) return sealLines(lines);
      await written;
      return this.#gathered(lines, known);
    } finally {
      await written;
    }
  }

  /** The tree with more leaves, 32 bytes each. Batches that come meanwhile wait for a piece of it at most. */
  async grow(range: TreeRange, leaves: Buffer): Promise<TreeRange> {
    if (leaves.length < worthwhile * hashBytes || !this.#ready) {
      await grow(range, leaves);
      return range;
    }
    const { size, peaks } = range;
    let state: RangeState = { size, peaks };
    for (let at = 0; at < leaves.length; at += mostAtOnce) {
      const answer = await this.#ask(state, leaves.subarray(at, at + mostAtOnce)).catch(
        () => undefined,
      );
      if (answer === undefined) {
        const grown = TreeRange.of(state.size, state.peaks);
        await grow(grown, leaves.subarray(at));
        return grown;
      }
      state = answer;
    }
    return TreeRange.of(state.size, state.peaks);
  }

  /** Ends the thread, if there is one; after that nobody else has to do with lines that were offered. */
  async close(): Promise<void> {
    this.#pieces = Number.NEGATIVE_INFINITY;
    await this.#lost(new Error('the log was closed'));
  }

  #offer(lines: Filling, to: number): void {
    const known = this.#know(lines);
    const { ends } = lines.memory;
    for (let from = known.offered; from < to && !this.#offers.isFull; from = known.offered) {
      known.offered = Math.min(from + pieceLines, to);
      const bytes = (ends[known.offered - 1] as number) - (ends[from - 1] ?? 0);
      if (bytes > mostBytes) continue;
      lines.memory.offer(from / pieceLines, known.offered);
      this.#offers.add({ number: known.number, piece: from / pieceLines });
    }
    this.#offers.wake();
  }

  #know(lines: Filling): Known {
    const { memory } = lines;
    let known = this.#known.get(lines);
    if (known?.memory === memory) return known;
    // What another sealer's thread made in it, if any, is not this one's.
    memory.reset();
    known ??= { number: this.#known.size, memory, offered: 0 };
    known.memory = memory;
    this.#known.set(lines, known);
    this.#thread?.postMessage({ number: known.number, lines: memory.shared } satisfies SealRequest);
    return known;
  }

  /**
   * Takes what the thread made, and makes the rest, from the end on, while the thread goes on from the start.
   * After that it has nothing to do with the lines, or is given up.
   */
  #gathered(lines: Filling, known: Known): Sealed {
    const { memory, count } = lines;
    const hashes = new Uint8Array(count * hashBytes);
    const pieces = Math.ceil(Math.max(count, known.offered) / pieceLines);
    for (let from = (pieces - 1) * pieceLines; from >= 0; from -= pieceLines) {
      const isMade = this.#isMade(memory, from / pieceLines);
      // Those behind the end were moved to other lines.
      if (from >= count) continue;
      const to = Math.min(from + pieceLines, count);
      const made = isMade
        ? memory.hashes.subarray(from * hashBytes, to * hashBytes)
        : hashesOf(lines, { from, to });
      hashes.set(made, from * hashBytes);
    }
    memory.reset();
    known.offered = 0;
    return sealedAs(hashes);
  }

  /** Whether the thread made the hashes of a piece; it does not make them after that. */
  #isMade(memory: LineMemory, piece: number): boolean {
    if (!this.#ready) return false;
    const outcome = memory.withdraw(piece, patienceMs);
    if (outcome === 'late') void this.#lost(new Error('the thread does not answer'));
    return outcome === 'made';
  }

  /** Never throws: a process that may have no more threads does all here. */
  #begin(): void {
    try {
      this.#thread = this.#begun();
    } catch {
      this.#thread = undefined;
    }
  }

  #begun(): Worker {
    const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    this.#offers = new Offers();
    const workerData = this.#offers.shared;
    const thread = new Worker(new URL(`./seal-thread.${suffix}`, import.meta.url), { workerData });
    thread.on('message', (answer: RangeState | 'ready') => {
      if (answer === 'ready') this.#ready = this.#thread === thread;
      else this.#asked.shift()?.resolve(answer);
      if (this.#asked.length === 0) thread.unref();
    });
    thread.on('error', (cause) => void this.#lost(cause));
    thread.on('exit', () => void this.#lost(new Error('the thread ended')));
    // Last: whoever listens for messages keeps the process alive.
    thread.unref();
    return thread;
  }

  #ask(range: RangeState, leaves: Buffer): Promise<RangeState> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject });
      this.#thread?.ref();
      // A copy: of a part of a buffer, a message would carry the whole.
      const own = Uint8Array.from(leaves);
      this.#thread?.postMessage({ range, leaves: own } satisfies SealRequest, [own.buffer]);
      this.#offers.wake();
    });
  }

  /** Resolves once the thread has ended; it does nothing that counts from now on. */
  async #lost(cause: unknown): Promise<void> {
    if (this.#thread !== undefined) this.#ended = this.#thread.terminate();
    this.#thread = undefined;
    this.#ready = false;
    for (const { reject } of this.#asked.splice(0)) reject(cause);
    await this.#ended;
  }
}
