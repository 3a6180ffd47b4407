import type { FieldPlan, ToolPlan } from '../../../dsl/plan/plan.ts';
import { fromJson } from '../../../dsl/values/from-json.ts';
import type { Json, RecordValue, Value } from '../../../dsl/values/value.ts';
import { makeCall, optionalOf, typeOf } from '../../call/admit.ts';
import { type Grounded, unanswered } from '../../call/ground.ts';
import type { DecidingRoad } from '../../call/road.ts';
import type { Call, Objection } from '../../contract/call.ts';
import { refusalCodes } from '../../contract/errors.ts';
import type { Session } from '../../session/session.ts';
import { type DecisionEntry, isGone } from '../decision-entry.ts';
import { equal } from './compare.ts';

/** What there must be to read a call of an entry. */
type Known = Pick<DecidingRoad, 'tools' | 'force' | 'host' | 'clock'>;

/** How a call is read. */
interface Reading {
  readonly strict: boolean;
  readonly text?: string | undefined;
  readonly passesOver?: boolean;
}

/** A call as its entry tells it, or why it cannot be told. */
export type Subject = { readonly grounded: Grounded } | { readonly cannot: readonly string[] };

/**
 * The call that an entry speaks of, under a road's plan. Nothing is looked up, followed or asked: links,
 * look-ups and context are those of the entry. `strict` holds the arguments against the entry's hash, which is made
 * over `text` where those arguments spell it; `passesOver` leaves out of arguments and context what is gone, as if it
 * had never been given, so that the rest can be read.
 */
export function subjectOf(
  road: Known,
  session: Session,
  entry: DecisionEntry,
  { strict, text, passesOver = false }: Reading,
): Subject {
  const tool = road.tools.get(entry.tool);
  if (tool === undefined) return { cannot: [`the plan has no tool \`${entry.tool}\``] };
  const options = tool.root === null ? {} : { root: tool.root };
  const read = (json: Json) => {
    if (!passesOver || !isGone(json)) return fromJson(json, typeOf(tool.args), options);
    const left = without(json, tool.args);
    return fromJson(left.json, { type: 'record', fields: left.fields }, options);
  };
  const args = read(entry.args);
  const written = entry.written === undefined ? undefined : read(entry.written);
  const context = contextOf(road, entry.context, passesOver);
  if (!args.ok || written?.ok === false || context === undefined) {
    return { cannot: missingIn(entry) };
  }
  const told = toldBy(road, tool, entry);
  const parts = {
    id: entry.call,
    value: args.value as RecordValue,
    written: written?.value as RecordValue | undefined,
    context,
    tools: entry.caller?.tools,
    thought: undefined,
    lookup: told.value,
  };
  const short = text === undefined ? undefined : makeCall(road, session, tool, { ...parts, text });
  const isSpelled = short !== undefined && equal(short.json, entry.args);
  const call = isSpelled ? short : makeCall(road, session, tool, parts);
  if (strict && call.hash !== entry.hash) return { cannot: missingIn(entry) };
  const { objections } = told;
  return { grounded: { call, lookups: entry.lookups, objections, suspicions: [] } };
}

const contexts = new WeakMap<Known, { readonly json: Json; readonly value: RecordValue }>();

/** A context as a value; the same one comes again and again, and is read once. */
function contextOf(road: Known, json: Json, passesOver: boolean): RecordValue | undefined {
  const before = contexts.get(road);
  if (before !== undefined && equal(before.json, json)) return before.value;
  const root = road.host.base;
  if (passesOver && isGone(json)) {
    const left = without(json, road.force.plan.context);
    const rest = fromJson(left.json, optionalOf(left.fields), { root });
    return rest.ok ? (rest.value as RecordValue) : undefined;
  }
  const read = fromJson(json, optionalOf(road.force.plan.context), { root });
  if (!read.ok) return undefined;
  const value = read.value as RecordValue;
  contexts.set(road, { json, value });
  return value;
}

/** A call that was made anew, with the look-ups that the entry holds. */
export function groundedBy(road: Known, call: Call, entry: DecisionEntry): Grounded {
  const { value, objections } = toldBy(road, call.tool, entry);
  const facts = { ...call.facts, lookup: value ?? (call.facts.lookup as RecordValue) };
  return { call: { ...call, facts }, lookups: entry.lookups, objections, suspicions: [] };
}

