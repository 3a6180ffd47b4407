import { canonicalJson } from '../../../dsl/plan/canonical.ts';
import type { Json } from '../../../dsl/values/value.ts';
import { opinionEntry, takeEntry } from '../../call/account/entries.ts';
import type { Decision, Opinion } from '../../contract/call.ts';
import type { Take } from '../../contract/policy.ts';
import type { DecisionEntry, OpinionEntry } from '../decision-entry.ts';

/** A part of a decision that came out otherwise than the entry says. */
export interface Difference {
  readonly part: 'args' | 'verdict' | 'code' | 'because' | 'opinions' | 'requirements' | 'takes';
  readonly before: Json;
  readonly after: Json;
}

/**
 * Holds a decision against the entry of its call, part by part and value by value; the order of opinions
 * carries no meaning. Without places nothing is said of lines.
 */
export function differences(
  entry: DecisionEntry,
  { decision, takes }: { readonly decision: Decision; readonly takes: readonly Take[] },
  { placed }: { readonly placed: boolean },
): readonly Difference[] {
  const found: Difference[] = [];
  const hold = (part: Difference['part'], before: unknown, after: unknown): void => {
    if (equal(before, after)) return;
    found.push({ part, before: (before ?? null) as Json, after: (after ?? null) as Json });
  };
  hold('verdict', entry.verdict, decision.verdict);
  hold('code', entry.code, decision.code);
  hold('because', entry.because, decision.because);
  // Most often they even come in the same order.
  if (!placed || !told(entry.opinions, decision.opinions)) {
    const now = decision.opinions.map(opinionEntry);
    const spell = placed ? (one: object) => one : withoutPlaces;
    hold('opinions', sorted(entry.opinions.map(spell)), sorted(now.map(spell)));
  }
  hold('requirements', entry.requirements, decision.requirements);
  hold('takes', entry.takes, decision.verdict === 'permit' ? takes.map(takeEntry) : []);
  return found;
}

/** Opinions that said what entries tell, as entries tell it: voices give the same ones again and again. */
const agreeing = new WeakMap<OpinionEntry, Opinion>();

/** Whether an entry tells just these opinions, in this order. */
function told(entries: readonly OpinionEntry[], opinions: readonly Opinion[]): boolean {
  if (entries.length !== opinions.length) return false;
  for (let at = 0; at < entries.length; at += 1) {
    const [entry, opinion] = [entries[at] as OpinionEntry, opinions[at] as Opinion];
    if (agreeing.get(entry) === opinion) continue;
    if (!equal(entry, opinionEntry(opinion))) return false;
    if (Object.isFrozen(opinion)) agreeing.set(entry, opinion);
  }
  return true;
}

function withoutPlaces(opinion: object): object {
  const {
    at: _,
    detail: __,
    ...rest
  } = opinion as { readonly at?: string; readonly detail?: string };
  return rest;
}

const sorted = (opinions: readonly object[]): readonly object[] =>
  opinions
    .map((opinion) => ({ opinion, text: canonicalJson(opinion as Json) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ opinion }) => opinion);

/** Equal as JSON: the same values under the same keys, in whatever order the keys stand. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    for (let at = 0; at < a.length; at += 1) if (!equal(a[at], b[at])) return false;
    return true;
  }
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const [mine, theirs] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key of keys) if (!equal(mine[key], theirs[key])) return false;
  return true;
}
