import { toJson } from '../../../dsl/values/to-json.ts';
import type { Json, RecordValue } from '../../../dsl/values/value.ts';
import type { Call, Decision } from '../../contract/call.ts';
import type { ConsentEntry, DecisionEntry, ProposalEntry } from '../../evidence/decision-entry.ts';
import { stamp } from '../../evidence/entry.ts';
import type { Observer } from '../../evidence/replay/observer.ts';
import type { Session } from '../../session/session.ts';
import type { Consent } from '../approval/consent.ts';
import type { Deliberation } from '../decision/deliberate.ts';
import type { Caller } from '../road.ts';
import { hide, opinionEntry, takeEntry } from './entries.ts';

/** What every decision of a session says alike. */
export interface Heading {
  readonly session: Session;
  readonly plan: string;
  readonly trace: string | undefined;
  readonly rehearsed: boolean;
  /** The call whose code asked. */
  readonly caller?: Caller | undefined;
  readonly proposal?: ProposalEntry | undefined;
}

/** The beginning of a decision's entry: when, for whom, under which plan. */
export function heading(
  { session, plan, trace, rehearsed, caller, proposal }: Heading,
  call: string,
  at: number,
  labels: readonly string[],
) {
  const { chain, agent } = session;
  const { agents, sessions } = chain;
  return {
    v: 1,
    kind: 'decision',
    at: stamp(at),
    call,
    session: chain.session,
    tenant: chain.tenant,
    principal: chain.principal,
    agent: agent.name,
    labels,
    plan,
    ...(sessions === undefined ? {} : { chain: { agents, sessions } }),
    ...(trace === undefined ? {} : { trace }),
    ...(rehearsed ? { rehearsed } : {}),
    ...(proposal === undefined ? {} : { proposal }),
    ...(caller === undefined ? {} : { caller: { call: caller.call, tools: caller.tools } }),
  } as const;
}

/** What a decision says: verdict, reason, and every opinion. */
export const saying = ({ verdict, code, because, opinions, requirements, stages }: Decision) => ({
  verdict,
  ...(code === undefined ? {} : { code }),
  because,
  opinions: opinions.map(opinionEntry),
  requirements,
  ...(stages === undefined ? {} : { stages }),
});

/**
 * The entry of a decision: all that it rested on stands in it, so that it can be decided again from the
 * entry and its plan alone. What `hidden` names is replaced by a word.
 */
export function decidedEntry(
  of: Heading,
  deliberation: Deliberation,
  more: { readonly hidden: readonly (readonly string[])[]; readonly brings: readonly string[] },
): DecisionEntry {
  const { call, decision, lookups, takes, consent, labels, counters } = deliberation;
  const { suspicions, rewritten, unasked } = deliberation;
  const permitted = decision.verdict === 'permit';
  return {
    ...heading(of, call.id, call.at, labels),
    tool: call.tool.name,
    ...(call.tool.event ? { event: true } : {}),
    args: hide(call.json, more.hidden),
    hash: call.hash,
    ...saying(decision),
    context: contextOf(call),
    lookups,
    takes: takes.map(takeEntry),
    ...(call.written === undefined ? {} : { written: hide(toJson(call.written), more.hidden) }),
    ...(rewritten ? { rewritten } : {}),
    ...(counters.length === 0 ? {} : { counters }),
    ...consentEntry(consent),
    ...(unasked ? { unasked } : {}),
    ...(permitted && more.brings.length > 0 ? { brings: more.brings } : {}),
    ...(suspicions.length === 0 ? {} : { suspicions }),
    ...(permitted && consent.state === 'granted' ? { ticket: consent.ticket } : {}),
  };
}

/** What an observed policy says of the call; it is told all that the entry may hide. */
export async function observedBy(
  observer: Observer | undefined,
  of: Heading,
  deliberation: Deliberation,
): Promise<Pick<DecisionEntry, 'observed'>> {
  if (observer === undefined) return {};
  const entry = decidedEntry(of, deliberation, { hidden: [], brings: [] });
  return { observed: await observer.observe(entry) };
}

/** The context that a call was decided with. */
export const contextOf = ({ facts }: Call): Json =>
  facts.context === undefined ? {} : toJson(facts.context as RecordValue);

function consentEntry(consent: Consent): { consent?: ConsentEntry } {
  return consent.state === 'none' ? {} : { consent };
}

/** A decision of one word, that nobody in particular made. */
export const settledDecision = (verdict: Decision['verdict'], because: string): Decision => ({
  verdict,
  because,
  opinions: [],
  requirements: [],
  duties: [],
});
