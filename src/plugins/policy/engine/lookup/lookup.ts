import type { Facts } from '../../../../runtime/contract/index.ts';
import { expression } from '../../../../runtime/contract/index.ts';
import type { Rule } from '../rule.ts';
import { boundsLookup } from './bounds.ts';
import { equalityLookup } from './equality.ts';
import { folderLookup } from './folder.ts';
import type { Bounds, Selector } from './selector.ts';
import { readsFrom, selectors } from './selector.ts';

/**
 * Finds the rules that these facts do not rule out. It may give more than those that hold, never fewer,
 * and none twice; so asking only what it gives is asking all.
 */
export interface Lookup {
  collect(facts: Facts, into: Rule[]): void;
}

/** Below this, walking the rules is as quick as finding them. */
const few = 4;

/**
 * Files each rule under one of its conditions, the one that fewest other rules share. Rules that have
 * none are given every time.
 */
export function lookupFor(rules: readonly Rule[]): Lookup {
  if (isWalked(rules.length)) return everyOne(rules);
  const always: Rule[] = [];
  const groups = new Map<string, { rule: Rule; selector: Selector }[]>();
  for (const { rule, selector } of filed(rules)) {
    if (selector === undefined) {
      always.push(rule);
      continue;
    }
    const key = readsFrom(selector);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [{ rule, selector }]);
    else group.push({ rule, selector });
  }
  const lookups = [...groups.values()].map(groupLookup);
  if (always.length > 0) lookups.push(everyOne(always));
  const [only] = lookups;
  return lookups.length === 1 && only !== undefined ? only : allOf(lookups);
}

/** Whether this many rules are walked rather than looked up. */
export const isWalked = (rules: number): boolean => rules <= few;

/** Every rule with the condition it is looked up by; undefined for one that is given every time. */
export function filed(
  rules: readonly Rule[],
): readonly { readonly rule: Rule; readonly selector: Selector | undefined }[] {
  const offers = rules.map(offer);
  const sharers = countSharers(offers);
  return offers.map(({ rule, offered }) => ({
    rule,
    selector: fewest(rule, offered, sharers, rules.length),
  }));
}

/** A rule with every condition it could be filed under that names values or folders. */
interface Offer {
  readonly rule: Rule;
  readonly offered: readonly Offered[];
}
interface Offered {
  readonly selector: Selector;
  /** What it reads. */
  readonly from: string;
  readonly words: readonly Word[];
}
type Word = string | number | boolean | bigint;

const offer = (rule: Rule): Offer => ({
  rule,
  offered: selectors(rule, 'exact').map((selector) => ({
    selector,
    from: readsFrom(selector),
    words: words(selector),
  })),
});

const everyOne = (rules: readonly Rule[]): Lookup => ({
  collect(_facts, into) {
    for (const rule of rules) into.push(rule);
  },
});

const allOf = (lookups: readonly Lookup[]): Lookup => ({
  collect(facts, into) {
    for (const lookup of lookups) lookup.collect(facts, into);
  },
});

function groupLookup(group: readonly { rule: Rule; selector: Selector }[]): Lookup {
  const { ref, by } = (group[0] as { selector: Selector }).selector;
  const read = expression(ref);
  const each = group.map(({ rule, selector }) => ({ ...selector, rule }));
  switch (by) {
    case 'equality':
      return equalityLookup(
        read,
        each.filter((one) => one.by === 'equality'),
      );
    case 'folder':
      return folderLookup(
        read,
        each.filter((one) => one.by === 'folder'),
      );
    case 'bounds':
      return boundsLookup(
        read,
        each.filter((one) => one.by === 'bounds'),
      );
  }
}

const noWords: readonly Word[] = [];

/** What rules that share a bucket have in common; none for bounds, which share nothing exactly. */
function words(selector: Selector): readonly Word[] {
  if (selector.by === 'folder') return [selector.folder];
  if (selector.by !== 'equality') return noWords;
  return selector.values.map((value) => {
    if (typeof value !== 'object') return value;
    return 'text' in value ? value.text : String(value);
  });
}

/** How many rules want a word, by what they read. */
type Sharers = ReadonlyMap<string, ReadonlyMap<Word, number>>;

function countSharers(all: readonly Offer[]): Sharers {
  const counts = new Map<string, Map<Word, number>>();
  for (const { offered } of all) {
    for (const { from, words } of offered) {
      if (words.length === 0) continue;
      let of = counts.get(from);
      if (of === undefined) {
        of = new Map();
        counts.set(from, of);
      }
      for (const word of words) of.set(word, (of.get(word) ?? 0) + 1);
    }
  }
  return counts;
}

/** Bounds are read only where no other condition leads to one rule alone. */
function fewest(
  rule: Rule,
  offered: Offer['offered'],
  sharers: Sharers,
  rules: number,
): Selector | undefined {
  let best: Selector | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const { selector, from, words } of offered) {
    const cost = mostShared(words, sharers.get(from));
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

/** How many rules a call that meets these words is led to at most. */
function mostShared(
  words: readonly Word[],
  sharers: ReadonlyMap<Word, number> | undefined,
): number {
  let most = 1;
  for (const word of words) most = Math.max(most, sharers?.get(word) ?? 1);
  return most;
}

/** How many rules an amount within these bounds is likely to be led to. */
function withinBounds({ low, high }: Bounds, rules: number): number {
  if (low === undefined || high === undefined) return rules / 2;
  return low.at === high.at ? 1 : rules / 8;
}
