import { condition } from '../../../../dsl/plan/evaluate.ts';
import type { GateObjectionPlan, GatePlan } from '../../../../dsl/plan/judging.ts';
import { binds, decimalOf } from '../../../call/decision/gates.ts';
import { gatesAt } from '../../../call/decision/pipelines.ts';
import type { Call, StageRecord, Verdict } from '../../../contract/call.ts';
import type { DecisionEntry } from '../../decision-entry.ts';
import type { Regime } from '../regime.ts';
import { callOf } from './grounds.ts';

const none: readonly string[] = [];

/**
 * A call that was not forbidden was scored by every gate that speaks of it, and each gate objected where its
 * conditions hold of the score that stands there. Gates at a place in a pipeline are asked only if it comes to them.
 */
export function judgedBy(regime: Regime | undefined, entry: DecisionEntry): readonly string[] {
  const { gates = [], pipelines = [] } = regime?.force.plan ?? {};
  if (regime === undefined || gates.length === 0 || entry.rewritten === true) return none;
  const call = callOf(regime, entry);
  if (call === undefined) return none;
  const placed = new Set(pipelines.flatMap(({ stages }) => stages.flatMap(gatesAt)));
  return gates.flatMap((gate) => {
    if (placed.has(gate.name) || !binds(gate, call)) return none;
    const record = entry.stages?.find(({ kind, stage }) => kind === 'gate' && stage === gate.name);
    if (record === undefined) return [`gate \`${gate.name}\` was not asked`];
    return objectionsTo(gate, record, call)
      .filter((verdict) => !saidBy(gate, verdict, entry))
      .map((verdict) => `gate \`${gate.name}\` says ${verdict} to what it measured, and did not`);
  });
}

/** What a gate says at least, by what it measured; its hysteresis only adds to that. */
function objectionsTo(
  { objections, unavailable }: GatePlan,
  { verdict, evidence }: StageRecord,
  call: Call,
): readonly Verdict[] {
  if (verdict === 'violated') return ['forbid'];
  if (verdict === 'failed') return [unavailable.verdict];
  const { score } = (evidence ?? {}) as { readonly score?: unknown };
  // What is gone tells nothing.
  if (typeof score !== 'string' || !Number.isFinite(Number(score))) return [];
  const facts = { ...call.facts, score: decimalOf(Number(score)) };
  return objections.flatMap((one) =>
    holdsOf(one)(facts) === false ? [] : [one.objection.verdict],
  );
}

const compiled = new WeakMap<GateObjectionPlan, ReturnType<typeof condition>>();

function holdsOf(plan: GateObjectionPlan): ReturnType<typeof condition> {
  const known = compiled.get(plan) ?? condition(plan.when);
  compiled.set(plan, known);
  return known;
}

const saidBy = ({ name }: GatePlan, verdict: Verdict, { opinions }: DecisionEntry): boolean =>
  opinions.some((one) => one.by === 'gate' && one.rule === name && one.verdict === verdict);
