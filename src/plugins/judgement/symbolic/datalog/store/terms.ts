import type { Value } from '../../../../../runtime/contract/index.ts';
import { toJson } from '../../../../../runtime/contract/index.ts';

/** Values as small numbers: equal values have the same number, so that a join compares numbers alone. */
export class Terms {
  readonly #values: Value[] = [];
  readonly #texts = new Map<string, number>();
  readonly #numbers = new Map<number, number>();
  readonly #others = new Map<string, number>();

  /** The number of a value, given anew where it has none. */
  id(value: Value): number {
    if (typeof value === 'string') return this.#of(this.#texts, value, value);
    if (typeof value === 'number') return this.#of(this.#numbers, value, value);
    return this.#of(this.#others, keyOf(value), value);
  }

  value(id: number): Value {
    return this.#values[id] as Value;
  }

  get size(): number {
    return this.#values.length;
  }

  /** Forgets every value that was met after there were `size`. */
  cut(size: number): void {
    for (const value of this.#values.splice(size)) {
      if (typeof value === 'string') this.#texts.delete(value);
      else if (typeof value === 'number') this.#numbers.delete(value);
      else this.#others.delete(keyOf(value));
    }
  }

  #of<K>(map: Map<K, number>, key: K, value: Value): number {
    const known = map.get(key);
    if (known !== undefined) return known;
    const id = this.#values.length;
    this.#values.push(value);
    map.set(key, id);
    return id;
  }
}

/** Equal values of one type have one spelling; the type stands before it. */
function keyOf(value: Value): string {
  const kind = typeof value === 'object' && 'kind' in value ? value.kind : typeof value;
  return `${kind} ${JSON.stringify(toJson(value))}`;
}
