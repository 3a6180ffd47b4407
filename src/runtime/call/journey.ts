import type { Call, Decision, Outcome } from '../contract/call.ts';
import { repeatsCanary } from '../evidence/entry.ts';
import type { Pause, Session } from '../session/session.ts';
import { costOf } from '../session/steps.ts';
import { Account } from './account/account.ts';
import { admit } from './admit.ts';
import { bindingOf, presenting } from './approval/consent.ts';
import { ask, type NotAsked } from './approval/questions.ts';
import { type Deliberation, deliberate } from './decision/deliberate.ts';
import { actualOf, type Reserved, settle } from './decision/settlement.ts';
import { execute } from './execution/execute.ts';
import { invoker } from './execution/invoke.ts';
import { ground, serialise } from './ground.ts';
import { inspect } from './inspection/inspect.ts';
import { suspicious } from './inspection/suspect.ts';
import type { Caller, CallResult, Request, Road } from './road.ts';

/**
 * The road of every call, from top to bottom.
 *
 * Steps 1 to 5 of a session's calls run in the order of arrival, effects in parallel. The decision is
 * durable before the effect starts, the outcome before the result is released. Whatever fails on the
 * way ends in a refusal with a code; nothing is thrown for what a model wrote. An event that is permitted
 * keeps its reservation for `permitted` to settle; without that it is settled at once.
 */
export async function journey(
  road: Road,
  session: Session,
  request: Request,
  caller?: Caller,
  permitted?: (event: Reserved) => void,
): Promise<CallResult> {
  const account = new Account(road, session, request, caller);
  const leave = road.traffic.enter();
  try {
    const permit = await session.inTurn(
      (pause) => decide(road, session, request, { account, permitted, pause }),
      { within: caller !== undefined },
    );
    if ('result' in permit) return account.close(permit.result);
    try {
      return account.close(await carryOut(road, session, permit, account));
    } finally {
      permit.unlock();
    }
  } catch (cause) {
    return account.close(await account.broken(cause));
  } finally {
    leave();
  }
}

/** Sources whose labels say by themselves how far they are trusted. */
const sources = ['user', 'host', 'model', 'untrusted'];

/** What a call that passes brings into the session: nobody vouches for a source that the language does not know. */
const broughtBy = ({ brings }: Request, { suspicions }: Deliberation): readonly string[] => [
  ...(brings === undefined ? [] : [brings]),
  ...(brings === undefined || sources.includes(brings) ? [] : ['untrusted']),
  ...(suspicions.length > 0 ? [suspicious] : []),
];

/** A call that may be carried out, with its decision in the log. */
interface Permit extends Reserved {
  readonly decision: Decision;
  readonly unlock: () => void;
}

/** What a call is decided with. */
interface Deciding {
  readonly account: Account;
  readonly permitted: ((event: Reserved) => void) | undefined;
  readonly pause: Pause;
}

async function decide(
  road: Road,
  session: Session,
  request: Request,
  { account, permitted, pause }: Deciding,
): Promise<Permit | { readonly result: CallResult }> {
  // 1. admit
  session.touch(road.clock.now());
  const admitted = await admit(road, session, request, account.caller);
  if (!admitted.ok) return { result: await account.turnAway(admitted) };
  account.admitted(admitted.call);
  const recorded = await account.recorded(admitted.call);
  if (recorded !== undefined) return { result: recorded };

  const unlock = await serialise(road, admitted.call, pause);
  const passed = await turn(road, admitted.call);
  try {
    // 2. ground
    account.phase('ground');
    const grounded = await ground(road, session, admitted.call, account);

    await session.steps.recall();

    // 3. opinions, and 4. the consent that a ticket brings
    account.phase('opinions');
    const deliberation = await deliberate(road, session, grounded, {
      present: presenting(road, request.ticket),
      ground: (call) => ground(road, session, call, account),
    });
    account.decided(deliberation);
    session.steps.judged(deliberation.decision);
    if (repeatsCanary(deliberation.suspicions)) session.labels.add(suspicious);
    if (deliberation.decision.verdict !== 'permit') {
      unlock();
      return { result: await refuseOrAsk(road, session, request, account, deliberation) };
    }

    // 5. record the decision, durably
    account.phase('record');
    const { call, decision, takes } = deliberation;
    const brings = broughtBy(request, deliberation);
    await account.record(deliberation, brings);
    for (const label of brings) session.labels.add(label);
    if (call.tool.event) {
      if (call.tool.name === 'agent.input') session.steps.hear(call.json);
      unlock();
      if (permitted === undefined) await settle(road, { call, takes }, 'done');
      else permitted({ call, takes });
      return { result: account.released(call, decision, call.json) };
    }
    return { call, decision, takes, unlock };
  } catch (cause) {
    unlock();
    await road.limiter.release(admitted.call.id);
    throw cause;
  } finally {
    passed();
  }
}

