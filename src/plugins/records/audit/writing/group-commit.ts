import {
  type EntryJson,
  pieceLines,
  type Receipt,
  type Sealed,
  type Withheld,
} from '../../../../runtime/contract/index.ts';
import { Batch } from '../sealing/batch.ts';
import { Rank } from './rank.ts';

/** Where batches go. */
export interface Committing {
  /** Hears of a batch that others are still added to, at each full piece of its lines. */
  filled(batch: Batch): void;
  /** Makes a batch durable, behind all that were written before; begins at once. */
  write(batch: Batch): Promise<Sealed>;
  /** Takes account of a batch that is durable, as are all before it; gives the index of its first entry. */
  taken(batch: Batch, sealed: Sealed): number;
  /** Hears that a batch could not be written, once nothing is on its way; gives what those who wait are told. */
  failed(cause: unknown): Promise<unknown>;
  /** Whether nothing more may be written. */
  isClosed(): boolean;
}

/** A batch on its way to the disk, and who waits for it. */
interface Going {
  readonly batch: Batch;
  readonly ranks: readonly Rank[];
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
  /** Used in turn, so that each comes to give back what it no longer needs. */
  readonly #spare: Batch[] = [];
  #filling = new Batch();
  /** Whose entries are in the batch that is being filled. */
  #waiting: Rank[] = [];
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
    let rank = this.#waiting.at(-1);
    if (rank === undefined || rank.isFull) {
      rank = new Rank();
      this.#waiting.push(rank);
    }
    const told = rank.join();
    this.#turn();
    if (this.#filling.count % pieceLines === 0) this.#to.filled(this.#filling);
    return told;
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
    for (const rank of left) rank.refuse(cause);
  }

  /** Appends of one turn of the event loop go out together. */
  #turn(): void {
    if (this.#turning || !this.#mayBegin()) return;
    this.#turning = true;
    setImmediate(() => {
      this.#turning = false;
      this.#send({ mayHalve: true });
    });
  }

  #mayBegin(): boolean {
    const { count } = this.#filling;
    if (this.#going.length === 0) return count > 0;
    return this.#going.length < mostUnderWay && count >= worthwhile;
  }

  #send({ mayHalve }: { readonly mayHalve: boolean }): void {
    while (this.#mayBegin() && !this.#to.isClosed()) {
      const inTwo = mayHalve && this.#going.length === 0 && this.#filling.count >= 2 * worthwhile;
      this.#begin(inTwo ? Math.floor(this.#waiting.length / 2) : this.#waiting.length);
    }
  }

  /** Sends off the first ranks of those that wait. */
  #begin(count: number): void {
    const [batch, ranks] = [this.#filling, this.#waiting];
    this.#filling = this.#spare.shift() ?? new Batch();
    this.#waiting = ranks.splice(count);
    if (this.#waiting.length > 0) {
      const entries = ranks.reduce((sum, rank) => sum + rank.size, 0);
      batch.split(entries, this.#filling);
    }
    const sealed = this.#to.write(batch);
    // It may fail before those before it have ended.
    sealed.catch(() => undefined);
    const going = { batch, ranks, sealed };
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
      // Who is told now may come again, as the second of two groups: what waits is not made two of.
      this.#send({ mayHalve: false });
      this.#tell(going, sealed, first);
      this.#turn();
    } catch (cause) {
      await Promise.allSettled(this.#going.map(({ sealed }) => sealed));
      const told = await this.#to.failed(cause);
      for (const { ranks } of this.#going.splice(0)) {
        for (const rank of ranks) rank.refuse(told);
      }
    }
  }

  #tell({ batch, ranks }: Going, sealed: Sealed, first: number): void {
    batch.clear();
    this.#spare.push(batch);
    let at = 0;
    for (const rank of ranks) {
      rank.tell({ sealed, at, first });
      at += rank.size;
    }
  }
}
