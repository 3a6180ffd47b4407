import type { Buffer } from 'node:buffer';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { hashBytes } from '../hash.ts';
import { TreeRange } from '../range.ts';
import {
  grow,
  type Lines,
  piece,
  type RangeState,
  type Sealed,
  sealedAs,
  sealLines,
} from './seal.ts';

/** What the thread is asked; answers come in the same order. */
export type SealRequest =
  | { readonly lines: { readonly bytes: Uint8Array; readonly ends: Uint32Array } }
  | { readonly range: RangeState; readonly leaves: Uint8Array };

/** What it answers, by the request. */
export type SealAnswer = { readonly hashes: Uint8Array } | { readonly range: RangeState };

interface Asked {
  resolve(answer: SealAnswer): void;
  reject(cause: unknown): void;
}

/** Fewer are hashed here: handing them over would cost more. */
const worthwhile = 128;
/** So many large batches tell a load that lasts from a burst; then a thread is worth its memory. */
const lasting = 16;

/**
 * Hashes batches and lets trees grow: in this thread, and under a load that lasts in one of its own, so
 * that the writer encodes entries meanwhile. A thread that is lost is not missed: its work is done here.
 * It does not keep the process alive.
 */
export class Sealer {
  #thread: Worker | undefined;
  #ready = false;
  #large = 0;
  readonly #asked: Asked[] = [];
  /** How often the thread was asked, in memory that both see: it sleeps while it has answered as often. */
  #count = new Int32Array(new SharedArrayBuffer(0));
  readonly #able = availableParallelism() > 1;

  /** Whether work goes to the thread. */
  get isAside(): boolean {
    return this.#ready;
  }

  /** The leaf hashes of a batch. */
  async seal(lines: Lines): Promise<Sealed> {
    if (lines.ends.length < worthwhile || !this.#worthAside()) return sealLines(lines);
    const { bytes } = lines;
    const ends = Uint32Array.from(lines.ends);
    const answer = await this.#ask({ lines: { bytes, ends } }).catch(() => undefined);
    if (answer === undefined || !('hashes' in answer)) return sealLines(lines);
    return sealedAs(answer.hashes);
  }

  /** The tree with more leaves, 32 bytes each. Batches that come meanwhile wait for a piece of it at most. */
  async grow(range: TreeRange, leaves: Buffer): Promise<TreeRange> {
    if (leaves.length < worthwhile * hashBytes || !this.#ready) {
      await grow(range, leaves);
      return range;
    }
    const { size, peaks } = range;
    let state: RangeState = { size, peaks };
    for (let at = 0; at < leaves.length; at += piece) {
      // A copy: of a part of a buffer, a message would carry the whole.
      const own = Uint8Array.from(leaves.subarray(at, at + piece));
      const request = { range: state, leaves: own };
      const answer = await this.#ask(request, [own.buffer]).catch(() => undefined);
      if (answer === undefined || !('range' in answer)) {
        const grown = TreeRange.of(state.size, state.peaks);
        await grow(grown, leaves.subarray(at));
        return grown;
      }
      state = answer.range;
    }
    return TreeRange.of(state.size, state.peaks);
  }

  /** Ends the thread, if there is one. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#large = Number.NEGATIVE_INFINITY;
    this.#lost(new Error('the log was closed'));
    await thread?.terminate();
  }

  #worthAside(): boolean {
    this.#large += 1;
    if (this.#able && this.#large === lasting) this.#begin();
    return this.#ready;
  }

  #begin(): void {
    const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    this.#count = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const workerData = this.#count.buffer;
    const thread = new Worker(new URL(`./seal-thread.${suffix}`, import.meta.url), { workerData });
    thread.unref();
    thread.on('message', (answer: SealAnswer | 'ready') => {
      if (answer === 'ready') this.#ready = this.#thread === thread;
      else this.#asked.shift()?.resolve(answer);
    });
    thread.on('error', (cause) => this.#lost(cause));
    thread.on('exit', () => this.#lost(new Error('the thread ended')));
    this.#thread = thread;
  }

  #ask(request: SealRequest, given: readonly ArrayBuffer[] = []): Promise<SealAnswer> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject });
      this.#thread?.postMessage(request, given);
      Atomics.add(this.#count, 0, 1);
      Atomics.notify(this.#count, 0);
    });
  }

  #lost(cause: unknown): void {
    this.#thread = undefined;
    this.#ready = false;
    for (const { reject } of this.#asked.splice(0)) reject(cause);
  }
}
