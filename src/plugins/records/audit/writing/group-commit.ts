import type { EntryJson, Receipt, Sealed, Withheld } from '../../../../runtime/contract/index.ts';
import { Batch } from '../sealing/batch.ts';

/** Where batches go. */
export interface Committing {
  /** Makes a batch durable, behind all that were written before; begins at once. */
  write(batch: Batch): Promise<Sealed>;
  /** Takes account of a batch that is durable, as are all before it; gives the index of its first entry. */
  taken(batch: Batch, sealed: Sealed): number;
  /** Hears that a batch could not be written, once nothing is on its way; gives what those who wait are told. */
  failed(cause: unknown): Promise<unknown>;
  /** Whether nothing more may be written. */
  isClosed(): boolean;
}

type Waiting = PromiseWithResolvers<Receipt>;

/** A batch on its way to the disk, and who waits for it. */
interface Going {
  readonly batch: Batch;
  readonly waiting: readonly Waiting[];
  readonly sealed: Promise<Sealed>;
}

/**
 * Two syncs side by side take half again as long as one: with fewer entries, that is more than encoding
 * the ones while the others are synced brings.
 */
const worthwhile = 64;
const mostUnderWay = 2;

/**
 * Gathers entries while the disk is busy and sends them off together, with one write and one sync. Many
 * entries go in two groups: while one is synced the other is encoded and written. Whatever the disk ends
 * first, an entry is acknowledged after all before it; when a batch fails, so does the one behind it.
 */
export class GroupCommit {
  readonly #to: Committing;
  readonly #spare: Batch[] = [];
  #filling = new Batch();
  #waiting: Waiting[] = [];
  /** The oldest first. */
  readonly #going: Going[] = [];
  #last: Promise<void> = Promise.resolve();
  #turning = false;

  constructor(to: Committing) {
    this.#to = to;
  }

  /** Resolves once the entry is durable. @throws what `Batch.add` throws */
  append(entry: EntryJson, withheld?: readonly Withheld[]): Promise<Receipt> {
    this.#filling.add(entry, withheld);
    const waiting: Waiting = Promise.withResolvers();
    this.#waiting.push(waiting);
    this.#turn();
    return waiting.promise;
  }

  /** Resolves when nobody waits. */
  async idle(): Promise<void> {
    while (this.#turning || this.#going.length > 0) {
      await this.#last;
      await new Promise(setImmediate);
    }
  }

  /** Tells those whose entries have not been sent off that they will not be. */
  refuse(cause: unknown): void {
    const left = this.#waiting;
    this.#waiting = [];
    this.#filling.clear();
    for (const { reject } of left) reject(cause);
  }

  /** Appends of one turn of the event loop go out together. */
  #turn(): void {
    if (this.#turning || !this.#mayBegin()) return;
    this.#turning = true;
    setImmediate(() => {
      this.#turning = false;
      this.#send();
    });
  }

  #mayBegin(): boolean {
    const { length } = this.#waiting;
    if (this.#going.length === 0) return length > 0;
    return this.#going.length < mostUnderWay && length >= worthwhile;
  }

  #send(): void {
    while (this.#mayBegin() && !this.#to.isClosed()) {
      const { length } = this.#waiting;
      const inTwo = this.#going.length === 0 && length >= 2 * worthwhile;
      this.#begin(inTwo ? Math.ceil(length / 2) : length);
    }
  }

  /** Sends off the first of those that wait. */
  #begin(count: number): void {
    const [batch, waiting] = [this.#filling, this.#waiting];
    this.#filling = this.#spare.pop() ?? new Batch();
    this.#waiting = waiting.splice(count);
    if (this.#waiting.length > 0) batch.split(count, this.#filling);
    const sealed = this.#to.write(batch);
    // It may fail before those before it have ended.
    sealed.catch(() => undefined);
    const going = { batch, waiting, sealed };
    this.#going.push(going);
    this.#last = this.#last.then(() => this.#finish(going));
  }

  /** Never rejects: whoever waits is told. */
  async #finish(going: Going): Promise<void> {
    // Gone already, with the one before it.
    if (this.#going[0] !== going) return;
    try {
      const sealed = await going.sealed;
      const first = this.#to.taken(going.batch, sealed);
      this.#going.shift();
      this.#send();
      this.#tell(going, sealed, first);
      this.#turn();
    } catch (cause) {
      await Promise.allSettled(this.#going.map(({ sealed }) => sealed));
      const told = await this.#to.failed(cause);
      for (const { waiting } of this.#going.splice(0)) {
        for (const { reject } of waiting) reject(told);
      }
    }
  }

  #tell({ batch, waiting }: Going, sealed: Sealed, first: number): void {
    batch.clear();
    this.#spare.push(batch);
    for (let at = 0; at < waiting.length; at += 1) {
      (waiting[at] as Waiting).resolve({ index: first + at, leaf: sealed.hexAt(at) });
    }
  }
}
