import { fromJson } from '../../../dsl/values/from-json.ts';
import type { Json, RecordValue } from '../../../dsl/values/value.ts';
import type { Call, Outcome, Used } from '../../contract/call.ts';
import { VakError } from '../../contract/errors.ts';
import type { Actual, Take } from '../../contract/policy.ts';
import { stamp } from '../../evidence/entry.ts';
import type { EntryRef, Road } from '../road.ts';

/** A call that may be carried out, with what it reserved. */
export interface Reserved {
  readonly call: Call;
  readonly takes: readonly Take[];
}

/**
 * What a call's takes really came to, by what its tool said that it used. Where that does not fit the
 * tool's arguments it is a fault, and what was reserved stands.
 */
export function actualOf(road: Road, reserved: Reserved, outcome: Outcome): Actual | undefined {
  if (outcome.used === undefined || outcome.status === 'not started') return undefined;
  const { takes } = reserved;
  const used = amountsOf(road, reserved, outcome.used);
  if (used === undefined) {
    road.faults.add(
      'limits',
      `\`${reserved.call.tool.name}\` used what its arguments cannot ask for`,
    );
    return undefined;
  }
  const least = (index: number): bigint =>
    outcome.status === 'unknown' ? (takes[index]?.amount ?? 0n) : 0n;
  const known = used.map((amount, index) => (amount > least(index) ? amount : least(index)));
  return actual(road, takes, known);
}

/**
 * Gives back what a call took, lets it stand, or makes it what was really used. After an unknown outcome
 * it stands, and may yet be given back. A counter that fails here keeps the reservation, which is the
 * stricter reading.
 */
export async function settle(
  road: Road,
  { call, takes }: Reserved,
  status: Outcome['status'],
  used?: Actual,
): Promise<void> {
  if (takes.length === 0) return;
  try {
    if (status === 'not started') await road.limiter.release(call.id);
    else if (status !== 'unknown' || used !== undefined) await road.limiter.settle(call.id, used);
  } catch (cause) {
    road.faults.add('limits', cause);
  }
}

/**
 * Settles an event that was reserved with an estimate, on the record: durable before the counts change.
 * @throws VakError VAK6202 when what was used does not fit the event's arguments
 */
export async function settleEvent(road: Road, reserved: Reserved, said: Used): Promise<EntryRef> {
  const { call, takes } = reserved;
  const used = amountsOf(road, reserved, said);
  if (used === undefined) {
    throw new VakError(
      'VAK6202',
      `what was used does not fit the arguments of \`${call.tool.name}\``,
    );
  }
  const { at, ...settled } = actual(road, takes, used);
  const receipt = await road.recorder.record({
    v: 1,
    kind: 'outcome',
    at: stamp(at),
    call: call.id,
    session: call.chain.session,
    tool: call.tool.name,
    status: 'done',
    labels: [],
    scrubbed: [],
    ms: Math.max(0, at - call.at),
    used: used.map(String),
  });
  await settle(road, reserved, 'done', { at, ...settled });
  return { ...receipt, call: call.id };
}

const actual = (road: Road, takes: readonly Take[], used: readonly bigint[]): Actual => ({
  takes,
  used,
  at: road.clock.now(),
});

/** The amounts of a call's takes had its arguments been what was used. */
function amountsOf(
  road: Road,
  { call, takes }: Reserved,
  used: Used,
): readonly bigint[] | undefined {
  const { tool, json } = call;
  const merged = { ...(json as { readonly [name: string]: Json }), ...used };
  const read = fromJson(
    merged,
    // What was used keeps its type; bounds were set on what may be asked for.
    { type: 'record', fields: tool.args.map(({ where: _, ...field }) => field) },
    tool.root === null ? {} : { root: tool.root },
  );
  return read.ok ? road.limits.used(call, takes, read.value as RecordValue) : undefined;
}
