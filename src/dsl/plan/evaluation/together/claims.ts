import type { ExprPlan } from '../../expression.ts';
import type { ObjectionPlan } from '../../plan.ts';
import type { FieldOf } from './field.ts';
import { analyseSet, type Finding, type Question } from './set.ts';

/** One `for every … holds E`. */
export interface Claim {
  readonly expr: ExprPlan;
  /** The tools it speaks of. */
  readonly tools: readonly string[];
  /** Whose calls it binds; null for everybody's. */
  readonly agents: readonly string[] | null;
  /** What it objects with. */
  readonly otherwise: ObjectionPlan;
}

/** Something true of claims. */
export type ClaimFinding<C> =
  /** No call of this tool meets all of these. */
  | { readonly finding: 'conflict'; readonly of: readonly C[]; readonly tool: string }
  /** Every call meets it. */
  | { readonly finding: 'vacuous'; readonly of: readonly [C] }
  /** Whatever meets the first meets the second, which objects no more strongly. */
  | { readonly finding: 'implied'; readonly of: readonly [C, C] };

/** A question about claims that could not be told, for calls of one tool. */
export interface OpenQuestion<C> {
  readonly tool: string;
  readonly question: Question;
  /** What the question counts its conditions in. */
  readonly claims: readonly C[];
}

/** How far claims are analysed. */
export interface ClaimReach {
  /** What is known of the fields of a tool's calls. */
  readonly fieldsOf: (tool: string) => FieldOf;
  /** How many steps the searches about one tool may take together. */
  readonly steps: number;
  readonly witnesses?: boolean;
}

/**
 * What claims mean together: for each tool, and each agent that several of them bind, which of them no
 * call meets; and which of them say nothing, or nothing more, about any of their tools. Every finding is
 * proved; what is not stays open, until somebody else proves it.
 */
export class ClaimAnalysis<C extends Claim> {
  readonly #claims: readonly C[];
  readonly #conflicts: Extract<ClaimFinding<C>, { finding: 'conflict' }>[] = [];
  readonly #vacuous = new Map<C, Set<string>>();
  readonly #implied = new Map<C, Map<C, Set<string>>>();
  /** What could not be told. */
  readonly open: readonly OpenQuestion<C>[];
  /** Claims about one tool that are too many for any two to be compared. */
  readonly uncompared: readonly { readonly tool: string; readonly claims: readonly C[] }[];

  /** @param claims in the order in which they were written */
  constructor(claims: readonly C[], reach: ClaimReach) {
    this.#claims = claims;
    const open: OpenQuestion<C>[] = [];
    const uncompared: { readonly tool: string; readonly claims: readonly C[] }[] = [];
    for (const tool of new Set(claims.flatMap((each) => each.tools))) {
      for (const bound of cohorts(claims.filter((each) => each.tools.includes(tool)))) {
        const found = analyseSet(
          bound.map(({ expr }) => expr),
          {
            fieldOf: reach.fieldsOf(tool),
            steps: reach.steps,
            strict: true,
            witnesses: reach.witnesses === true,
            compares: (one, other) => replaces(bound[one] as C, bound[other] as C),
          },
        );
        for (const each of found.findings) this.#add(tool, each, bound);
        for (const question of found.undecided) open.push({ tool, question, claims: bound });
        if (found.uncompared) uncompared.push({ tool, claims: bound });
      }
    }
    this.open = open;
    this.uncompared = uncompared;
  }

  /**
   * Takes it that an open question is answered no.
   * @param core which of the question's conditions are enough for that
   */
  prove({ tool, question, claims }: OpenQuestion<C>, core?: readonly number[]): void {
    if (question.ask === 'together') {
      this.#add(tool, { finding: 'conflict', of: core ?? question.of }, claims);
    } else if (question.ask === 'fails') {
      this.#add(tool, { finding: 'vacuous', of: question.of }, claims);
    } else this.#add(tool, { finding: 'implied', of: question.of }, claims);
  }

  /** Takes in what is so of calls of a tool. */
  #add(tool: string, { finding, of }: Finding, claims: readonly C[]): void {
    const [first, second] = of.map((index) => claims[index] as C) as [C, C];
    if (finding === 'conflict') {
      const all = of.map((index) => claims[index] as C);
      const known = this.#conflicts.some(
        (each) => each.of.length === all.length && all.every((one) => each.of.includes(one)),
      );
      if (!known) this.#conflicts.push({ finding, of: all, tool });
    } else if (finding === 'vacuous') {
      this.#vacuous.set(first, (this.#vacuous.get(first) ?? new Set()).add(tool));
    } else {
      const by = this.#implied.get(second) ?? new Map<C, Set<string>>();
      this.#implied.set(second, by);
      by.set(first, (by.get(first) ?? new Set()).add(tool));
    }
  }

  /** What is so of claims for all their tools. Of two that say the same, the one given later is told. */
  findings(): readonly ClaimFinding<C>[] {
    const whole = (of: C, tools: ReadonlySet<string> | undefined): boolean =>
      tools !== undefined && of.tools.every((tool) => tools.has(tool));
    const found: ClaimFinding<C>[] = [...this.#conflicts];
    for (const [of, tools] of this.#vacuous) {
      if (whole(of, tools)) found.push({ finding: 'vacuous', of: [of] });
    }
    const told = new Set<C>();
    for (const of of [...this.#claims].reverse()) {
      const by = this.#implied.get(of) ?? new Map<C, Set<string>>();
      const covered = (one: C, other: C): boolean =>
        whole(other, this.#implied.get(other)?.get(one));
      const first = [...by.keys()].find((one) => covered(one, of) && !told.has(one));
      if (first === undefined) continue;
      told.add(of);
      found.push({ finding: 'implied', of: [first, of] });
    }
    return found;
  }
}

/** The claims that bind one agent together, for every agent that others are bound than any. */
function cohorts<C extends Claim>(claims: readonly C[]): readonly (readonly C[])[] {
  const names = new Set(claims.flatMap(({ agents }) => agents ?? []));
  const found = new Map<string, readonly C[]>();
  for (const name of [undefined, ...names]) {
    const bound = claims.filter(
      ({ agents }) => agents === null || (name !== undefined && agents.includes(name)),
    );
    if (bound.length > 0) found.set(bound.map((each) => claims.indexOf(each)).join(), bound);
  }
  return [...found.values()];
}

/** Whether one claim, where it implies another, leaves it nothing to say. */
function replaces(one: Claim, other: Claim): boolean {
  const binds =
    one.agents === null ||
    (other.agents?.every((agent) => one.agents?.includes(agent) === true) ?? false);
  if (!binds || one.otherwise.verdict === 'forbid') return binds;
  if (other.otherwise.verdict === 'forbid') return false;
  const [a, b] = [one.otherwise.from, other.otherwise.from];
  return a.approvers === b.approvers && a.count >= b.count;
}
