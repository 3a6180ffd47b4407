import type { Facts } from '../../../../dsl/plan/evaluate.ts';
import { fieldsIn } from '../../../../dsl/plan/expression.ts';
import type { ToolPlan } from '../../../../dsl/plan/plan.ts';
import { fromJson } from '../../../../dsl/values/from-json.ts';
import { toJson } from '../../../../dsl/values/to-json.ts';
import type { Json } from '../../../../dsl/values/value.ts';
import { typeOf } from '../../../call/admit.ts';
import { lookupArgs } from '../../../call/ground.ts';
import type { Call } from '../../../contract/call.ts';
import type { DecisionEntry } from '../../decision-entry.ts';
import { isGone } from '../../decision-entry.ts';
import type { LookupEntry } from '../../entry.ts';
import { timeOf } from '../../log/scan/time.ts';
import { equal } from '../compare.ts';
import { sessionOf } from '../redecider.ts';
import type { Regime } from '../regime.ts';
import { answered, subjectOf } from '../subject.ts';

const none: readonly string[] = [];

/** What the look-ups of calls were told, until their calls are decided. */
export class Grounds {
  readonly #answers = new Map<string, LookupEntry[]>();

  take(entry: LookupEntry): void {
    const answers = this.#answers.get(entry.call);
    if (answers === undefined) this.#answers.set(entry.call, [entry]);
    else answers.push(entry);
  }

  /** The answers to a call's look-ups, which count for one decision. */
  of(call: string): readonly LookupEntry[] {
    const answers = this.#answers.get(call) ?? [];
    this.#answers.delete(call);
    return answers;
  }
}

/**
 * What look-ups told must be what the tools had answered, when they were asked what the plan says.
 * @param text the canonical JSON of the entry's arguments, where it is at hand
 */
export function groundsOf(
  regime: Regime | undefined,
  entry: DecisionEntry,
  answers: readonly LookupEntry[],
  text?: string,
): readonly string[] {
  const { lookups, tool } = entry;
  if (regime === undefined || typeof lookups !== 'object' || lookups === null) return none;
  const told = Object.entries(lookups as { readonly [name: string]: Json });
  if (told.length === 0) return none;
  const asked = askedBy(regime, entry, text);
  return told.flatMap(([name, value]) => {
    const fitting = answers.filter((one) => one.name === name && tells(regime, tool, one, value));
    const args = asked.get(name);
    // Whether anything is gone is asked last: it costs more than to see that nothing is missing.
    if (fitting.some((one) => args === undefined || equal(one.args, args))) return none;
    if (value === null || isGone(value)) return none;
    if (fitting.length === 0) return [`look-up \`${name}\` told what no tool had answered`];
    const meant =
      fitting.some((one) => isGone(one.args)) || callOf(regime, entry, text) === undefined;
    return meant ? none : [`look-up \`${name}\` asked for something else than its call says`];
  });
}

/** The call of an entry, as far as the entry still tells it; `text` spells its arguments, where it is at hand. */
export function callOf(regime: Regime, entry: DecisionEntry, text?: string): Call | undefined {
  const agent = regime.force.plan.agents.find(({ name }) => name === entry.agent);
  if (agent === undefined) return undefined;
  const known = readings.get(regime) ?? readingOf(regime);
  readings.set(regime, known);
  known.at = timeOf(entry.at);
  const subject = subjectOf(known.road, sessionOf(entry, agent), entry, { strict: true, text });
  return 'cannot' in subject ? undefined : subject.grounded.call;
}

/** What calls under a regime are read by, one at a time: what comes again and again is kept with it. */
const readings = new WeakMap<Regime, ReturnType<typeof readingOf>>();

function readingOf({ force, tools, base }: Regime) {
  const clock = { now: () => reading.at, sleep: async () => undefined };
  const reading = { at: 0, road: { force, tools, clock, host: { base } } };
  return reading;
}

/** What each look-up of a call asks its tool, by its arguments alone where they tell; whether there is such a call is not. */
function askedBy(
  regime: Regime,
  entry: DecisionEntry,
  text: string | undefined,
): ReadonlyMap<string, Json> {
  const asked = new Map<string, Json>();
  const { tools } = regime;
  const tool = tools.get(entry.tool);
  const facts =
    tool && (restOnArgs(tool) ? argsOf(tool, entry) : callOf(regime, entry, text)?.facts);
  if (facts === undefined) return asked;
  for (const plan of tool?.lookups ?? []) {
    const other = tools.get(plan.tool);
    const given = other === undefined ? undefined : lookupArgs(plan, other, facts);
    if (given !== undefined && 'json' in given) asked.set(plan.name, given.json);
  }
  return asked;
}

const resting = new WeakMap<ToolPlan, boolean>();

/** Whether the look-ups of a tool read nothing but its arguments. */
function restOnArgs(tool: ToolPlan): boolean {
  const known =
    resting.get(tool) ??
    tool.lookups.every(({ args }) =>
      args.every(({ value }) => fieldsIn(value).every(({ root }) => root === 'args')),
    );
  resting.set(tool, known);
  return known;
}

function argsOf({ args, root }: ToolPlan, entry: DecisionEntry): Facts | undefined {
  const read = fromJson(entry.args, typeOf(args), root === null ? {} : { root });
  return read.ok ? { args: read.value } : undefined;
}

/** Whether an answer, read as its tool's result, is what a look-up told. */
function tells({ tools }: Regime, tool: string, entry: LookupEntry, told: Json): boolean {
  const { result } = entry;
  if (entry.status !== 'done' || result === undefined) return false;
  const asked = tools.get(tool)?.lookups.find(({ name }) => name === entry.name)?.tool;
  const plan = tools.get(asked ?? entry.tool);
  const value = plan === undefined ? undefined : answered(plan, result);
  const said = plan === undefined ? result : value && toJson(value);
  return (said !== undefined && equal(said, told)) || isGone(result);
}
