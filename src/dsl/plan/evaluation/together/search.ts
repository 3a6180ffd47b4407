import type { Unknown, Value } from '../../../values/value.ts';
import { no, open, type State, unclear, type Variable, yes } from './sample.ts';
import type { Space } from './space.ts';

/** How a condition of a space is to come out. */
export interface Wanted {
  readonly condition: number;
  readonly be: 'true' | 'false' | 'not true';
}

/** What a search came to. */
export type Search =
  /** By variable, a sample under which all is as wanted; -1 where it does not matter. */
  | { readonly state: 'found'; readonly given: Int16Array }
  /** There is none, here or in truth. */
  | { readonly state: 'none' }
  | { readonly state: 'undecided' };

/** How many steps searches may still take together. */
export interface Budget {
  steps: number;
}

/**
 * Looks for samples under which conditions come out as wanted. What is decided already cuts the search;
 * variables are given samples in the order in which they are asked for.
 */
export function search(space: Space, wanted: readonly Wanted[], budget: Budget): Search {
  const given = new Int16Array(space.variables.length).fill(-1);
  if (!space.isSearchable) return { state: 'undecided' };
  let asked = -1;
  const onOpen = (variable: number): void => {
    if (asked < 0) asked = variable;
  };
  const visit = (): Search['state'] => {
    budget.steps -= 1;
    if (budget.steps < 0) return 'undecided';
    asked = -1;
    for (const { condition, be } of wanted) {
      const state = space.state(condition, given, onOpen);
      if (state !== open && !fits(state, be)) return 'none';
    }
    const variable = asked;
    if (variable < 0) return 'found';
    const { samples } = space.variables[variable] as Variable;
    for (let sample = 0; sample < samples.length; sample += 1) {
      given[variable] = sample;
      const state = visit();
      if (state !== 'none') return state;
    }
    given[variable] = -1;
    return 'none';
  };
  const state = visit();
  return state === 'found' ? { state, given } : { state };
}

function fits(state: State, be: Wanted['be']): boolean {
  if (be === 'true') return state === yes;
  return state === no || (be === 'not true' && state === unclear);
}

/** By field, the values of a find; undefined where it stands for no values. */
export function valuesOf(
  { variables }: Space,
  given: Int16Array,
): readonly (readonly [Variable, Value | Unknown])[] | undefined {
  const found: (readonly [Variable, Value | Unknown])[] = [];
  for (const [index, variable] of variables.entries()) {
    const sample = given[index] as number;
    if (sample < 0) continue;
    const value = variable.samples[sample]?.value;
    if (variable.ref === undefined || value === undefined) return undefined;
    found.push([variable, value]);
  }
  return found;
}
