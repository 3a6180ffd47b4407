import type { ToolPlan } from '../../../dsl/plan/plan.ts';
import { fromJson } from '../../../dsl/values/from-json.ts';
import type { Json, RecordValue } from '../../../dsl/values/value.ts';
import { makeCall, optionalOf, typeOf } from '../../call/admit.ts';
import { type Grounded, type LookupAnswer, withLookups } from '../../call/ground.ts';
import type { DecidingRoad } from '../../call/road.ts';
import type { Call } from '../../contract/call.ts';
import { refusalCodes } from '../../contract/errors.ts';
import type { Session } from '../../session/session.ts';
import type { DecisionEntry } from '../decision-entry.ts';

/** A call as its entry tells it, or why it cannot be told. */
export type Subject = { readonly grounded: Grounded } | { readonly cannot: readonly string[] };

/**
 * The call that an entry speaks of, under a road's plan. Nothing is looked up, followed or asked: links,
 * look-ups and context are those of the entry. `strict` holds the arguments against the entry's hash.
 */
export function subjectOf(
  road: DecidingRoad,
  session: Session,
  entry: DecisionEntry,
  { strict }: { readonly strict: boolean },
): Subject {
  const tool = road.tools.get(entry.tool);
  if (tool === undefined) return { cannot: [`the plan has no tool \`${entry.tool}\``] };
  const options = tool.root === null ? {} : { root: tool.root };
  const args = fromJson(entry.args, typeOf(tool.args), options);
  const written =
    entry.written === undefined ? undefined : fromJson(entry.written, typeOf(tool.args), options);
  const context = fromJson(entry.context, optionalOf(road.force.plan.context), {
    root: road.host.base,
  });
  if (!args.ok || written?.ok === false || !context.ok) return { cannot: missingIn(entry) };
  const call = makeCall(road, session, tool, {
    id: entry.call,
    value: args.value as RecordValue,
    written: written?.value as RecordValue | undefined,
    context: context.value as RecordValue,
    tools: entry.caller?.tools,
    thought: undefined,
  });
  if (strict && call.hash !== entry.hash) return { cannot: missingIn(entry) };
  return { grounded: groundedBy(road, call, entry) };
}

/** The call with the look-ups that its entry holds. */
export function groundedBy(road: DecidingRoad, call: Call, entry: DecisionEntry): Grounded {
  const told = entry.lookups as { readonly [name: string]: Json };
  const answers = call.tool.lookups.map((plan): LookupAnswer => {
    const failed = entry.opinions.find(
      ({ code, rule }) => code === refusalCodes.lookupFailed && rule === plan.name,
    );
    if (failed !== undefined) {
      return failed.detail === undefined ? { plan } : { plan, why: failed.detail };
    }
    const value = answered(road.tools.get(plan.tool), told[plan.name]);
    return value === undefined ? { plan, why: 'the log holds no answer' } : { plan, value };
  });
  return withLookups(call, answers);
}

function answered(tool: ToolPlan | undefined, json: Json | undefined): LookupAnswer['value'] {
  if (tool === undefined || json === undefined) return undefined;
  if (tool.result === null) return { kind: 'json', json };
  const read = fromJson(json, tool.result, tool.root === null ? {} : { root: tool.root });
  return read.ok ? read.value : undefined;
}

/** What stands in an entry in the place of what was hidden, set apart or forgotten. */
const stands = /^\[(hidden|by digest|withheld|forgotten|not JSON|\d+ characters)\]$/;

/** Where an entry does not hold what was decided on; a general word where that cannot be told. */
export function missingIn(entry: DecisionEntry): readonly string[] {
  const places: string[] = [];
  const walk = (json: Json, at: string): void => {
    if (typeof json === 'string' && stands.test(json)) places.push(`\`${at}\` is ${json}`);
    if (typeof json !== 'object' || json === null) return;
    for (const [key, value] of Object.entries(json)) walk(value, `${at}.${key}`);
  };
  walk(entry.args, 'args');
  walk(entry.context, 'context');
  walk(entry.lookups, 'lookups');
  walk(entry.hash, 'hash');
  for (const [at, { detail = '', because = '' }] of entry.opinions.entries()) {
    walk(detail, `opinions[${at}].detail`);
    walk(because, `opinions[${at}].because`);
  }
  for (const [at, { key }] of entry.takes.entries()) walk(key, `takes[${at}].key`);
  for (const name of entry.scrubbed ?? []) places.push(`secret \`${name}\` was blanked`);
  return places;
}
