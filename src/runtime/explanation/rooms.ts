import { expression } from '../../dsl/plan/evaluate.ts';
import { unknown } from '../../dsl/values/value.ts';
import type { Demand } from '../call/decision/limits.ts';
import type { DecidingRoad } from '../call/road.ts';
import type { Call } from '../contract/call.ts';
import type { Room } from './candidates.ts';
import { amountLike } from './neighbours.ts';

/** What the limits that count amounts of a call have room for. Asks the counters, and takes nothing. */
export async function roomsFor(road: DecidingRoad, call: Call): Promise<readonly Room[]> {
  const rooms: Room[] = [];
  for (const demand of road.limits.of(call).demands) {
    const { of } = demand.window;
    const now = of === undefined ? unknown : expression(of)(call.facts);
    if (of === undefined || now === unknown) continue;
    const most = amountLike(now, await roomOf(road, demand, call.at));
    if (most !== undefined) rooms.push({ of, most });
  }
  return rooms;
}

/** The largest amount that fits, in billionths, found by halving what is in question. */
async function roomOf(road: DecidingRoad, { take }: Demand, at: number): Promise<bigint> {
  let [fits, over] = [0n, take.max + (take.burst ?? 0n) + 1n];
  while (over - fits > 1n) {
    const amount = (fits + over) / 2n;
    const { ok } = await road.limiter.peek([{ ...take, amount }], at);
    if (ok) fits = amount;
    else over = amount;
  }
  return fits;
}
