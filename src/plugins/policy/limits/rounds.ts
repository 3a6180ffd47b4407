/** How many entries one call looks at: more than one, so that the round gains on what is added. */
const stride = 2;

/**
 * Walks a map round and round, two entries a step, and drops what has had its time. Each addition that
 * takes a step keeps the map at no more than about twice what is alive, at constant cost.
 */
export class Rounds<K, V> {
  readonly #map: Map<K, V>;
  #round: MapIterator<[K, V]>;

  constructor(map: Map<K, V>) {
    this.#map = map;
    this.#round = map.entries();
  }

  drop(over: (value: V) => boolean): void {
    for (let step = 0; step < stride; step += 1) {
      const next = this.#round.next();
      if (next.done === true) {
        this.#round = this.#map.entries();
        return;
      }
      const [key, value] = next.value;
      if (over(value)) this.#map.delete(key);
    }
  }
}
