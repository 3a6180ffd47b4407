import type { Json } from '../../../dsl/values/value.ts';
import type {
  Call,
  Decision,
  Objection,
  Opinion,
  Requirement,
  StageRecord,
} from '../../contract/call.ts';
import { refusalCodes } from '../../contract/errors.ts';
import type { Shortage, Take } from '../../contract/policy.ts';
import type { ShortEntry } from '../../evidence/decision-entry.ts';
import type { SuspicionEntry } from '../../evidence/entry.ts';
import { after } from '../../kernel/timed.ts';
import type { Session } from '../../session/session.ts';
import { readmit } from '../admit.ts';
import { type Consent, type Presented, unmet } from '../approval/consent.ts';
import { defaultWithinMs, requirementOf } from '../approval/questions.ts';
import type { Grounded } from '../ground.ts';
import { remove } from '../inspection/inspect.ts';
import { suspicious, withLabels } from '../inspection/suspect.ts';
import type { DecidingRoad } from '../road.ts';
import type { Demand } from './limits.ts';
import { type Asked, gather, judge } from './opinions.ts';
import { combine, reasonOf } from './verdict.ts';

/** A decision with all it rests on. With verdict `permit` the takes are reserved under the call's id. */
export interface Deliberation {
  readonly call: Call;
  readonly decision: Decision;
  readonly lookups: Json;
  readonly takes: readonly Take[];
  readonly consent: Consent;
  /** Labels the session held when this began. */
  readonly labels: readonly string[];
  /** What seems to steer the model in what the call itself brings; then `suspicious` is a label too. */
  readonly suspicions: readonly SuspicionEntry[];
  /** What the counters said where something did not fit. */
  readonly counters: readonly ShortEntry[];
  /** True where a duty took something out of the arguments, so that they were decided once more. */
  readonly rewritten: boolean;
  /** True where a question was called for and could not be put. */
  readonly unasked?: true;
}

/** What deciding asks of others: the worth of a ticket, and the look-ups of a call made anew. */
export interface Means {
  readonly present: Presented;
  readonly ground: (call: Call) => Grounded | Promise<Grounded>;
  /** True for a call that was made anew already. */
  readonly rewritten?: boolean;
}

/**
 * Steps 3 and 4: what every voice says, what the limits admit, and what a ticket answers. Reserves only
 * when nothing else stands in the way; a call that still needs approval reserves nothing. Where everyone
 * answers at once, so does this.
 */
export function deliberate(
  road: DecidingRoad,
  session: Session,
  grounded: Grounded,
  means: Means,
): Deliberation | Promise<Deliberation> {
  const labels = labelsFor(session, grounded.suspicions);
  const call = withLabels(grounded.call, labels);
  const consent = means.present(call, grounded.lookups, labels);
  return after(consent, (consent) =>
    after(gather(road, call), (said) => {
      const heard = [
        ...said,
        ...grounded.objections,
        ...unreconciled(road, call),
        ...afterExpiry(road, consent),
      ];
      const needsPermit = permitNeeded(call, labels);
      return after(judged(road, session, call, heard, needsPermit), (all) =>
        conclude(road, session, grounded, means, { ...all, call, consent, labels, needsPermit }),
      );
    }),
  );
}

/** All that was said of a call, and what it was said of. */
interface Pleading extends Heard, Pick<Deliberation, 'call' | 'consent' | 'labels'> {
  readonly needsPermit: boolean;
}

/** What all voices come to: the call made anew where a duty takes something out of it, or its limits settled. */
function conclude(
  road: DecidingRoad,
  session: Session,
  grounded: Grounded,
  means: Means,
  pleading: Pleading,
): Deliberation | Promise<Deliberation> {
  const { call, consent, labels, voices, stages, needsPermit } = pleading;
  const first = combine(voices, needsPermit, stages);
  const again =
    first.verdict === 'forbid' ? undefined : rewrite(road, session, grounded, first, means);
  if (again !== undefined) return again;
  const { lookups, suspicions } = grounded;
  const { rewritten = false } = means;
  return after(settleLimits(road, pleading), ({ decision, takes, counters }) => {
    return { call, decision, lookups, takes, consent, labels, suspicions, counters, rewritten };
  });
}