interface Told {
  readonly value: RecordValue | undefined;
  readonly objections: readonly Objection[];
}

const untold: Told = { value: undefined, objections: [] };

/** What the look-ups of a call told, as its entry holds it. */
function toldBy(road: Known, { lookups }: ToolPlan, entry: DecisionEntry): Told {
  if (lookups.length === 0) return untold;
  const told = entry.lookups as { readonly [name: string]: Json };
  const fields = new Map<string, Value>();
  const objections: Objection[] = [];
  for (const plan of lookups) {
    const failed = entry.opinions.find(
      ({ code, rule }) => code === refusalCodes.lookupFailed && rule === plan.name,
    );
    const value =
      failed === undefined ? answered(road.tools.get(plan.tool), told[plan.name]) : undefined;
    if (value !== undefined) fields.set(plan.name, value);
    else objections.push(unanswered(plan, failed?.detail ?? lost(failed)));
  }
  return { value: { kind: 'record', fields }, objections };
}

const lost = (failed: unknown): string | undefined =>
  failed === undefined ? 'the log holds no answer' : undefined;

const answers = new WeakMap<ToolPlan, { readonly json: Json; readonly value: Value }>();

/** An answer as a value, undefined where it is none of its tool; one that comes again is read once. */
export function answered(tool: ToolPlan | undefined, json: Json | undefined): Value | undefined {
  if (tool === undefined || json === undefined) return undefined;
  if (tool.result === null) return { kind: 'json', json };
  const before = answers.get(tool);
  if (before !== undefined && equal(before.json, json)) return before.value;
  const read = fromJson(json, tool.result, tool.root === null ? {} : { root: tool.root });
  if (!read.ok) return undefined;
  answers.set(tool, { json, value: read.value });
  return read.value;
}

/** A field of an entry: `args`, `context` or `lookups`, and the way from there. */
export type Field = readonly string[];

/** A value that an entry does not hold any more, and what stands there instead. */
export interface Gone {
  readonly field: Field;
  readonly said: string;
}

/** A record without the fields that are gone, and its type without them; a list that has lost something is left out whole. */
export function without(
  json: Json,
  fields: readonly FieldPlan[],
): { readonly json: Json; readonly fields: readonly FieldPlan[] } {
  const kept: { [name: string]: Json } = { ...(json as { readonly [name: string]: Json }) };
  const loose = fields.map((field): FieldPlan => {
    const value = Object.hasOwn(kept, field.name) ? kept[field.name] : undefined;
    if (value === undefined || !isGone(value)) return field;
    const { where: _, ...rest } = field;
    if (field.type.type === 'record' && typeof value === 'object' && !Array.isArray(value)) {
      const inner = without(value, field.type.fields);
      kept[field.name] = inner.json;
      return { ...rest, type: { ...field.type, fields: inner.fields } };
    }
    delete kept[field.name];
    return { ...rest, optional: true };
  });
  return { json: typeof json === 'object' ? kept : json, fields: loose };
}

/** What an entry does not hold of arguments, context and look-ups. */
export const goneIn = ({ args, context, lookups }: DecisionEntry): readonly Gone[] =>
  Object.entries({ args, context, lookups }).flatMap(([at, json]) => goneAt(json, [at]));

function goneAt(json: Json, field: Field): readonly Gone[] {
  if (typeof json === 'string') {
    return isGone(json) ? [{ field, said: `\`${field.join('.')}\` is ${json}` }] : [];
  }
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, value]) => goneAt(value, [...field, key]));
}

/** Where an entry does not hold what was decided on; a general word where that cannot be told. */
export function missingIn(entry: DecisionEntry): readonly string[] {
  const places: string[] = goneIn(entry).map(({ said }) => said);
  const walk = (json: Json, at: string): void => {
    places.push(...goneAt(json, [at]).map(({ said }) => said));
  };
  walk(entry.hash, 'hash');
  for (const [at, { detail = '', because = '' }] of entry.opinions.entries()) {
    walk(detail, `opinions[${at}].detail`);
    walk(because, `opinions[${at}].because`);
  }
  for (const [at, { key }] of entry.takes.entries()) walk(key, `takes[${at}].key`);
  for (const name of entry.scrubbed ?? []) places.push(`secret \`${name}\` was blanked`);
  return places;
}