/** Waits for calls of other sessions that this one must not pass while they are decided. */
async function turn(road: Road, call: Call): Promise<() => void> {
  const releases: (() => void)[] = [];
  for (const key of road.order.turns(call)) releases.push(await road.serial.acquire(key));
  return () => {
    for (const release of releases) release();
  };
}

async function refuseOrAsk(
  road: Road,
  session: Session,
  request: Request,
  account: Account,
  deliberation: Deliberation,
): Promise<CallResult> {
  const { call, decision, consent, lookups, labels } = deliberation;
  if (decision.verdict === 'forbid') {
    session.steps.refuse(call, decision);
    return account.refuse(deliberation);
  }
  if (account.caller !== undefined) return account.refuse(forbidden(deliberation, nobodyWaits));
  if (consent.state === 'open') return account.pending(deliberation, consent.ticket);
  await account.record(deliberation);
  const asked = await ask(road, call, {
    request,
    binding: bindingOf(road, call, lookups, labels),
    requirements: decision.requirements,
    lookups,
    labels,
    opinions: decision.opinions,
  });
  if ('ticket' in asked) {
    return { ok: false, pending: asked, decision: account.explained(decision) };
  }
  return account.refuse(forbidden(deliberation, asked));
}

const nobodyWaits: NotAsked = {
  code: 'VAK6005',
  because: 'it needs approval, which a call of a tool’s own code cannot wait for',
};

const forbidden = (deliberation: Deliberation, { code, because }: NotAsked): Deliberation => ({
  ...deliberation,
  unasked: true,
  decision: { ...deliberation.decision, verdict: 'forbid', code, because },
});

/** What came of a step, in words. */
const observed = (outcome: Outcome): string =>
  outcome.status === 'done' ? JSON.stringify(outcome.value) : outcome.message;

async function carryOut(
  road: Road,
  session: Session,
  permit: Permit,
  account: Account,
): Promise<CallResult> {
  const { call, decision } = permit;
  // 6. execute
  account.phase('execute');
  const invoke = invoker(road, call, account.caller, (request, caller) =>
    journey(road, session, { ...request, ...account.handedOn }, caller),
  );
  const { traceparent, signal, log } = account;
  const raw: Outcome = await execute(road, call, { traceparent, signal, log, invoke });

  // 7. inspect the result
  account.phase('inspect');
  const inspected = await inspect(road, call, raw, decision.duties);
  for (const label of inspected.labels) session.labels.add(label);

  // 8. record the outcome, durably, settle what the log now says, release
  account.phase('settle');
  const actual = actualOf(road, permit, raw);
  await account.recordOutcome(call, inspected, actual);
  await settle(road, permit, inspected.outcome.status, actual);
  session.steps.take(call, observed(inspected.outcome), costOf(permit.takes, actual?.used));
  account.notify(call, decision);
  return inspected.outcome.status === 'done'
    ? account.released(call, decision, inspected.outcome.value)
    : account.failed(decision, inspected.outcome);
}
