import { toJson } from '../../dsl/values/to-json.ts';
import type { RecordValue } from '../../dsl/values/value.ts';
import { boundTold } from '../call/account/bound.ts';
import { reread } from '../call/admit.ts';
import { reconsider } from '../call/decision/deliberate.ts';
import type { DecidingRoad } from '../call/road.ts';
import type { Call, Decision } from '../contract/call.ts';
import type { Session } from '../session/session.ts';
import { candidates, type Leaf } from './candidates.ts';
import { changed, type Found, smallestChange } from './change.ts';
import type { Explanation } from './explanation.ts';
import { roomsFor } from './rooms.ts';
import { type About, aboutCall, whatWasLookedUp, whoKeptSilent, whoSpoke } from './voices.ts';

/**
 * Why a decision came out as it did. The change is searched with what is known now: a limit that filled
 * since, or a consent that was given, leaves it null. `call` is undefined for what was never admitted.
 */
export async function explain(
  road: DecidingRoad,
  session: Session,
  decision: Decision,
  call: Call | undefined,
): Promise<Explanation> {
  const { verdict, because } = decision;
  if (call === undefined) {
    const spoke = whoSpoke(decision, { rules: [], constraints: [] }, undefined);
    const none = { silent: [], lookups: [], change: null, searched: true };
    return { verdict, because, told: because, spoke, ...none };
  }
  const about = aboutCall(road.force, call);
  const bound = boundTold(road.force.plan.rules, decision, call.agent, call.tool.name);
  const { change, complete } = await search(road, session, decision, call, about);
  return {
    verdict,
    because,
    told: bound === undefined ? because : `${because} (${bound})`,
    spoke: whoSpoke(decision, about, call),
    silent: whoKeptSilent(decision, about, call),
    lookups: whatWasLookedUp(call),
    change,
    searched: complete,
  };
}

/** Nothing to search where the same call would be decided otherwise by now. */
async function search(
  road: DecidingRoad,
  session: Session,
  decision: Decision,
  call: Call,
  about: About,
): Promise<Found> {
  const again = await reconsider(road, session, call, decision);
  if (again.verdict !== decision.verdict) return { change: null, complete: true };
  const leaves = await leavesOf(road, call, about);
  const context = toJson(call.facts.context as RecordValue);
  const found = await smallestChange(leaves, decision.verdict, async (trial) => {
    const args = changed(call.json, 'args', trial);
    const other = reread(road, session, call, args, changed(context, 'context', trial));
    if (other === undefined) return undefined;
    return (await reconsider(road, session, other, decision)).verdict;
  });
  const complete = found.complete && !isForeign(road, decision, about);
  return found.change === null ? { ...found, complete } : found;
}

/** Whether rules decided that are not the plan's: what they read is not known here. */
const isForeign = (road: DecidingRoad, { opinions }: Decision, { rules }: About): boolean =>
  road.force.plan.uses.some(({ point }) => point === 'policy') ||
  opinions.some(({ by, rule }) => {
    return by === 'policy' && rule !== undefined && !rules.some(({ name }) => name === rule);
  });

/** The leaves of a call that its rules, constraints and limits read, with what they might have been. */
export async function leavesOf(
  road: DecidingRoad,
  call: Call,
  about: About,
): Promise<readonly Leaf[]> {
  const exprs = [
    ...about.rules.flatMap(({ conditions }) => conditions.map(({ expr }) => expr)),
    ...about.constraints.flatMap(({ holds }) => holds.map(({ expr }) => expr)),
  ];
  return candidates(exprs, call.facts, {
    args: call.tool.args,
    context: road.force.plan.context,
    rooms: await roomsFor(road, call),
    fixed: call.tool.lookups.flatMap(({ args }) => args.map(({ value }) => value)),
  });
}
