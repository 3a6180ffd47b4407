import { canonicalJson } from '../../dsl/plan/canonical.ts';
import { expression, type Facts } from '../../dsl/plan/evaluate.ts';
import type { ExprPlan, LookupPlan, ToolPlan } from '../../dsl/plan/plan.ts';
import { fromJson } from '../../dsl/values/from-json.ts';
import { toJson } from '../../dsl/values/to-json.ts';
import {
  type Json,
  type RecordValue,
  type Unknown,
  unknown,
  type Value,
} from '../../dsl/values/value.ts';
import type { Call, Objection } from '../contract/call.ts';
import { refusalCodes } from '../contract/errors.ts';
import { type SuspicionEntry, stamp } from '../evidence/entry.ts';
import type { Pause, Session } from '../session/session.ts';
import { askedWithoutHidden } from './account/hidden.ts';
import { hashOf } from './admit.ts';
import { execute } from './execution/execute.ts';
import { suspectCall } from './inspection/suspect.ts';
import type { Road } from './road.ts';

/** A call with its look-ups answered, as far as they were. */
export interface Grounded {
  readonly call: Call;
  /** By name, as recorded and as shown to people; null where there was no answer. */
  readonly lookups: Json;
  /** One for each look-up without an answer: those forbid. */
  readonly objections: readonly Objection[];
  /** What seems to steer the model in what the call itself brings. */
  readonly suspicions: readonly SuspicionEntry[];
}

/**
 * Step 2: fetches the records that the model must not supply. The runtime itself calls the read tools,
 * for the session's principal and within the call's trace; each fetch is recorded, durable together with
 * the decision.
 */
export async function ground(
  road: Road,
  session: Session,
  call: Call,
  { traceparent }: { readonly traceparent: string | undefined },
): Promise<Grounded> {
  const answers = await Promise.all(
    call.tool.lookups.map((plan) => answer(road, call, plan, traceparent)),
  );
  const suspicions = await suspectCall(road, session, call);
  return { ...withLookups(call, answers), suspicions };
}

/** The call with every look-up unanswered, for a decision that executes nothing. */
export function ungrounded(call: Call): Grounded {
  return withLookups(
    call,
    call.tool.lookups.map((plan) => ({ plan, why: 'nothing is executed here' })),
  );
}

/** What one look-up gave. */
export interface LookupAnswer {
  readonly plan: LookupPlan;
  readonly value?: Value;
  readonly why?: string;
}

/** Adds answers to a call's facts; those missing are unknown and objected to. */
function withLookups(call: Call, answers: readonly LookupAnswer[]): Grounded {
  if (answers.length === 0) return { call, lookups: {}, objections: [], suspicions: [] };
  const fields = new Map<string, Value>();
  const lookups: Record<string, Json> = {};
  const objections: Objection[] = [];
  for (const { plan, value, why } of answers) {
    lookups[plan.name] = value === undefined ? null : toJson(value);
    if (value === undefined) objections.push(unanswered(plan, why));
    else fields.set(plan.name, value);
  }
  const facts: Facts = { ...call.facts, lookup: { kind: 'record', fields } };
  return { call: { ...call, facts }, lookups, objections, suspicions: [] };
}

/** What the road itself says of a look-up without an answer. */
export function unanswered(plan: LookupPlan, why: string | undefined): Objection {
  return {
    by: 'default',
    verdict: 'forbid',
    code: refusalCodes.lookupFailed,
    rule: plan.name,
    at: plan.at,
    because: `look-up \`${plan.name}\` has no answer`,
    ...(why === undefined ? {} : { detail: why }),
  };
}

/** What a look-up asks its tool for a call with these facts, in that tool's own form; or why it cannot ask. */
export function lookupArgs(
  plan: LookupPlan,
  tool: ToolPlan,
  facts: Facts,
): { readonly args: RecordValue; readonly json: Json } | { readonly why: string } {
  const given: Record<string, Json> = {};
  for (const { name, value } of plan.args) {
    const found = once(value)(facts);
    if (found === unknown) return { why: `its argument \`${name}\` is unknown` };
    given[name] = toJson(found);
  }
  const options = tool.root === null ? {} : { root: tool.root };
  const read = fromJson(given, { type: 'record', fields: tool.args }, options);
  if (!read.ok) return { why: `its argument \`${read.path}\` must be ${read.expected}` };
  const args = read.value as RecordValue;
  return { args, json: toJson(args) };
}

async function answer(
  road: Road,
  call: Call,
  plan: LookupPlan,
  traceparent: string | undefined,
): Promise<LookupAnswer> {
  const tool = road.tools.get(plan.tool);
  if (tool === undefined) return { plan, why: `there is no tool \`${plan.tool}\`` };
  const given = lookupArgs(plan, tool, call.facts);
  if ('why' in given) return { plan, why: given.why };
  const { args, json } = given;
  const options = tool.root === null ? {} : { root: tool.root };
  const facts: Facts = { ...call.facts, args };
  const asked: Call = { ...call, tool, args, json, hash: hashOf(tool.name, json), facts };
  const outcome = await execute(road, asked, { traceparent, signal: undefined });
  const result =
    outcome.status === 'done' && tool.result !== null
      ? fromJson(outcome.value, tool.result, options)
      : undefined;
  // Not awaited: the decision's own record follows it in the log and is awaited.
  road.recorder.follow({
    v: 1,
    kind: 'lookup',
    at: stamp(call.at),
    call: call.id,
    session: call.chain.session,
    name: plan.name,
    tool: tool.name,
    args: askedWithoutHidden(json, call.json, road.force.plan.audit?.hide ?? []),
    status: outcome.status,
    ...(outcome.status === 'done' ? { result: outcome.value } : { code: outcome.code }),
    ...(outcome.usage === undefined ? {} : { usage: outcome.usage }),
  });
  if (outcome.status !== 'done') return { plan, why: outcome.message };
  if (tool.result === null) return { plan, value: { kind: 'json', json: outcome.value } };
  if (!result?.ok) {
    return { plan, why: `\`${plan.tool}\` answered with something else than its result's type` };
  }
  return { plan, value: result.value };
}

/**
 * Holds other calls with the same tool and `serial by` key back until the release is called. A key that
 * is unknown is one key of its own. Waits in a `pause` of the session's turn, for the holder may be about to
 * make a call of its own.
 */
export async function serialise(road: Road, call: Call, pause: Pause): Promise<() => void> {
  const { serialBy, name } = call.tool;
  if (serialBy === null) return () => undefined;
  const key = once(serialBy)(call.facts);
  const json = key === unknown ? null : toJson(key);
  return pause(road.serial.acquire(canonicalJson([call.chain.tenant, name, json])));
}

const closures = new WeakMap<ExprPlan, (facts: Facts) => Value | Unknown>();

/** A plan's expression, compiled at its first use and kept as long as the plan. */
function once(plan: ExprPlan): (facts: Facts) => Value | Unknown {
  const known = closures.get(plan) ?? expression(plan);
  closures.set(plan, known);
  return known;
}
