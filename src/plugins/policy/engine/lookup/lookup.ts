import type { Facts } from '../../../../runtime/contract/index.ts';
import { expression } from '../../../../runtime/contract/index.ts';
import type { Rule } from '../rule.ts';
import { boundsLookup } from './bounds.ts';
import { equalityLookup } from './equality.ts';
import { folderLookup } from './folder.ts';
import type { Selector } from './selector.ts';
import { readsFrom, selectors } from './selector.ts';

/**
 * Finds the rules that these facts do not rule out. It may give more than those that hold, never fewer,
 * and none twice; so asking only what it gives is asking all.
 */
export interface Lookup {
  collect(facts: Facts, into: Rule[]): void;
}

/** Below this, walking the rules is as quick as finding them. */
const few = 12;

/**
 * Files each rule under one of its conditions, the one that fewest other rules share. Rules that have
 * none are given every time.
 */
export function lookupFor(rules: readonly Rule[]): Lookup {
  if (rules.length <= few) return everyOne(rules);
  const candidates = rules.map((rule) => ({ rule, selectors: selectors(rule) }));
  const sharers = countSharers(candidates.flatMap((candidate) => candidate.selectors));
  const always: Rule[] = [];
  const groups = new Map<string, { rule: Rule; selector: Selector }[]>();
  for (const { rule, selectors: own } of candidates) {
    const selector = fewest(own, sharers, rules.length);
    if (selector === undefined) {
      always.push(rule);
      continue;
    }
    const key = readsFrom(selector);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [{ rule, selector }]);
    else group.push({ rule, selector });
  }
  return allOf([everyOne(always), ...[...groups.values()].map(groupLookup)]);
}

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

function words(selector: Selector): readonly string[] {
  const from = readsFrom(selector);
  if (selector.by === 'folder') return [`${from} ${selector.folder}`];
  if (selector.by !== 'equality') return [];
  return selector.values.map((value) =>
    typeof value === 'object' && 'text' in value
      ? `${from} ${value.text}`
      : `${from} ${String(value)}`,
  );
}

function countSharers(all: readonly Selector[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of all.flatMap(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function fewest(
  own: readonly Selector[],
  sharers: ReadonlyMap<string, number>,
  rules: number,
): Selector | undefined {
  let best: Selector | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const selector of own) {
    const cost = expected(selector, sharers, rules);
    if (cost >= least) continue;
    best = selector;
    least = cost;
  }
  return best;
}

/** How many rules a call that meets this selector is likely to be led to. */
function expected(selector: Selector, sharers: ReadonlyMap<string, number>, rules: number): number {
  if (selector.by !== 'bounds') {
    return Math.max(...words(selector).map((word) => sharers.get(word) ?? 1));
  }
  const { low, high } = selector.bounds;
  if (low === undefined || high === undefined) return rules / 2;
  return low.at === high.at ? 1 : rules / 8;
}
