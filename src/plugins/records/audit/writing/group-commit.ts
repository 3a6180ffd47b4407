import type { EntryJson, Receipt, Sealed, Withheld } from '../../../../runtime/contract/index.ts';
import { Batch } from '../sealing/batch.ts';

/** Where batches go, one after another. */
export interface Committing {
  /** Makes a batch durable. */
  write(batch: Batch): Promise<Sealed>;
  /** Takes account of a batch that is durable; gives the index of its first entry. */
  taken(batch: Batch, sealed: Sealed): number;
  /** Hears that a batch could not be written; gives what those who wait are told. */
  failed(cause: unknown): Promise<unknown>;
  /** Whether nothing more may be written. */
  isClosed(): boolean;
}

interface Waiting {
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (cause: unknown) => void;
}

/** A batch on its way to the disk, and who waits for it. */
interface Going {
  readonly batch: Batch;
  readonly waiting: readonly Waiting[];
  readonly since: number;
  readonly sealed: Promise<Sealed>;
}

/** The times of fewer entries tell nothing of what one costs. */
const telling = 16;

/**
 * Gathers entries while the disk is busy and sends them off together, with one write and one sync. Where
 * the entries under way cost this thread more time than another sync adds, they go in two groups by turns:
 * the second is on its way to the disk while those who waited for the first are told and hand over more.
 */
export class GroupCommit {
  readonly #to: Committing;
  readonly #spare: Batch[] = [];
  #filling = new Batch();
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  /** How long the last sync took, and how long this thread was busy for each entry. */
  #tookMs = Number.POSITIVE_INFINITY;
  #eachMs = 0;

  constructor(to: Committing) {
    this.#to = to;
  }

  /** Resolves once the entry is durable. @throws what `Batch.add` throws */
  append(entry: EntryJson, withheld?: readonly Withheld[]): Promise<Receipt> {
    this.#filling.add(entry, withheld);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nobody waits. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** Tells those whose entries have not been sent off that they will not be. */
  refuse(cause: unknown): void {
    const left = this.#waiting;
    this.#waiting = [];
    this.#filling.clear();
    for (const { reject } of left) reject(cause);
  }

  /** Goes on until nobody waits. Never rejects: whoever waits is told. */
  async #run(): Promise<void> {
    // Appends of one turn of the event loop go out together.
    await turn();
    let going = this.#begin(this.#inTurns(0) ? Math.ceil(this.#waiting.length / 2) : undefined);
    while (going !== undefined) {
      const first = await this.#finish(going);
      if (first === undefined) break;
      const { sealed, at } = first;
      const next = this.#inTurns(going.waiting.length) ? this.#begin() : undefined;
      this.#tell(going, sealed, at);
      if (next === undefined) await turn();
      going =
        next ?? this.#begin(this.#inTurns(0) ? Math.ceil(this.#waiting.length / 2) : undefined);
    }
    this.#running = undefined;
  }

  /**
   * Whether those that wait, with others that will hand over more, cost more time than what a second sync
   * adds: half of what one takes, the rest of which grows with what is written.
   */
  #inTurns(others: number): boolean {
    const { length } = this.#waiting;
    return length >= telling && (length + others) * this.#eachMs > this.#tookMs / 2;
  }

  /** Sends off what waits, or the first of it. */
  #begin(count = this.#waiting.length): Going | undefined {
    if (count === 0 || this.#to.isClosed()) return undefined;
    const [batch, waiting] = [this.#filling, this.#waiting];
    this.#filling = this.#spare.pop() ?? new Batch();
    this.#waiting = waiting.splice(count);
    if (this.#waiting.length > 0) batch.split(count, this.#filling);
    return { batch, waiting, since: performance.now(), sealed: this.#to.write(batch) };
  }

  async #finish(
    going: Going,
  ): Promise<{ readonly sealed: Sealed; readonly at: number } | undefined> {
    try {
      const sealed = await going.sealed;
      this.#tookMs = performance.now() - going.since;
      return { sealed, at: this.#to.taken(going.batch, sealed) };
    } catch (cause) {
      const told = await this.#to.failed(cause);
      for (const { reject } of going.waiting) reject(told);
      return undefined;
    }
  }

  #tell({ batch, waiting }: Going, sealed: Sealed, first: number): void {
    batch.clear();
    this.#spare.push(batch);
    const begun = performance.now();
    for (const [at, { resolve }] of waiting.entries()) {
      resolve({ index: first + at, leaf: sealed.hexAt(at) });
    }
    if (waiting.length < telling) return;
    // What they do next is done when the loop turns.
    setImmediate(() => {
      this.#eachMs = (performance.now() - begun) / waiting.length;
    });
  }
}

const turn = (): Promise<void> => new Promise(setImmediate);
