import type { ToolPlan } from '../../../dsl/plan/plan.ts';
import type { Json } from '../../../dsl/values/value.ts';
import { inWords } from '../../contract/errors.ts';
import type { PlanInForce } from '../../contract/host.ts';
import type { DecisionEntry, ObservedEntry } from '../decision-entry.ts';
import type { DecideBy } from './redecider.ts';
import { Candidate } from './what-if.ts';

/** A plan to be evaluated beside the one in force, and what decides by it. */
export interface Observed {
  readonly force: PlanInForce;
  readonly decideBy: DecideBy;
}

/**
 * Says of each call what another plan would have decided. It changes nothing: its counters are its own
 * and begin at nothing, and what it cannot tell or fails at is said in its entry.
 */
export class Observer {
  readonly #candidate: Candidate;
  readonly #plan: string;
  /** One call after another, for its counters' sake. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param tools the candidate's, with their roots as absolute folders */
  constructor(
    { force, decideBy }: Observed,
    { base, tools }: { readonly base: string; readonly tools: readonly ToolPlan[] },
  ) {
    const roots = new Map(tools.flatMap(({ name, root }) => (root === null ? [] : [[name, root]])));
    this.#candidate = new Candidate(force, decideBy(force), { base, roots });
    this.#plan = force.digest;
  }

  /** What the plan says of a call that was decided; the entry must hide nothing. Never rejects. */
  observe(entry: DecisionEntry): Promise<ObservedEntry> {
    const said = this.#last.then(() => this.#say(entry)).catch((cause) => this.#failed(cause));
    this.#last = said;
    return said;
  }

  /** A call came to its end: one that never began gives back what it took. */
  ended(call: string, status: string, result?: Json): void {
    this.#last = this.#last
      .then(() => this.#candidate.ended(call, status, result))
      .catch(() => undefined);
  }

  async #say(entry: DecisionEntry): Promise<ObservedEntry> {
    const plan = this.#plan;
    const said = await this.#candidate.decide(entry);
    if ('missing' in said) return { plan, cannot: said.missing.join(', ') };
    const { verdict, code, because, opinions } = said.decision;
    const rules = opinions.flatMap((one) =>
      one.verdict === verdict && one.rule !== undefined ? [one.rule] : [],
    );
    return { plan, verdict, because, ...(code === undefined ? {} : { code }), rules };
  }

  #failed(cause: unknown): ObservedEntry {
    const cannot = inWords(cause);
    return { plan: this.#plan, cannot: cannot.toWellFormed() };
  }
}
