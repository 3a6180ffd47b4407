/** How urgent an item is; those alike are taken in the order in which they came. */
export type Priority = 'critical' | 'high' | 'normal' | 'low';

/** From the most urgent on. */
export const priorities: readonly Priority[] = ['critical', 'high', 'normal', 'low'];

/** One place in so many goes to whoever waits longest, so that nobody waits for ever. */
const fairness = 8;

/** Who waits, by urgency and then by when they came. Adding, taking and removing cost the same however many wait. */
export class Waiting<T extends { readonly priority: Priority }> {
  readonly #lanes = new Map<T['priority'], Set<T>>(priorities.map((name) => [name, new Set()]));
  readonly #arrivals = new Set<T>();
  #taken = 0;

  get size(): number {
    return this.#arrivals.size;
  }

  add(item: T): void {
    this.#lanes.get(item.priority)?.add(item);
    this.#arrivals.add(item);
  }

  /** Whether it waited. */
  remove(item: T): boolean {
    this.#lanes.get(item.priority)?.delete(item);
    return this.#arrivals.delete(item);
  }

  /** Takes at most so many, the most urgent first. */
  take(count: number): readonly T[] {
    const taken: T[] = [];
    while (taken.length < count && this.size > 0) {
      this.#taken += 1;
      const [longest] = this.#arrivals;
      const next = this.#taken % fairness === 0 ? longest : this.#urgent();
      if (next === undefined) break;
      this.remove(next);
      taken.push(next);
    }
    return taken;
  }

  #urgent(): T | undefined {
    for (const lane of this.#lanes.values()) {
      const [first] = lane;
      if (first !== undefined) return first;
    }
    return undefined;
  }
}
