import { fromJson } from '../../../../dsl/values/from-json.ts';
import { toJson } from '../../../../dsl/values/to-json.ts';
import type { Json } from '../../../../dsl/values/value.ts';
import { lookupArgs } from '../../../call/ground.ts';
import type { Call } from '../../../contract/call.ts';
import type { DecisionEntry } from '../../decision-entry.ts';
import { isGone } from '../../decision-entry.ts';
import type { LookupEntry } from '../../entry.ts';
import { equal } from '../compare.ts';
import { sessionOf } from '../redecider.ts';
import type { Regime } from '../regime.ts';
import { subjectOf } from '../subject.ts';

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

/** What look-ups told must be what the tools had answered, when they were asked what the plan says. */
export function groundsOf(
  regime: Regime | undefined,
  entry: DecisionEntry,
  answers: readonly LookupEntry[],
): readonly string[] {
  const { lookups, tool } = entry;
  if (regime === undefined || typeof lookups !== 'object' || lookups === null) return none;
  const told = Object.entries(lookups as { readonly [name: string]: Json });
  if (told.length === 0) return none;
  const asked = askedBy(regime, entry);
  return told.flatMap(([name, value]) => {
    if (value === null || isGone(value)) return none;
    const fitting = answers.filter((one) => one.name === name && tells(regime, tool, one, value));
    if (fitting.length === 0) return [`look-up \`${name}\` told what no tool had answered`];
    const args = asked.get(name);
    const meant =
      args === undefined || fitting.some((one) => isGone(one.args) || equal(one.args, args));
    return meant ? none : [`look-up \`${name}\` asked for something else than its call says`];
  });
}

/** The call of an entry, as far as the entry still tells it. */
export function callOf(regime: Regime, entry: DecisionEntry): Call | undefined {
  const { force, tools, base } = regime;
  const agent = force.plan.agents.find(({ name }) => name === entry.agent);
  if (agent === undefined) return undefined;
  const clock = { now: () => Date.parse(entry.at), sleep: async () => undefined };
  const parts = { force, tools, clock, host: { base } };
  const subject = subjectOf(parts, sessionOf(entry, agent), entry, { strict: true });
  return 'cannot' in subject ? undefined : subject.grounded.call;
}

/** What each look-up of a call asks its tool. */
function askedBy(regime: Regime, entry: DecisionEntry): ReadonlyMap<string, Json> {
  const asked = new Map<string, Json>();
  const call = callOf(regime, entry);
  if (call === undefined) return asked;
  const { tools } = regime;
  for (const plan of call.tool.lookups) {
    const tool = tools.get(plan.tool);
    const given = tool === undefined ? undefined : lookupArgs(plan, tool, call.facts);
    if (given !== undefined && 'json' in given) asked.set(plan.name, given.json);
  }
  return asked;
}

/** Whether an answer, read as its tool's result, is what a look-up told. */
function tells({ tools }: Regime, tool: string, entry: LookupEntry, told: Json): boolean {
  const { result } = entry;
  if (entry.status !== 'done' || result === undefined) return false;
  if (isGone(result)) return true;
  const asked = tools.get(tool)?.lookups.find(({ name }) => name === entry.name)?.tool;
  const plan = tools.get(asked ?? entry.tool);
  if (plan === undefined || plan.result === null) return equal(result, told);
  const read = fromJson(result, plan.result, plan.root === null ? {} : { root: plan.root });
  return read.ok && equal(toJson(read.value), told);
}