/** As `deliberate`, but nothing is reserved, asked or recorded. */
export async function consider(
  road: DecidingRoad,
  session: Session,
  { call: grounded, objections, suspicions }: Grounded,
  only: Asked = 'all',
): Promise<Decision> {
  const labels = labelsFor(session, suspicions);
  const call = withLabels(grounded, labels);
  const { demands, objections: unclear } = road.limits.of(call);
  const needsPermit = permitNeeded(call, labels);
  const heard = [...(await gather(road, call)), ...objections, ...unclear];
  const { voices, stages } = await judged(road, session, call, heard, needsPermit, only);
  const takes = demands.map(({ take }) => take);
  const admission = await road.limiter.peek(takes, call.at);
  const short = admission.ok ? [] : road.limits.object(demands, admission.short);
  return combine([...voices, ...short], needsPermit, stages);
}

/**
 * What would be decided now of a call like one that was decided, with the objections of the road itself
 * kept. Limits are looked at where the call was not permitted: one that was has taken from them.
 */
export async function reconsider(
  road: DecidingRoad,
  session: Session,
  call: Call,
  decided: Decision,
): Promise<Decision> {
  const kept = decided.opinions.filter(
    (opinion): opinion is Objection =>
      (opinion.by === 'default' ||
        road.pipelines.isImpure(opinion) ||
        road.gates.isImpure(opinion)) &&
      opinion.verdict !== 'permit' &&
      opinion.code !== refusalCodes.noRule,
  );
  if (decided.verdict !== 'permit') {
    return consider(road, session, { call, lookups: {}, objections: kept, suspicions: [] }, 'pure');
  }
  const needsPermit = permitNeeded(call, [...session.labels]);
  const heard = [...(await gather(road, call)), ...kept];
  const { voices } = await judged(road, session, call, heard, needsPermit, 'pure');
  return combine(voices, needsPermit);
}

/** All that was said of a call, and what the stages of pipelines found of it. */
interface Heard {
  readonly voices: readonly Opinion[];
  readonly stages: readonly StageRecord[];
}

/** Adds what pipelines say, where nobody forbids so far. */
function judged(
  road: DecidingRoad,
  session: Session,
  call: Call,
  voices: readonly Opinion[],
  needsPermit: boolean,
  only: Asked = 'all',
): Heard | Promise<Heard> {
  const said = judge(road, session, call, () => combine(voices, needsPermit).verdict, only);
  return said === undefined
    ? { voices, stages: [] }
    : said.then(({ objections, stages }) => ({ voices: [...voices, ...objections], stages }));
}

const none: readonly never[] = Object.freeze([]);

/** Labels that a call is decided under: the session's, and what its own text brings. */
const labelsFor = (session: Session, suspicions: readonly SuspicionEntry[]): readonly string[] => {
  if (session.labels.size === 0 && suspicions.length === 0) return none;
  const labels = [...session.labels];
  if (suspicions.length > 0 && !session.labels.has(suspicious)) labels.push(suspicious);
  return labels.sort();
};

/** Events may pass when nobody objects, save a reply once confidential text is about. */
const permitNeeded = (call: Call, labels: readonly string[]): boolean =>
  !call.tool.event || (call.tool.name === 'agent.reply' && labels.includes('confidential'));

/** A `remove args…` duty makes a new call, hashed and decided once more. */
function rewrite(
  road: DecidingRoad,
  session: Session,
  { call }: Grounded,
  decision: Decision,
  { present, ground, rewritten = false }: Means,
): Deliberation | Promise<Deliberation> | undefined {
  const json = remove(call.json, 'args', decision.duties);
  if (json === call.json) return undefined;
  if (JSON.stringify(json) === JSON.stringify(call.json)) return undefined;
  const admitted = readmit(road, session, call, json);
  if (admitted.ok && !rewritten) {
    const again = { present, ground, rewritten: true };
    return after(ground(admitted.call), (made) => deliberate(road, session, made, again));
  }
  const because = 'what a rule removes leaves no valid call';
  const objection: Opinion = { by: 'policy', verdict: 'forbid', because };
  return {
    call,
    decision: combine([...decision.opinions, objection], true),
    lookups: {},
    takes: [],
    consent: { state: 'none' },
    labels: [...session.labels].sort(),
    suspicions: [],
    counters: [],
    rewritten,
  };
}

/**
 * Limits last: forbidden calls count nothing, calls that wait for people only look. A limit whose own
 * approval was granted is counted past its bound.
 */
function settleLimits(road: DecidingRoad, pleading: Pleading): Settled | Promise<Settled> {
  const { demands, objections } = road.limits.of(pleading.call);
  const opinions = objections.length === 0 ? pleading.voices : [...pleading.voices, ...objections];
  return count(road, pleading, demands, { opinions, counters: none });
}

type Settled = Pick<Deliberation, 'decision' | 'takes' | 'counters'>;

