import { condition } from '../../../dsl/plan/evaluate.ts';
import type { ExprPlan, Place, Plan, ScopePlan } from '../../../dsl/plan/plan.ts';
import { unknown } from '../../../dsl/values/value.ts';
import type { Call, Decision } from '../../contract/call.ts';

/** Which outcomes of one condition the tests have seen. */
export interface ConditionCoverage {
  readonly at: Place;
  readonly true: boolean;
  readonly false: boolean;
  readonly unknown: boolean;
}

/** One rule: whether it ever spoke, and what its conditions came to. */
export interface RuleCoverage {
  readonly name: string;
  readonly at: Place;
  readonly spoke: boolean;
  readonly conditions: readonly ConditionCoverage[];
}

/** One limit: whether a call was counted by it, and whether it ever objected. */
export interface LimitCoverage {
  readonly name: string;
  readonly at: Place;
  readonly counted: boolean;
  readonly spoke: boolean;
}

/** What a file's tests have made its rules, limits and constraints do. */
export interface Coverage {
  readonly rules: readonly RuleCoverage[];
  readonly limits: readonly LimitCoverage[];
  readonly constraints: readonly RuleCoverage[];
  /**
   * Of all that can be covered, in percent to one decimal: each rule, limit and constraint speaking, and
   * each condition both true and false. Unknown is shown and not counted; 100 where there is nothing.
   */
  readonly percent: number;
}

/** Collects coverage from decisions as they are made. */
export interface CoverageWatch {
  readonly observe: (call: Call, decision: Decision) => void;
  readonly coverage: () => Coverage;
}

/** Tells parts of a plan that a test can reach: tests make calls, and no events of the host. */
export function testable(plan: Plan): (part: { readonly tools: readonly string[] }) => boolean {
  const events = new Set(plan.tools.filter(({ event }) => event).map(({ name }) => name));
  return ({ tools }) => tools.length === 0 || tools.some((tool) => !events.has(tool));
}

/** Starts to collect for a plan. Conditions are asked anew of each call's facts, each for itself. */
export function coverageOf(plan: Plan): CoverageWatch {
  const rules = plan.rules.map((rule) => watched(rule, 'policy', rule.conditions, rule.name));
  const constraints = plan.constraints.map((one) =>
    watched(one, 'constraint', one.holds, one.name),
  );
  const limits = plan.limits
    .filter(testable(plan))
    .map((limit) => ({ limit, counted: false, spoke: false }));
  return {
    observe: (call, decision) => {
      for (const one of [...rules, ...constraints]) one.see(call, decision);
      for (const one of limits) {
        if (!concerns(one.limit, call)) continue;
        one.counted ||= decision.verdict === 'permit';
        one.spoke ||= said(decision, 'limit', one.limit.name);
      }
    },
    coverage: () => {
      const parts = {
        rules: rules.map(({ report }) => report()),
        limits: limits.map(({ limit: { name, at }, counted, spoke }) => ({
          name,
          at,
          counted,
          spoke,
        })),
        constraints: constraints.map(({ report }) => report()),
      };
      return { ...parts, percent: percentOf(parts) };
    },
  };
}

interface Condition {
  readonly expr: ExprPlan;
  readonly at: Place;
  readonly tools?: readonly string[];
}

function watched(
  scope: ScopePlan & { readonly at: Place },
  by: string,
  conditions: readonly Condition[],
  name: string,
) {
  let spoke = false;
  const seen = conditions.map(({ expr, at, tools }) => ({
    at,
    tools,
    truth: condition(expr),
    true: false,
    false: false,
    unknown: false,
  }));
  return {
    see(call: Call, decision: Decision): void {
      if (!concerns(scope, call)) return;
      spoke ||= said(decision, by, name);
      for (const one of seen) {
        if (one.tools?.includes(call.tool.name) === false) continue;
        const truth = one.truth(call.facts);
        if (truth === unknown) one.unknown = true;
        else if (truth) one.true = true;
        else one.false = true;
      }
    },
    report: (): RuleCoverage => ({
      name,
      at: scope.at,
      spoke,
      conditions: seen.map(({ at, true: yes, false: no, unknown: open }) => ({
        at,
        true: yes,
        false: no,
        unknown: open,
      })),
    }),
  };
}

const concerns = ({ agents, tools }: ScopePlan, call: Call): boolean =>
  tools.includes(call.tool.name) &&
  (agents === null || [call.agent, ...call.chain.agents].some((agent) => agents.includes(agent)));

const said = ({ opinions }: Decision, by: string, name: string): boolean =>
  opinions.some((opinion) => opinion.by === by && opinion.rule === name);

function percentOf(parts: Omit<Coverage, 'percent'>): number {
  const marks = [
    ...[...parts.rules, ...parts.constraints].flatMap(({ spoke, conditions }) => [
      spoke,
      ...conditions.flatMap((one) => [one.true, one.false]),
    ]),
    ...parts.limits.map(({ spoke }) => spoke),
  ];
  if (marks.length === 0) return 100;
  return Math.floor((marks.filter(Boolean).length * 1000) / marks.length) / 10;
}
