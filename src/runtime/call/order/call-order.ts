import type { ConstraintPlan, ObjectionPlan, OrderPlan, ToolPlan } from '../../../dsl/plan/plan.ts';
import type { Json } from '../../../dsl/values/value.ts';
import { unknown } from '../../../dsl/values/value.ts';
import type { Call, Objection, Requirement } from '../../contract/call.ts';
import { refusalCodes } from '../../contract/errors.ts';
import type { DecisionEntry } from '../../evidence/decision-entry.ts';
import { type Entry, stamp } from '../../evidence/entry.ts';
import { Clause, type Debt, type Seen } from './clause.ts';

/** A debt that fell due unpaid, with the clause that it was owed by. */
export interface Missed {
  readonly constraint: ConstraintPlan;
  readonly plan: OrderPlan;
  readonly debt: Debt;
}

/** A call after which something is overdue. */
export interface MissedDeadline {
  /** The constraint, and the place of its clause. */
  readonly constraint: string;
  readonly at: string;
  readonly call: string;
  /** When it fell due, RFC 3339. */
  readonly due: string;
}

/**
 * What constraints say about the order of calls: a fold over the log, fed with each entry once it is
 * durable and with all of them at a restart. It objects and never grants. What it cannot tell, because an
 * entry hides it or there were too many, it objects to.
 */
export class CallOrder {
  readonly #clauses: readonly Clause[];
  readonly #tools: ReadonlyMap<string, ToolPlan>;
  readonly #requirement: (objection: ObjectionPlan) => Requirement | undefined;
  /** Permitted calls that a clause speaks of, until they have ended for certain. */
  readonly #open = new Map<string, Seen>();
  readonly #told = new Set<string>();
  /** Called when a debt was made, which may fall due before any other. */
  onDebt: (() => void) | undefined;

  constructor(
    constraints: readonly ConstraintPlan[],
    tools: ReadonlyMap<string, ToolPlan>,
    requirement: (objection: ObjectionPlan) => Requirement | undefined,
  ) {
    this.#clauses = constraints.flatMap((constraint) =>
      (constraint.order ?? []).map((plan) => new Clause(constraint, plan)),
    );
    this.#tools = tools;
    this.#requirement = requirement;
  }

  /** Takes in a durable entry. */
  apply(entry: Entry): void {
    if (this.#clauses.length === 0) return;
    if (entry.kind === 'decision') this.#decided(entry);
    else if (entry.kind === 'outcome') this.ended(entry.call, entry.status, entry.result);
    else if (entry.kind === 'reconcile') this.ended(entry.call, entry.outcome, undefined);
    else if (entry.kind === 'note') {
      const { missed } = (entry.data ?? {}) as { readonly missed?: string };
      if (missed !== undefined) this.#told.add(missed);
    }
  }

  #decided(entry: DecisionEntry): void {
    const { verdict, call, tool: name, event } = entry;
    const tool = this.#tools.get(name);
    if (verdict !== 'permit' || tool === undefined) return;
    if (!this.#clauses.some(({ plan }) => concerns(plan, name))) return;
    const seen = seenIn(entry, tool);
    for (const clause of this.#of(seen, 'earlier')) {
      clause.decided(seen);
      if (clause.plan.form === 'after eventually') this.onDebt?.();
    }
    this.#open.set(call, seen);
    if (event) this.ended(call, 'done', undefined);
  }

  /** A call came to an end. One whose end is unknown may have happened, and stays open. */
  ended(call: string, status: string, result: Json | undefined): void {
    const seen = this.#open.get(call);
    if (seen === undefined || status === 'unknown') return;
    this.#open.delete(call);
    for (const clause of this.#of(seen, 'earlier')) clause.ended(seen, status, result);
    if (status !== 'done') return;
    for (const clause of this.#of(seen, 'later')) clause.followed(seen);
  }

  #of({ tool, agents }: Seen, part: 'earlier' | 'later'): readonly Clause[] {
    return this.#clauses.filter(
      (clause) => clause.plan[part].includes(tool.name) && clause.binds(agents),
    );
  }

  /** What stands against a call now. */
  object(call: Call): readonly Objection[] {
    const objections: Objection[] = [];
    for (const clause of this.#clauses) {
      if (!clause.binds(call.chain.agents)) continue;
      const detail = against(clause, call);
      if (detail === undefined) continue;
      const { constraint, plan } = clause;
      const { otherwise, because, name } = constraint;
      const from = this.#requirement(otherwise);
      objections.push({
        by: 'constraint',
        verdict: from === undefined ? 'forbid' : otherwise.verdict,
        rule: name,
        at: plan.at,
        code: refusalCodes.constraint,
        ...(because === undefined ? {} : { because }),
        ...(from === undefined ? {} : { from }),
        detail,
      });
    }
    return objections;
  }

  /**
   * Names of what a call must not pass while another one is decided: two calls of which one must not follow
   * the other, in sessions that share a scope.
   */
  turns(call: Call): readonly string[] {
    const { name } = call.tool;
    const keys = this.#clauses.flatMap((clause) =>
      clause.plan.form === 'after never' && concerns(clause.plan, name)
        ? [`order ${clause.constraint.name} ${clause.scopeOf({ scopes: scopesOf(call.chain) })}`]
        : [],
    );
    return [...new Set(keys)].sort();
  }

  /** What fell due and was not told yet; telling it is the caller's. */
  missed(now: number): readonly Missed[] {
    return this.overdue(now).filter((one) => !this.#told.has(missedId(one)));
  }

  /** Everything that is owed and late. */
  overdue(now: number): readonly Missed[] {
    return this.#clauses.flatMap((clause) =>
      clause.overdue(now).map((debt) => ({
        constraint: clause.constraint,
        plan: clause.plan,
        debt,
      })),
    );
  }

  /** What is overdue, for people. */
  report(now: number): readonly MissedDeadline[] {
    return this.overdue(now).map(({ constraint, plan, debt }) => ({
      constraint: constraint.name,
      at: plan.at,
      call: debt.seen.call,
      due: stamp(debt.due),
    }));
  }

  /** When the next debt falls due that is not late yet. */
  nextDue(now: number): number | undefined {
    const due = this.#clauses.flatMap((clause) => clause.nextDue(now) ?? []);
    return due.length === 0 ? undefined : Math.min(...due);
  }
}

