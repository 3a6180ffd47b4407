import { type Json, mostCompared, type Question } from '../../../runtime/contract/index.ts';

/** What constraints mean together. */
export type SetFinding =
  /** No values make all of these true. */
  | { readonly finding: 'conflict'; readonly constraints: readonly string[] }
  /** No values make this one false. */
  | { readonly finding: 'vacuous'; readonly constraints: readonly [string] }
  /** Whenever the first is true, so is the second. */
  | { readonly finding: 'implied'; readonly constraints: readonly [string, string] };

/** The findings on a set, and what could not be told. */
export interface ConstraintAnalysis {
  readonly findings: readonly SetFinding[];
  /** Questions that the search could not decide, in words; a solver may. */
  readonly undecided: readonly string[];
  /** Values under which every constraint is true, evaluated; undefined where none were found. */
  readonly witness: Readonly<Record<string, Json>> | undefined;
}

/** A question about named constraints, as words. */
export function inWords({ ask, of }: Question, names: readonly string[]): string {
  const [first = '', second = ''] = of.map((index) => `\`${names[index]}\``);
  if (ask === 'fails') return `whether ${first} can fail`;
  if (ask === 'apart') return `whether ${first} implies ${second}`;
  if (of.length === 1) return `whether ${first} can hold`;
  return `whether ${of.map((index) => `\`${names[index]}\``).join(', ')} can hold together`;
}

/** Of conditions that are too many for any two to be compared: what is not told, and why. */
export const notCompared = (
  count: number,
): { readonly what: string; readonly because: string } => ({
  what: `whether any of ${count} clauses implies another`,
  because: `no two are compared where there are more than ${mostCompared}`,
});
