import type { Facts } from '../../../../runtime/contract/index.ts';
import { expression } from '../../../../runtime/contract/index.ts';
import type { Rule } from '../rule.ts';
import { boundsLookup } from './bounds.ts';
import { equalityLookup } from './equality.ts';
import { folderLookup } from './folder.ts';
import type { Bounds, Selector } from './selector.ts';
import { selectors } from './selector.ts';
import type { Filed, Shelf } from './shelf.ts';
import { Shelves } from './shelf.ts';

/**
 * Finds the rules that these facts do not rule out. It may give more than those that hold, never fewer,
 * and none twice; so asking only what it gives is asking all.
 */
export interface Lookup {
  collect(facts: Facts, into: Takes): void;
}

/** What takes the rules that are found, one after another: a list, or who asks them at once. */
export interface Takes {
  push(rule: Rule): unknown;
}

/** Below this, walking the rules is as quick as finding them. */
const few = 4;

/**
 * Files each rule under one of its conditions, the one that fewest other rules share. Rules that have
 * none are given every time.
 */
export function lookupFor(rules: readonly Rule[]): Lookup {
  if (isWalked(rules.length)) return everyOne(rules);
  const shelves = new Shelves();
  const always: Rule[] = [];
  for (const { rule, selector } of filed(rules, shelves)) {
    if (selector === undefined) always.push(rule);
  }
  const lookups = shelves.all.filter(({ filed }) => filed.length > 0).map(lookupOf);
  if (always.length > 0) lookups.push(everyOne(always));
  const [only] = lookups;
  return lookups.length === 1 && only !== undefined ? only : allOf(lookups);
}

/** Whether this many rules are walked rather than looked up. */
export const isWalked = (rules: number): boolean => rules <= few;

/** Every rule with the condition it is looked up by; undefined for one that is given every time. */
export function filed(
  rules: readonly Rule[],
  shelves = new Shelves(),
): readonly (Filed | { readonly rule: Rule; readonly selector: undefined })[] {
  const offers = rules.map((rule) => {
    const offered = selectors(rule, 'exact');
    for (const selector of offered) shelves.of(selector).offer(rule, selector);
    return offered;
  });
  return rules.map((rule, index) => {
    const selector = fewest(rule, offers[index] ?? [], shelves, rules.length);
    if (selector === undefined) return { rule, selector };
    const found = { rule, selector };
    shelves.of(selector).filed.push(found);
    return found;
  });
}

/** Gives all of these every time. */
export const everyOne = (rules: readonly Rule[]): Lookup => ({
  collect(_facts, into) {
    for (const rule of rules) into.push(rule);
  },
});

const allOf = (lookups: readonly Lookup[]): Lookup => ({
  collect(facts, into) {
    for (const lookup of lookups) lookup.collect(facts, into);
  },
});

function lookupOf(shelf: Shelf): Lookup {
  const read = expression(shelf.ref);
  switch (shelf.by) {
    case 'equality':
      return equalityLookup(read, shelf.filed as Filed<Equality>[], shelf.byText);
    case 'folder':
      return folderLookup(read, shelf.filed as Filed<Folder>[]);
    case 'bounds':
      return boundsLookup(read, shelf.filed as Filed<Within>[]);
  }
}
type Equality = Extract<Selector, { by: 'equality' }>;
type Folder = Extract<Selector, { by: 'folder' }>;
type Within = Extract<Selector, { by: 'bounds' }>;

/** Bounds are read only where no other condition leads to one rule alone. */
function fewest(
  rule: Rule,
  offered: readonly Selector[],
  shelves: Shelves,
  rules: number,
): Selector | undefined {
  let best: Selector | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const selector of offered) {
    const cost = shelves.of(selector).sharers(selector);
    if (cost >= least) continue;
    best = selector;
    least = cost;
  }
  if (least <= 1) return best;
  for (const selector of selectors(rule, 'bounds')) {
    const cost = selector.by === 'bounds' ? withinBounds(selector.bounds, rules) : rules;
    if (cost >= least) continue;
    best = selector;
    least = cost;
  }
  return best;
}

/** How many rules an amount within these bounds is likely to be led to. */
function withinBounds({ low, high }: Bounds, rules: number): number {
  if (low === undefined || high === undefined) return rules / 2;
  return low.at === high.at ? 1 : rules / 8;
}
