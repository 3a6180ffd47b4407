import type { Evaluation, Facts } from '../../../../runtime/contract/index.ts';
import { unknown } from '../../../../runtime/contract/index.ts';
import type { Rule } from '../rule.ts';
import type { Lookup, Takes } from './lookup.ts';
import type { Key } from './quantity.ts';
import { quantity } from './quantity.ts';
import type { End, Selector } from './selector.ts';
import type { Filed } from './shelf.ts';

type Between = Filed<Extract<Selector, { by: 'bounds' }>>;

/**
 * Finds rules by the interval one quantity must lie in, in logarithmic time plus the rules found. A fact
 * without order leads to every rule, one of another family to every rule it does not compare with.
 */
export function boundsLookup(read: Evaluation, between: readonly Between[]): Lookup {
  const all = between.map(({ rule }) => rule);
  const families = new Map<string, { tree: Tree; others: readonly Rule[] }>();
  for (const family of new Set(between.map(({ selector: { bounds } }) => bounds.family))) {
    families.set(family, {
      tree: new Tree(between.filter(({ selector: { bounds } }) => bounds.family === family)),
      others: between
        .filter(({ selector: { bounds } }) => bounds.family !== family)
        .map(({ rule }) => rule),
    });
  }
  return {
    collect(facts: Facts, into: Takes): void {
      const value = read(facts);
      const measure = value === unknown ? undefined : quantity(value);
      const found = measure === undefined ? undefined : families.get(measure.family);
      if (measure === undefined || found === undefined) {
        for (const rule of all) into.push(rule);
        return;
      }
      found.tree.collect(measure.key, into);
      for (const rule of found.others) into.push(rule);
    },
  };
}

/**
 * A segment tree over the ends of all intervals: slot `2i + 1` is the i-th end itself, slot `2i` the gap
 * before it. Each rule stands in a logarithmic number of nodes.
 */
class Tree {
  readonly #ends: readonly Key[];
  readonly #slots: number;
  readonly #nodes: (Rule[] | undefined)[];

  constructor(between: readonly Between[]) {
    const ends = between.flatMap(({ selector: { bounds } }) => [bounds.low, bounds.high]);
    const keys = new Set(ends.filter((end) => end !== undefined).map((end) => end.at));
    this.#ends = [...keys].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    this.#slots = 2 * this.#ends.length + 1;
    this.#nodes = new Array<Rule[] | undefined>(2 * this.#slots).fill(undefined);
    for (const { rule, selector } of between) {
      this.#insert(rule, selector.bounds.low, selector.bounds.high);
    }
  }

  collect(key: Key, into: Takes): void {
    for (let node = this.#slot(key) + this.#slots; node > 0; node >>= 1) {
      const rules = this.#nodes[node];
      if (rules !== undefined) for (const rule of rules) into.push(rule);
    }
  }

  #insert(rule: Rule, low: End | undefined, high: End | undefined): void {
    const first = low === undefined ? 0 : this.#slot(low.at) + (low.included ? 0 : 1);
    const last =
      high === undefined ? this.#slots - 1 : this.#slot(high.at) - (high.included ? 0 : 1);
    let left = first + this.#slots;
    let right = last + 1 + this.#slots;
    while (left < right) {
      if (left & 1) this.#add(left++, rule);
      if (right & 1) this.#add(--right, rule);
      left >>= 1;
      right >>= 1;
    }
  }

  #add(node: number, rule: Rule): void {
    const rules = this.#nodes[node];
    if (rules === undefined) this.#nodes[node] = [rule];
    else rules.push(rule);
  }

  #slot(key: Key): number {
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ends[middle] as Key) < key) low = middle + 1;
      else high = middle;
    }
    return this.#ends[low] === key ? 2 * low + 1 : 2 * low;
  }
}
