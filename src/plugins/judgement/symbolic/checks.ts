import {
  type Call,
  type ConstraintPlan,
  condition,
  expression,
  type Facts,
  type Plan,
  print,
  reasonUnknown,
  type StageFinding,
  type StagePlan,
  type Truth,
  unknown,
  unknownFields,
} from '../../../runtime/contract/index.ts';

/** Looks at a call; nothing where it has nothing to say about this one. */
export type Check = (call: Call) => StageFinding | undefined;

/** The facts that must be known of calls of a tool. */
export function needed(needs: StagePlan['needs']): Check {
  const all = needs.map(({ tools, expr }) => ({
    tools: new Set(tools),
    text: print(expr),
    read: expression(expr),
  }));
  return (call) => {
    const missing = all
      .filter(({ tools, read }) => tools.has(call.tool.name) && read(call.facts) === unknown)
      .map(({ text }) => text);
    return missing.length === 0 ? undefined : { verdict: 'needs-fact', missing };
  };
}

interface Claim {
  readonly of: ConstraintPlan;
  readonly tools: readonly string[];
  readonly holds: (facts: Facts) => Truth;
  readonly text: string;
  readonly missingIn: (facts: Facts) => readonly string[];
  readonly why: (facts: Facts) => string | undefined;
}

/**
 * The constraints that a stage asks at its place. They object for themselves, so that the finding carries
 * no objection of the stage's own.
 */
export function ordered(plan: Pick<Plan, 'constraints'>, names: readonly string[]): Check {
  const claims = names.flatMap((name) => claimsOf(plan, name));
  return (call) => {
    for (const { of, tools, holds, text, missingIn, why } of claims) {
      if (!tools.includes(call.tool.name) || !binds(of, call)) continue;
      const truth = holds(call.facts);
      if (truth === true) continue;
      const because = of.because ?? `constraint \`${of.name}\` does not hold`;
      if (truth === false) return { verdict: 'violated', because, objections: [] };
      const unknownOnes = missingIn(call.facts);
      const missing = unknownOnes.length > 0 ? unknownOnes : [why(call.facts) ?? text];
      return { verdict: 'needs-fact', because, missing, objections: [] };
    }
    return undefined;
  };
}

function claimsOf(plan: Pick<Plan, 'constraints'>, name: string): readonly Claim[] {
  const of = plan.constraints.find((each) => each.name === name);
  if (of === undefined) throw new Error(`there is no constraint \`${name}\``);
  return of.holds.map(({ tools, expr }) => ({
    of,
    tools,
    holds: condition(expr),
    text: print(expr),
    missingIn: (facts) => unknownFields(expr, facts),
    why: (facts) => reasonUnknown(expr, facts),
  }));
}

const binds = ({ agents }: ConstraintPlan, call: Call): boolean =>
  agents === null || call.chain.agents.some((agent) => agents.includes(agent));
