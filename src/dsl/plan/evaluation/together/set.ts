import { toJson } from '../../../values/to-json.ts';
import { type Json, unknown, type Value } from '../../../values/value.ts';
import type { ExprPlan } from '../../expression.ts';
import { anyField, type FieldOf } from './field.ts';
import { isWitness, likely, nameOf, type Witness } from './likely.ts';
import { type Budget, type Search, search, valuesOf, type Wanted } from './search.ts';
import { Space } from './space.ts';

/** What a set of conditions is asked. Conditions are named by their index. */
export type Question =
  /** Whether all of these can be true together. */
  | { readonly ask: 'together'; readonly of: readonly number[] }
  /** Whether this one can be false; `strict` asks whether it can be anything but true. */
  | { readonly ask: 'fails'; readonly of: readonly [number]; readonly strict: boolean }
  /** Whether the first can be true where the second is not. */
  | { readonly ask: 'apart'; readonly of: readonly [number, number] };

/** The answer: yes, with values that were evaluated where there are some to show; no, proved; or neither. */
export type Answer =
  | { readonly state: 'yes'; readonly witness: Witness | undefined }
  | { readonly state: 'no' }
  | { readonly state: 'undecided' };

/** Something true of conditions together, by their indices. */
export type Finding =
  /** No values make all of these true; without any one of them there are some. */
  | { readonly finding: 'conflict'; readonly of: readonly number[] }
  /** No values make this one false. */
  | { readonly finding: 'vacuous'; readonly of: readonly [number] }
  /** Whenever the first is true, so is the second. */
  | { readonly finding: 'implied'; readonly of: readonly [number, number] };

/** How far an analysis goes. */
export interface Reach {
  /** What is known of the fields; anything may be in them unless told. */
  readonly fieldOf?: FieldOf;
  /** True where a condition is vacuous only if it is always true; else where it is never false. */
  readonly strict?: boolean;
  /** Whether likely values are tried, to show what is possible; else only what is impossible is told. */
  readonly witnesses?: boolean;
  /** Pairs that are compared; all that ask about something in common unless told. */
  readonly compares?: (first: number, second: number) => boolean;
  /** How many steps all searches may take together. */
  readonly steps: number;
}

/** Everything found, and the questions that stay open. */
export interface SetAnalysis {
  readonly findings: readonly Finding[];
  readonly undecided: readonly Question[];
  /** True where there are too many conditions for any two to be compared: whether one implies another stays unsaid. */
  readonly uncompared: boolean;
  /** Values under which every condition is true, evaluated; undefined where none were found. */
  readonly witness: Witness | undefined;
}

/** Answers one question. */
export type Decide = (question: Question) => Answer;

/** Pairs are compared where a set has no more conditions than this. */
export const mostCompared = 256;

/** What is wanted of conditions for a question to be answered yes. */
export function wantedBy(question: Question): readonly Wanted[] {
  switch (question.ask) {
    case 'together':
      return question.of.map((condition) => ({ condition, be: 'true' }));
    case 'fails':
      return [{ condition: question.of[0], be: question.strict ? 'not true' : 'false' }];
    case 'apart':
      return [
        { condition: question.of[0], be: 'true' },
        { condition: question.of[1], be: 'not true' },
      ];
  }
}

/**
 * What conditions mean together: those that cannot all hold, those that say nothing, those that another
 * one says already. Every finding is proved; what is not is left open.
 */
export function analyseSet(conditions: readonly ExprPlan[], reach: Reach): SetAnalysis {
  const space = new Space(conditions, reach.fieldOf ?? anyField);
  const budget: Budget = { steps: reach.steps };
  return analyseBy(decider(space, conditions, reach, budget), space, reach, budget);
}

/** Decides by searching a space, and then among likely values. */
function decider(
  space: Space,
  conditions: readonly ExprPlan[],
  reach: Reach,
  budget: Budget,
): Decide {
  const { fieldOf = anyField } = reach;
  return (question) => {
    const wanted = wantedBy(question);
    const own = { steps: Math.min(budget.steps, mostSteps) };
    const before = own.steps;
    const found = search(space, wanted, own);
    const answer = answered(found, reach, () => {
      const sure = shown(space, conditions, wanted, found);
      return sure ?? likely(conditions, wanted, fieldOf, own);
    });
    budget.steps -= before - Math.max(0, own.steps);
    return answer;
  };
}

/** One question takes at most so many steps. */
const mostSteps = 50_000;

function answered(found: Search, { witnesses }: Reach, witness: () => Witness | undefined): Answer {
  if (found.state === 'none') return { state: 'no' };
  if (witnesses !== true) return { state: 'undecided' };
  const values = witness();
  if (values !== undefined) return { state: 'yes', witness: values };
  return { state: 'undecided' };
}

