import { existsSync, readFileSync } from 'node:fs';
import type { EntryJson, Withheld } from '../../../contract/records.ts';
import { type LogLayout, withheldFile } from '../../log/layout.ts';
import { commitmentOf, commitmentsIn } from '../../withheld/commitment.ts';
import { recordsIn, segmentOf } from '../../withheld/segment.ts';
import { takeForgotten } from '../../withheld/stored.ts';
import type { Problem } from '../verify.ts';

/** How many of the values that entries only commit to are there. */
export interface WithheldCount {
  /** There, and as committed. */
  readonly kept: number;
  /** Erased, and the log says so. */
  readonly forgotten: number;
  /** Not handed over with the log, whose folder `withheld` is missing as a whole. */
  readonly absent: number;
}

type Segment = Map<number, readonly Withheld[]>;

/**
 * Holds withheld values against what entries commit to, while the entries are walked in order. Remembers
 * what is missing and what was forgotten, and one segment at a time.
 */
export class WithheldCheck {
  readonly #layout: LogLayout;
  readonly #problems: Problem[] = [];
  readonly #missing: { readonly index: number; readonly pointer: string }[] = [];
  readonly #forgotten = new Map<number, readonly string[]>();
  /** Indices with values that nothing was asked of. */
  readonly #left: number[] = [];
  #segment: { readonly number: number; readonly values: Segment } | undefined;
  /** Segments that are there and may not be read: they are in other hands, like a folder that is not handed over. */
  readonly #locked = new Set<number>();
  #kept = 0;

  constructor(layout: LogLayout) {
    this.#layout = layout;
  }

  /** Takes in an entry that commits to something, or says that something was forgotten. */
  take(entry: EntryJson, index: number): void {
    takeForgotten(entry, this.#forgotten);
    const commitments = commitmentsIn(entry);
    if (commitments.size === 0) return;
    const values = this.#valuesAt(index);
    const known = new Map(values.map((one) => [one.pointer, one]));
    for (const [pointer, commitment] of commitments) {
      const one = known.get(pointer);
      known.delete(pointer);
      if (one === undefined) this.#missing.push({ index, pointer });
      else if (commitmentOf(one) === commitment) this.#kept += 1;
      else this.#found(index, `the value withheld at \`${pointer}\` was changed`);
    }
    for (const pointer of known.keys()) {
      this.#found(index, `a value is kept at \`${pointer}\`, where the entry commits to none`);
    }
  }

  /** What was found over all entries. */
  end(entries: number): { readonly count: WithheldCount; readonly problems: readonly Problem[] } {
    this.#leave();
    for (const index of this.#left) {
      if (index < entries) this.#found(index, 'values are kept of an entry that commits to none');
    }
    const here = existsSync(this.#layout.withheld);
    let [forgotten, absent] = [0, 0];
    for (const { index, pointer } of this.#missing) {
      if (this.#forgotten.get(index)?.includes(pointer) === true) forgotten += 1;
      else if (here && !this.#locked.has(segmentOf(index))) {
        const what = `the value withheld at \`${pointer}\` is missing`;
        this.#found(index, `${what}, and no entry says that it was forgotten`);
      } else absent += 1;
    }
    for (const [index, pointers] of this.#forgotten) this.#stillThere(index, pointers);
    return { count: { kept: this.#kept, forgotten, absent }, problems: this.#problems };
  }

  #stillThere(index: number, pointers: readonly string[]): void {
    const there = this.#load(segmentOf(index)).get(index) ?? [];
    for (const { pointer } of there.filter((one) => pointers.includes(one.pointer))) {
      const what = `the value at \`${pointer}\` was to be forgotten and is still there`;
      this.#found(index, `${what}; the next start of the log erases it`);
    }
  }

  #valuesAt(index: number): readonly Withheld[] {
    const number = segmentOf(index);
    if (this.#segment?.number !== number) {
      this.#leave();
      this.#segment = { number, values: this.#load(number) };
    }
    const { values } = this.#segment;
    const own = values.get(index) ?? [];
    values.delete(index);
    return own;
  }

  #leave(): void {
    this.#left.push(...(this.#segment?.values.keys() ?? []));
  }

  #load(number: number): Segment {
    try {
      const records = recordsIn(readFileSync(withheldFile(this.#layout, number)));
      return new Map(records.map(({ index, values }) => [index, values]));
    } catch (error) {
      if (['EACCES', 'EPERM'].includes(String((error as NodeJS.ErrnoException).code))) {
        this.#locked.add(number);
      }
      return new Map();
    }
  }

  #found(index: number, problem: string): void {
    this.#problems.push({ index, problem });
  }
}
