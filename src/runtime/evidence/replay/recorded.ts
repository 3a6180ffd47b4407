import type { Plan } from '../../../dsl/plan/plan.ts';
import type { Consent } from '../../call/approval/consent.ts';
import type { Objection, Opinion } from '../../contract/call.ts';
import { refusalCodes } from '../../contract/errors.ts';
import type { Admission, OpinionSource, RateLimiter } from '../../contract/policy.ts';
import type { DecisionEntry, OpinionEntry } from '../decision-entry.ts';

/** The entry that is decided again; what is asked of others is answered from it. */
export interface Present {
  entry: DecisionEntry;
  /** When it was decided, in ms. */
  at: number;
  /** How many of its counters' answers were given. */
  given: number;
}

/** The counters as they answered then. */
export function recordedLimiter(present: Present): RateLimiter {
  const next = (asked: 'reserve' | 'peek'): Admission => {
    const said = present.entry.counters?.[present.given];
    if (said === undefined || said.asked !== asked) return { ok: true };
    present.given += 1;
    const short = said.short.map(({ take, exact, retryAfterMs }) => ({
      take,
      exact,
      retryAfterMs,
    }));
    return { ok: false, short };
  };
  return {
    reserve: () => next('reserve'),
    peek: () => next('peek'),
    release: () => undefined,
    settle: () => undefined,
    restore: () => undefined,
  };
}

const noTicket: Consent = Object.freeze({ state: 'none' });

/** What a ticket was worth then. */
export function recordedConsent({ consent }: DecisionEntry): Consent {
  if (consent === undefined) return noTicket;
  const { ticket, state } = consent;
  if (state === 'granted') return { state, ticket, met: consent.met ?? [] };
  if (state === 'expired') return { state, ticket, unanswered: consent.unanswered ?? [] };
  if (state === 'open') return { state, ticket };
  const { code = refusalCodes.ticketMismatch, because = '' } = consent;
  return { state, ticket, code, because };
}

/**
 * What voices said that a plan alone cannot bring to speak again: gates, pipelines, plugins, and whoever
 * failed then. Voices asked about both readings of a path say it twice, and it counts once.
 * @param own false for a plan other than the entry's: what it does not ask has no say in it
 */
export function recordedVoice(
  plan: Plan,
  present: Present,
  { own }: { readonly own: boolean },
): OpinionSource {
  const ordered = orderedByStages(plan);
  const inOrder = own ? orderClauses(plan) : () => false;
  const asks = own ? () => true : askedBy(plan);
  const object = lastOf(
    ({ opinions }) =>
      opinions.filter(
        (one) => (!speaksAgain(one, ordered) || inOrder(one)) && asks(one),
      ) as readonly Objection[],
  );
  return { name: 'vak/recorded', object: () => object(present.entry) };
}

/** What is made of the opinions of an entry alone: most often the next entry has the very same ones. */
function lastOf<T>(make: (of: Pick<DecisionEntry, 'opinions'>) => T): typeof make {
  let last: { readonly opinions: DecisionEntry['opinions']; readonly made: T } | undefined;
  return ({ opinions }) => {
    if (last?.opinions !== opinions) last = { opinions, made: make({ opinions }) };
    return last.made;
  };
}

/** Whether a plan asks the gate or the pipelines that said something under another plan. */
function askedBy({ gates = [], pipelines = [] }: Partial<Plan>): (said: OpinionEntry) => boolean {
  const names = new Set(gates.map(({ name }) => name));
  return ({ by, rule = '' }) => {
    if (by === 'gate') return names.has(rule);
    return by !== 'pipeline' || pipelines.length > 0;
  };
}

/** The gates and pipelines of a plan: what they said then is taken, and none of them is asked anew. */
export const notAsked = ({ gates = [], pipelines = [] }: Partial<Plan>): readonly string[] => [
  ...gates.map(({ name, at }) => `gate \`${name}\` (${at})`),
  ...pipelines.map(({ name, at }) => `pipeline \`${name}\` (${at})`),
];

const own: readonly string[] = ['policy', 'limit', 'default'];

function speaksAgain(opinion: OpinionEntry, ordered: ReadonlySet<string>): boolean {
  if (own.includes(opinion.by)) return true;
  return opinion.by === 'constraint' && !ordered.has(opinion.rule ?? '') && !failedThen(opinion);
}

/** Whether a voice failed then: an answer of the world that no plan gives again. */
const failedThen = ({ code, rule }: Pick<OpinionEntry, 'code' | 'rule'>): boolean =>
  code === refusalCodes.pluginFailed && rule === undefined;

/** What stands in for a policy that failed then, which never grants; undefined where it did not fail. */
export const policyFailed = lastOf(({ opinions }): readonly Opinion[] | undefined => {
  const failed = opinions.filter(
    (one) => one.by === 'policy' && one.verdict === 'forbid' && failedThen(one),
  );
  return failed.length === 0 ? undefined : (failed as readonly Opinion[]);
});

/** The equal call whose outcome was unknown then. */
export const unknownThen = lastOf(({ opinions }): string | undefined => {
  const said = opinions.find(
    ({ by, code }) => by === 'default' && code === refusalCodes.outcomeUnknown,
  );
  return said === undefined ? undefined : (said.detail ?? '').replace(/^call /, '');
});

/** Whether an objection is about the order of calls, which no entry alone tells again. */
function orderClauses({ constraints = [] }: Partial<Plan>): (said: OpinionEntry) => boolean {
  const places = new Set(constraints.flatMap(({ order = [] }) => order.map(({ at }) => at)));
  const only = new Set(
    constraints.flatMap(({ name, order = [], holds }) =>
      order.length > 0 && holds.length === 0 ? [name] : [],
    ),
  );
  return ({ by, at, rule }) =>
    by === 'constraint' && (places.has(at ?? '') || only.has(rule ?? ''));
}

function orderedByStages({ pipelines = [] }: Partial<Plan>): ReadonlySet<string> {
  return new Set(pipelines.flatMap(({ stages }) => stages.flatMap(({ orders }) => [...orders])));
}
