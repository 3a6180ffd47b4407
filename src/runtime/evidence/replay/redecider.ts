import type { AgentPlan, ObjectionPlan } from '../../../dsl/plan/plan.ts';
import type { Json } from '../../../dsl/values/value.ts';
import { type Admitted, admit, type TurnedAway, toolFor, unfitArgs } from '../../call/admit.ts';
import { requirementOf } from '../../call/approval/questions.ts';
import { type Deliberation, deliberate } from '../../call/decision/deliberate.ts';
import { Limits } from '../../call/decision/limits.ts';
import { combine } from '../../call/decision/verdict.ts';
import { CallOrder } from '../../call/order/call-order.ts';
import type { DecidingRoad } from '../../call/road.ts';
import type { Call, Decision, Opinion } from '../../contract/call.ts';
import type { PlanInForce } from '../../contract/host.ts';
import type { OpinionSource, PolicyEngine, RateLimiter, Take } from '../../contract/policy.ts';
import { after } from '../../kernel/timed.ts';
import { Session } from '../../session/session.ts';
import type { DecisionEntry } from '../decision-entry.ts';
import { timeOf } from '../log/scan/time.ts';
import { equal } from './compare.ts';
import {
  type Present,
  policyFailed,
  recordedConsent,
  recordedLimiter,
  recordedVoice,
  unknownThen,
} from './recorded.ts';
import type { Regime } from './regime.ts';
import { groundedBy, missingIn, subjectOf, without } from './subject.ts';

/** What decides by a plan alone: the same that decides on the road, made anew. */
export interface Deciders {
  readonly policy: PolicyEngine;
  readonly voices: readonly OpinionSource[];
  /** Counters that begin at nothing. */
  readonly limiter: RateLimiter;
}

/** Gates and pipelines are answers of the world: what they said then is among the recorded voices. */
const nobody = {
  concern: () => false,
  judge: async () => ({ objections: [], stages: [] }),
  isImpure: () => false,
  gatesOf: () => new Set<string>(),
};

/** What came before what is not known from one entry: objections to it are among the recorded voices. */
const recordedOrder = { object: () => [] };

/** Makes what decides by a plan. */
export type DecideBy = (force: PlanInForce) => Deciders;

/** What came of deciding an entry again. */
export type Redecided =
  | {
      readonly decision: Decision;
      readonly takes: readonly Take[];
      /** Undefined for a call that is turned away before anyone is asked. */
      readonly call?: Call;
      readonly road: DecidingRoad;
      readonly session: Session;
    }
  | { readonly cannot: readonly string[] };

/**
 * Decides entries again, on the road's own deciding code, from what they hold and a plan. Nothing outside
 * is asked: what people, counters, look-ups and foreign voices answered is taken from the entry. One
 * entry at a time.
 */
export class Redecider {
  readonly #regime: Regime;
  readonly #present: Present = { entry: undefined as unknown as DecisionEntry, at: 0, given: 0 };
  readonly #road: DecidingRoad;
  readonly #agents: ReadonlyMap<string, AgentPlan>;
  #last: { readonly entry: DecisionEntry; readonly session: Session } | undefined;
  readonly #strict: boolean;
  readonly #passesOver: boolean;
  /** What came before what, as far as this plan's own clauses ask. */
  readonly #order: CallOrder;