/** Asks the counters, and once more where an objection of theirs was answered by a ticket. */
function count(
  road: DecidingRoad,
  pleading: Pleading,
  demands: readonly Demand[],
  so: { readonly opinions: readonly Opinion[]; readonly counters: readonly ShortEntry[] },
): Settled | Promise<Settled> {
  const { call, consent, needsPermit, stages } = pleading;
  const { opinions, counters } = so;
  const weigh = (opinions: readonly Opinion[]): Decision =>
    answered(combine(opinions, needsPermit, stages), consent);
  const decision = weigh(opinions);
  if (decision.verdict === 'forbid') return { decision, takes: none, counters };
  const takes = demands.map((demand) => takeOf(road, demand, consent));
  const waiting = decision.verdict === 'approval';
  const admission = waiting
    ? road.limiter.peek(takes, call.at)
    : road.limiter.reserve(call.id, takes, call.at);
  return after(admission, (admission) => {
    if (admission.ok) return { decision, takes: waiting ? none : takes, counters };
    const asked = shortOf(waiting ? 'peek' : 'reserve', admission.short);
    const more = {
      opinions: [...opinions, ...road.limits.object(demands, admission.short)],
      counters: [...counters, asked],
    };
    const then = weigh(more.opinions);
    return !waiting && counters.length === 0 && then.verdict === 'permit'
      ? count(road, pleading, demands, more)
      : { decision: then, takes: none, counters: more.counters };
  });
}

/** What the counters said, as it is recorded. */
const shortOf = (asked: ShortEntry['asked'], short: readonly Shortage[]): ShortEntry => ({
  asked,
  short: short.map(({ take, retryAfterMs, exact }) => ({
    take,
    exact,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })),
});

function takeOf(road: DecidingRoad, { take, limit }: Demand, consent: Consent): Take {
  const requirement = requirementOf(road.approvers, limit.otherwise);
  const consented = requirement !== undefined && unmet([requirement], consent).length === 0;
  return consented ? { ...take, forced: true } : take;
}

/** A decision in the light of a ticket: met requirements are gone, a refused one forbids. */
function answered(decision: Decision, consent: Consent): Decision {
  if (decision.verdict !== 'approval') {
    return consent.state === 'refused' && decision.verdict === 'permit'
      ? refusedBy(decision, consent)
      : decision;
  }
  if (consent.state === 'refused') return refusedBy(decision, consent);
  const late = consent.state === 'expired' ? consent.unanswered : [];
  const requirements = unmet(decision.requirements, consent).filter(
    ({ approvers }) => !late.some((one) => one.approvers === approvers),
  );
  if (requirements.length > 0) return { ...decision, requirements };
  const grant = decision.opinions.find(({ verdict }) => verdict === 'permit');
  const because = grant === undefined ? decision.because : reasonOf(grant);
  return { ...decision, verdict: 'permit', because, requirements: [] };
}

function refusedBy(
  decision: Decision,
  { code, because }: Consent & { state: 'refused' },
): Decision {
  return { ...decision, verdict: 'forbid', code, because, requirements: [] };
}

/** When nobody answered in time, what the group's `otherwise` says: forbid, or ask somebody else. */
function afterExpiry(road: DecidingRoad, consent: Consent): readonly Objection[] {
  if (consent.state !== 'expired') return [];
  const because = 'nobody answered in time';
  return consent.unanswered.map(({ approvers }): Objection => {
    const plan = road.approvers.get(approvers);
    const otherwise = plan?.otherwise ?? { verdict: 'forbid' };
    const from = requirementOf(road.approvers, otherwise);
    const code = refusalCodes.approvalExpired;
    const base = { by: 'default', because, code, rule: approvers };
    if (otherwise.verdict === 'forbid' || from === undefined) return { ...base, verdict: 'forbid' };
    return { ...base, verdict: 'approval', from };
  });
}

/** An equal call that may have happened needs a person, until `reconcile` says what became of it. */
function unreconciled(road: DecidingRoad, call: Call): readonly Objection[] {
  const earlier = road.ledger.unknownOutcome(call.chain.tenant, call.tool.name, call.hash);
  if (earlier === undefined) return [];
  const from: Requirement = { approvers: 'host', count: 1, withinMs: defaultWithinMs };
  return [
    {
      by: 'default',
      verdict: 'approval',
      code: refusalCodes.outcomeUnknown,
      because: 'the outcome of an equal call is unknown',
      detail: `call ${earlier}`,
      from,
    },
  ];
}
