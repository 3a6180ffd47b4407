/** How many entries one step looks at: more than one, so that the round gains on what is added. */
const stride = 2;

/** What a map holds that is not to be kept for ever. */
export interface Passing<K> {
  /** Its key in the map. */
  readonly key: K;
  /** From this time on it may be dropped. */
  readonly until: number;
}

/**
 * Walks a map round and round, two entries a step, and drops what has had its time. Each addition that
 * takes a step keeps the map at no more than about twice what is alive, at constant cost.
 */
export class Rounds<K> {
  readonly #map: Map<K, Passing<K>>;
  #round: MapIterator<Passing<K>>;

  constructor(map: Map<K, Passing<K>>) {
    this.#map = map;
    this.#round = map.values();
  }

  drop(now: number): void {
    for (let step = 0; step < stride; step += 1) {
      const next = this.#round.next();
      if (next.done === true) {
        this.#round = this.#map.values();
        return;
      }
      if (next.value.until <= now) this.#map.delete(next.value.key);
    }
  }
}
