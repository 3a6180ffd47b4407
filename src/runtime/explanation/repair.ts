import { boundTold } from '../call/account/bound.ts';
import { contextOf } from '../call/account/decided.ts';
import { reread } from '../call/admit.ts';
import { reconsider } from '../call/decision/deliberate.ts';
import type { DecidingRoad } from '../call/road.ts';
import type { Call, Decision, Verdict } from '../contract/call.ts';
import type { Session } from '../session/session.ts';
import type { Leaf } from './candidates.ts';
import { changed, smallestChange } from './change.ts';
import { leavesOf } from './explain.ts';
import type { Repair } from './explanation.ts';
import { aboutCall } from './voices.ts';

/**
 * The nearest call that would not be forbidden: fewest arguments changed, numbers before texts, and the least
 * distance. Only arguments change, as a model can change nothing else. One that people would be asked about
 * is as good as one that is permitted, and a call that waits for approval has none: nobody is shown a way
 * around being asked.
 */
export async function repair(
  road: DecidingRoad,
  session: Session,
  decision: Decision,
  call: Call | undefined,
): Promise<Repair | null> {
  if (call === undefined || decision.verdict !== 'forbid') return null;
  const again = await reconsider(road, session, call, decision);
  if (again.verdict !== 'forbid') return null;
  const all = await leavesOf(road, call, aboutCall(road.force, call));
  const leaves = all
    .filter(({ root }) => root === 'args')
    .map(nearestFirst)
    .sort((a, b) => Number(isNumeric(b)) - Number(isNumeric(a)));
  const context = contextOf(call);
  let verdict: Verdict = 'forbid';
  const { change } = await smallestChange(leaves, decision.verdict, async (trial) => {
    const other = reread(road, session, call, changed(call.json, 'args', trial), context);
    if (other === undefined) return undefined;
    const trying = await reconsider(road, session, other, decision);
    verdict = trying.verdict;
    return verdict === 'forbid' ? undefined : 'permit';
  });
  if (change === null || verdict === 'forbid') return null;
  const trial = new Map(
    change.leaves.map(({ leaf, to }) => [
      leaves.find(({ path }) => leaf === ['args', ...path].join('.')) as Leaf,
      to,
    ]),
  );
  const told = boundTold(road.force.plan.rules, decision, call.agent, call.tool.name) !== undefined;
  return { args: changed(call.json, 'args', trial), leaves: change.leaves, verdict, told };
}

/** The quantity that a value is written with; undefined for what has none. */
function quantity(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^-?\d+(\.\d+)?( ?[A-Za-z%]+)?$/.test(value)) return undefined;
  return Number.parseFloat(value);
}

const isNumeric = ({ now }: Leaf): boolean => quantity(now) !== undefined;

function nearestFirst(leaf: Leaf): Leaf {
  const from = quantity(leaf.now);
  if (from === undefined) return leaf;
  const distance = (value: unknown): number => {
    const to = quantity(value);
    return to === undefined ? Number.POSITIVE_INFINITY : Math.abs(to - from);
  };
  return { ...leaf, others: [...leaf.others].sort((a, b) => distance(a) - distance(b)) };
}