  /**
   * @param counts `counted` lets the plan's own counters count, for a plan other than the entries' own
   * @param passesOver whether what is gone of an entry is left out of it; the caller says `cannot` where the plan reads it
   */
  constructor(
    regime: Regime,
    decideBy: DecideBy,
    counts: 'recorded' | 'counted' = 'recorded',
    { passesOver = false } = {},
  ) {
    this.#passesOver = passesOver;
    this.#regime = regime;
    this.#agents = new Map(regime.force.plan.agents.map((agent) => [agent.name, agent]));
    this.#strict = counts === 'recorded';
    const approvers = new Map(regime.force.plan.approvers.map((group) => [group.name, group]));
    this.#order = new CallOrder(regime.force.plan.constraints, regime.tools, (objection) =>
      requirementOf(approvers, objection),
    );
    const deciders = decideBy(regime.force);
    this.#road = this.#roadOf(deciders, counts === 'counted' ? deciders.limiter : undefined);
  }

  /** A call came to its end, which clauses about the order of calls ask for. */
  ended(call: string, status: string, result: Json | undefined): void {
    this.#order.ended(call, status, result);
  }

  /**
   * At once, unless a call was turned away or a plugin of the plan takes its time.
   * @param text the canonical JSON of the entry's arguments, where it is at hand
   */
  decide(entry: DecisionEntry, text?: string): Redecided | Promise<Redecided> {
    if (this.#strict) return this.#decide(entry, text);
    return after(this.#decide(entry, text), (redecided) => {
      // What another plan would not have permitted did happen all the same, and stands in the history.
      this.#order.apply(entry);
      return redecided;
    });
  }

  #decide(entry: DecisionEntry, text: string | undefined): Redecided | Promise<Redecided> {
    this.#present.entry = entry;
    this.#present.at = timeOf(entry.at);
    this.#present.given = 0;
    const agent = this.#agents.get(entry.agent);
    if (agent === undefined) return { cannot: [`the plan has no agent \`${entry.agent}\``] };
    const session = this.#sessionOf(entry, agent);
    if (entry.away !== undefined) return this.#admission(entry, session);
    const foreign = this.#foreignPolicy(entry);
    if (foreign !== undefined) return { cannot: [foreign] };
    const road = this.#road;
    const refused = this.#refused(entry, agent);
    if (refused !== undefined) return { decision: turnedAway(refused), takes: [], road, session };
    const subject = subjectOf(road, session, entry, {
      strict: this.#strict,
      text,
      passesOver: this.#passesOver,
    });
    if ('cannot' in subject) return subject;
    const deliberation = deliberate(road, session, subject.grounded, {
      present: () => recordedConsent(entry),
      ground: (call) => groundedBy(road, call, entry),
      rewritten: entry.rewritten ?? false,
    });
    return after(deliberation, (made) => {
      const { decision, takes } = said(made, entry);
      return { decision, takes, call: made.call, road, session };
    });
  }

  /** Decided then, and turned away by this plan; the arguments of its own plan's calls are held against their hash. */
  #refused(entry: DecisionEntry, agent: AgentPlan): TurnedAway | undefined {
    const tool = toolFor(this.#road, agent, entry);
    if ('away' in tool) return tool;
    if (this.#strict) return undefined;
    if (missingIn(entry).length === 0) return unfitArgs(tool, entry.args);
    if (!this.#passesOver || entry.scrubbed !== undefined) return undefined;
    // What else does not fit keeps the call out, whatever was there.
    const { json, fields } = without(entry.args, tool.args);
    return unfitArgs({ ...tool, args: fields }, json);
  }

  /** Turned away then: the check is made again, where it rests on the plan and the entry alone. */
  async #admission(entry: DecisionEntry, session: Session): Promise<Redecided> {
    const road = this.#road;
    if (entry.away === 'fault') return { cannot: ['the road itself broke down'] };
    const outside = entry.away === 'session' || entry.away === 'id' || entry.away === 'links';
    const decision = outside ? recordedDecision(entry) : await this.#admitted(entry, session);
    return 'cannot' in decision ? decision : { decision, takes: [], road, session };
  }

  async #admitted(
    entry: DecisionEntry,
    session: Session,
  ): Promise<Decision | { readonly cannot: readonly string[] }> {
    if (entry.away === 'args' && isMark(entry.args)) {
      return { cannot: [`its arguments are ${entry.args}`] };
    }
    if (entry.away === 'context' && isMark(entry.context)) {
      return { cannot: [`its context is ${entry.context}`] };
    }
    // Nobody ever found that it fits: another plan might.
    const gone = this.#passesOver && this.#road.tools.has(entry.tool) ? missingIn(entry) : [];
    if (gone.length > 0) return { cannot: gone };
    const admitted: Admitted = await admit(this.#road, session, {
      tool: entry.tool,
      args: entry.args,
      context: entry.context,
      id: entry.call,
      event: entry.event ?? false,
    });
    if (admitted.ok) return { cannot: ['it would be admitted, and was not decided further then'] };
    return turnedAway(admitted);
  }

  /** One decision after another is of the same session, with the same labels. */
  #sessionOf(entry: DecisionEntry, agent: AgentPlan): Session {
    if (this.#last !== undefined && ofOneSession(this.#last.entry, entry))
      return this.#last.session;
    const session = sessionOf(entry, agent);
    this.#last = { entry, session };
    return session;
  }

  #foreignPolicy(entry: DecisionEntry): string | undefined {
    const { policy = 'vak/policy' } = this.#regime;
    if (policy === 'vak/policy' || policyFailed(entry) !== undefined) return undefined;
    return `the rules were read by \`${policy}\`, which a log cannot run again`;
  }

  #roadOf({ policy, voices }: Deciders, counting: RateLimiter | undefined): DecidingRoad {
    const { force, tools, base } = this.#regime;
    const present = this.#present;
    const order = this.#strict ? recordedOrder : this.#order;
    const approvers = new Map(force.plan.approvers.map((group) => [group.name, group]));
    const requirement = (objection: ObjectionPlan) => requirementOf(approvers, objection);
    return {
      force,
      tools,
      approvers,
      clock: { now: () => present.at, sleep: async () => undefined },
      policy: { decide: (call) => policyFailed(present.entry) ?? policy.decide(call) },
      opinions: [...voices, recordedVoice(force.plan, present, { own: this.#strict })],
      gates: nobody,
      pipelines: nobody,
      limiter: counting ?? recordedLimiter(present),
      limits: new Limits(force.plan.limits, requirement),
      order,
      transforms: [],
      before: [],
      newId: () => present.entry.call,
      approvals: { status: () => undefined },
      ledger: { unknownOutcome: () => unknownThen(present.entry) },
      host: { base },
    };
  }
}

const ofOneSession = (a: DecisionEntry, b: DecisionEntry): boolean =>
  a.session === b.session &&
  a.tenant === b.tenant &&
  a.principal === b.principal &&
  a.agent === b.agent &&
  equal(a.labels, b.labels) &&
  equal(a.chain, b.chain);

/** The session of an entry, as it stood then. */
export function sessionOf(entry: DecisionEntry, agent: AgentPlan): Session {
  const { session: id, tenant, principal, labels, chain } = entry;
  const lineage =
    chain === undefined
      ? undefined
      : { agents: chain.agents.slice(0, -1), sessions: chain.sessions.slice(0, -1) };
  return new Session(agent, { id, tenant, principal, labels }, 0, lineage);
}

/** Whether a text stands in the place of what was not written down: an entry tells the two by nothing else. */
const isMark = (json: Json): json is string => typeof json === 'string' && /^\[.+\]$/.test(json);

/** A question that could not be put then is not put now either. */
function said(
  { decision, takes }: Deliberation,
  { unasked, code, because }: DecisionEntry,
): { readonly decision: Decision; readonly takes: readonly Take[] } {
  if (!unasked || decision.verdict !== 'approval') return { decision, takes };
  const forbidden = { ...decision, verdict: 'forbid', because } as const;
  return {
    decision: code === undefined ? forbidden : { ...forbidden, code: code as never },
    takes: [],
  };
}

/** The decision of a call that is turned away before anyone is asked. */
function turnedAway({ code, because, detail }: TurnedAway): Decision {
  const more = detail === undefined ? {} : { detail };
  return combine([{ by: 'default', verdict: 'forbid', code, because, ...more }], true);
}

/** What turned a call away before the rules were asked: the road's own word then, which can only forbid. */
const recordedDecision = ({ opinions }: DecisionEntry): Decision =>
  combine(
    opinions.filter(({ by, verdict }) => by === 'default' && verdict === 'forbid') as Opinion[],
    true,
  );