/** The values of a find, evaluated; undefined where there are none to show. */
function shown(
  space: Space,
  conditions: readonly ExprPlan[],
  wanted: readonly Wanted[],
  found: Search,
): Witness | undefined {
  if (found.state !== 'found') return undefined;
  const values = valuesOf(space, found.given)?.flatMap(([{ ref }, value]) =>
    ref === undefined || value === unknown ? [] : [[ref, value] as const],
  );
  if (values === undefined || !isWitness(conditions, wanted, values)) return undefined;
  return new Map(values.map(([ref, value]) => [nameOf(ref), value]));
}

function analyseBy(decide: Decide, space: Space, reach: Reach, budget: Budget): SetAnalysis {
  const findings: Finding[] = [];
  const undecided: Question[] = [];
  const asking = (question: Question): Answer['state'] => {
    const { state } = decide(question);
    if (state === 'undecided') undecided.push(question);
    return state;
  };
  const never = new Set<number>();
  const witness = new Map<string, Value>();
  let holds = true;
  for (const group of groups(space)) {
    const answer = decide({ ask: 'together', of: group });
    if (answer.state === 'undecided') undecided.push({ ask: 'together', of: group });
    if (answer.state !== 'yes') holds = false;
    else for (const [field, value] of answer.witness ?? []) witness.set(field, value);
    if (answer.state !== 'no') continue;
    for (const core of cores(group, decide)) {
      if (core.length === 1) never.add(core[0] as number);
      findings.push({ finding: 'conflict', of: core });
    }
  }
  const always = new Set<number>();
  for (const [index] of space.reads.entries()) {
    if (asking({ ask: 'fails', of: [index], strict: reach.strict === true }) !== 'no') continue;
    always.add(index);
    findings.push({ finding: 'vacuous', of: [index] });
  }
  for (const of of pairs(space, reach)) {
    if (never.has(of[0]) || of.some((each) => always.has(each))) continue;
    // Who only wants what is proved learns nothing more from questions that nobody has steps for.
    if (budget.steps <= 0 && reach.witnesses !== true) break;
    if (asking({ ask: 'apart', of }) === 'no') findings.push({ finding: 'implied', of });
  }
  const uncompared = space.reads.length > mostCompared;
  return { findings, undecided, uncompared, witness: holds ? witness : undefined };
}

/** Conditions that read some field in common, directly or by way of others. */
function groups({ reads }: Space): readonly (readonly number[])[] {
  const found: { fields: Set<string>; of: number[] }[] = [];
  for (const [index, fields] of reads.entries()) {
    const shared = found.filter((group) => fields.some((each) => group.fields.has(each)));
    const [first, ...others] = shared;
    const into = first ?? { fields: new Set<string>(), of: [] };
    if (first === undefined) found.push(into);
    for (const other of others) {
      into.of.push(...other.of);
      for (const each of other.fields) into.fields.add(each);
      found.splice(found.indexOf(other), 1);
    }
    into.of.push(index);
    for (const each of fields) into.fields.add(each);
  }
  return found.map(({ of }) => of.sort((a, b) => a - b));
}

/** At most so many conflicts of one group are told. */
const mostCores = 4;

/** Conflicts of a set, each without a condition that it does not need. */
function cores(set: readonly number[], decide: Decide): readonly (readonly number[])[] {
  const found: (readonly number[])[] = [];
  let rest = [...set];
  while (found.length < mostCores && isConflict(rest, decide)) {
    let core = rest;
    for (const one of rest) {
      const fewer = core.filter((each) => each !== one);
      if (fewer.length > 0 && isConflict(fewer, decide)) core = fewer;
    }
    found.push(core);
    rest = rest.filter((each) => each !== core.at(-1));
  }
  return found;
}

const isConflict = (of: readonly number[], decide: Decide): boolean =>
  of.length > 0 && decide({ ask: 'together', of }).state === 'no';

/** Pairs that read some field in common, either way round; others cannot imply one another. */
function pairs({ reads }: Space, { compares }: Reach): readonly (readonly [number, number])[] {
  if (reads.length > mostCompared) return [];
  const share = (a: number, b: number): boolean =>
    reads[a]?.some((each) => reads[b]?.includes(each)) === true;
  return [...reads.keys()].flatMap((a) =>
    [...reads.keys()].flatMap((b) =>
      a !== b && share(a, b) && (compares?.(a, b) ?? true) ? [[a, b] as const] : [],
    ),
  );
}

/** Values as JSON, by field. */
export const witnessJson = (witness: Witness): Readonly<Record<string, Json>> =>
  Object.fromEntries([...witness].map(([field, value]) => [field, toJson(value)]));
