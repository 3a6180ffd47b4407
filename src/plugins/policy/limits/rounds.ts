/** How many additions share one step, and how many entries a step looks at: more, so that it gains. */
const every = 32;
const stride = 2 * every;

/** What a map holds that is not to be kept for ever. */
export interface Passing<K> {
  /** Its key in the map. */
  readonly key: K;
  /** From this time on it may be dropped. */
  readonly until: number;
}

/**
 * Walks a map round and round, two entries for each addition, and drops what has had its time. So the
 * map stays at no more than about twice what is alive, at constant cost.
 */
export class Rounds<K> {
  readonly #map: Map<K, Passing<K>>;
  #round: MapIterator<Passing<K>>;
  #additions = 0;

  constructor(map: Map<K, Passing<K>>) {
    this.#map = map;
    this.#round = map.values();
  }

  /** To be told of every addition. */
  added(now: number): void {
    this.#additions += 1;
    if (this.#additions % every === 0) this.#drop(now);
  }

  #drop(now: number): void {
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