/** What names a debt in the log. */
export const missedId = ({ plan, debt }: Missed): string => `${debt.seen.call} ${plan.at}`;

const concerns = ({ earlier, later }: OrderPlan, tool: string): boolean =>
  earlier.includes(tool) || later.includes(tool);

/** Why a call must not come now; undefined where nothing stands against it. */
function against(clause: Clause, call: Call): string | undefined {
  const { form, earlier, later } = clause.plan;
  const { name } = call.tool;
  const scope = clause.scopeOf({ scopes: scopesOf(call.chain) });
  if (form === 'after eventually') {
    if (!earlier.includes(name)) return undefined;
    const [late] = clause.overdue(call.at, scope);
    if (late === undefined) return undefined;
    return `${listed(later)} did not follow call ${late.seen.call} in time (${clause.plan.at})`;
  }
  if (!later.includes(name)) return undefined;
  const isBefore = form === 'before always';
  const found = clause.any(scope, isBefore ? 'done' : 'decided', call.args);
  if (found === isBefore) return undefined;
  const because =
    found === unknown ? 'whether it fits is unknown' : isBefore ? 'none was' : 'one was';
  const what = isBefore
    ? `a call of ${listed(earlier)} done before`
    : `a call of ${listed(earlier)}`;
  return `${what}: ${because} (${clause.plan.at})`;
}

const listed = (tools: readonly string[]): string =>
  tools.map((tool) => `\`${tool}\``).join(' or ');

type Belonging = Pick<Call['chain'], 'tenant' | 'principal' | 'session' | 'sessions'>;

/** Sessions that hand on to one another are one, so that nothing is forgotten by handing on. */
function scopesOf({ tenant, principal, session, sessions }: Belonging): Seen['scopes'] {
  return {
    session: JSON.stringify([tenant, principal, sessions?.[0] ?? session]),
    principal: JSON.stringify([tenant, principal]),
    tenant,
  };
}

function seenIn(entry: DecisionEntry, tool: ToolPlan): Seen {
  const { tenant, principal, session, agent, chain, args, at, call } = entry;
  const sessions = chain === undefined ? {} : { sessions: chain.sessions };
  return {
    call,
    at: Date.parse(at),
    tool,
    agents: chain?.agents ?? [agent],
    scopes: scopesOf({ tenant, principal, session, ...sessions }),
    args,
  };
}
