import type {
  Call,
  ConditionHolds,
  ConstraintPlan,
  Facts,
  Objection,
  OpinionSource,
  Plan,
  Requirement,
  Truth,
} from '../../../runtime/contract/index.ts';
import {
  condition,
  print,
  reasonUnknown,
  refusalCodes,
  unknownFields,
} from '../../../runtime/contract/index.ts';

/** One `for every … holds E`, made ready once. */
interface Claim {
  readonly of: ConstraintPlan;
  readonly plan: ConditionHolds;
  readonly holds: (facts: Facts) => Truth;
  /** The objection without its reason; one frozen object for every call. */
  readonly objection: Objection;
}

/**
 * The voice of a plan's constraints. A call of a tool that `for every` names must make E true: where E is
 * false or unknown the constraint objects, as its `otherwise` says. Whose agent it binds is asked of
 * every agent in the call's chain. Pure; a decision visits the claims about its tool alone.
 */
export function constraintVoice(plan: Pick<Plan, 'constraints' | 'approvers'>): OpinionSource {
  const withinMs = new Map(plan.approvers.map((group) => [group.name, group.withinMs]));
  const byTool = new Map<string, Claim[]>();
  for (const constraint of plan.constraints) {
    for (const holds of constraint.holds) {
      const claim = compileClaim(constraint, holds, withinMs);
      for (const tool of holds.tools) byTool.set(tool, [...(byTool.get(tool) ?? []), claim]);
    }
  }
  return {
    name: 'constraint',
    object(call: Call): readonly Objection[] {
      const objections: Objection[] = [];
      for (const claim of byTool.get(call.tool.name) ?? []) {
        if (!binds(claim.of, call)) continue;
        const truth = claim.holds(call.facts);
        if (truth !== true)
          objections.push({ ...claim.objection, ...why(claim, truth, call.facts) });
      }
      return objections;
    },
  };
}

function compileClaim(
  of: ConstraintPlan,
  plan: ConditionHolds,
  withinMs: ReadonlyMap<string, number>,
): Claim {
  const { otherwise } = of;
  const from: Requirement | undefined =
    otherwise.verdict === 'approval'
      ? Object.freeze({ ...otherwise.from, withinMs: withinMs.get(otherwise.from.approvers) ?? 0 })
      : undefined;
  return {
    of,
    plan,
    holds: condition(plan.expr),
    objection: Object.freeze<Objection>({
      by: 'constraint',
      verdict: otherwise.verdict,
      rule: of.name,
      at: plan.at,
      code: refusalCodes.constraint,
      ...(of.because === undefined ? {} : { because: of.because }),
      ...(from === undefined ? {} : { from }),
    }),
  };
}

const binds = ({ agents }: ConstraintPlan, call: Call): boolean =>
  agents === null ||
  agents.includes(call.agent) ||
  call.chain.agents.some((agent) => agents.includes(agent));

function why({ plan }: Claim, truth: Truth, facts: Facts): Pick<Objection, 'detail' | 'missing'> {
  const text = `\`${print(plan.expr)}\` at ${plan.at}`;
  if (truth === false) return { detail: `${text} is false` };
  const detail = `${text} is unknown: ${reasonUnknown(plan.expr, facts)}`;
  const missing = unknownFields(plan.expr, facts);
  return missing.length === 0 ? { detail } : { detail, missing };
}
