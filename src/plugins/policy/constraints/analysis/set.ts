import { type ExprPlan, type Json, toJson } from '../../../../runtime/contract/index.ts';
import { referencesIn } from '../kinds/references.ts';
import { type Answer, search, type Wanted } from './search.ts';

/** One constraint of a set. */
export interface Named {
  readonly name: string;
  readonly expr: ExprPlan;
}

/** What constraints mean together. */
export type SetFinding =
  /** No values make all of these true. */
  | { readonly finding: 'conflict'; readonly constraints: readonly string[] }
  /** No values make this one false. */
  | { readonly finding: 'vacuous'; readonly constraints: readonly [string] }
  /** Whenever the first is true, so is the second. */
  | { readonly finding: 'implied'; readonly constraints: readonly [string, string] };

/** The findings on a set, and what could not be told. */
export interface Analysis {
  readonly findings: readonly SetFinding[];
  /** Questions that the search could not decide, in words; a solver may. */
  readonly undecided: readonly string[];
  /** Values under which every constraint is true, evaluated; undefined where none were found. */
  readonly witness: Readonly<Record<string, Json>> | undefined;
}

/** Pairs are compared where a set is no larger than this. */
const mostPairs = 64;

/**
 * What constraints mean together: those that cannot all hold, those that say nothing, those that another
 * one says already. Every answer is proved or left undecided.
 */
export function analyseSet(set: readonly Named[]): Analysis {
  const findings: SetFinding[] = [];
  const undecided: string[] = [];
  const all = search(set.map(hold));
  if (all.state === 'none') findings.push({ finding: 'conflict', constraints: core(set) });
  else if (all.state === 'undecided') undecided.push('whether all constraints can hold together');
  const vacuous = new Set<Named>();
  for (const one of set) {
    const { state } = search([fail(one)]);
    if (state === 'none') {
      vacuous.add(one);
      findings.push({ finding: 'vacuous', constraints: [one.name] });
    } else if (state === 'undecided') undecided.push(`whether \`${one.name}\` can be false`);
  }
  if (set.length <= mostPairs && all.state !== 'none') {
    for (const [a, b] of pairs(set.filter((each) => !vacuous.has(each)))) {
      const { state } = search([hold(a), fail(b)]);
      if (state === 'none') findings.push({ finding: 'implied', constraints: [a.name, b.name] });
      else if (state === 'undecided') undecided.push(`whether \`${a.name}\` implies \`${b.name}\``);
    }
  }
  return { findings, undecided, witness: all.state === 'found' ? shown(all) : undefined };
}

const hold = ({ expr }: Named): Wanted => ({ expr, truth: true });
const fail = ({ expr }: Named): Wanted => ({ expr, truth: false });

/** The constraints of a conflict without which there is none. */
function core(set: readonly Named[]): readonly string[] {
  let kept = [...set];
  for (const one of set) {
    const fewer = kept.filter((each) => each !== one);
    if (search(fewer.map(hold)).state === 'none') kept = fewer;
  }
  return kept.map(({ name }) => name);
}

/** Pairs that read some field in common, either way round; others cannot imply one another. */
function pairs(set: readonly Named[]): readonly (readonly [Named, Named])[] {
  const fields = new Map(
    set.map((each) => [
      each,
      new Set(referencesIn(each.expr).map(({ root, path }) => [root, ...path].join('.'))),
    ]),
  );
  const share = (a: Named, b: Named): boolean =>
    [...(fields.get(a) ?? [])].some((field) => fields.get(b)?.has(field) === true);
  return set.flatMap((a) => set.flatMap((b) => (a !== b && share(a, b) ? [[a, b] as const] : [])));
}

const shown = ({ values }: Extract<Answer, { state: 'found' }>): Readonly<Record<string, Json>> =>
  Object.fromEntries(Object.entries(values).map(([field, value]) => [field, toJson(value)]));
