import type {
  ConditionPlan,
  ConstraintPlan,
  ExprPlan,
  LimitPlan,
  OrderPlan,
  Place,
  Plan,
  RulePlan,
  WindowPlan,
} from '../../../dsl/plan/plan.ts';
import { testable } from './coverage.ts';
import { expressionMutants } from './expression-mutants.ts';

/** A plan with one small thing changed. */
export interface Mutant {
  /** What was changed, in words. */
  readonly what: string;
  readonly at: Place;
  /** Calls of these tools may come out otherwise; no other call can. */
  readonly tools: readonly string[];
  readonly plan: Plan;
}

interface Change<T> {
  readonly what: string;
  readonly at: Place;
  /** Undefined takes the whole part out. */
  readonly to: T | undefined;
}

/**
 * Every mutant of a plan's rules, limits and constraints: each part dropped, each verdict and clause
 * turned, each bound moved both ways, each `and` and `or` exchanged, each member of a list taken out.
 * None of what speaks of events alone.
 */
export function mutantsOf(plan: Plan): readonly Mutant[] {
  const mutants = [
    ...plan.rules.flatMap((rule, index) =>
      changesOf(rule).map((change) => ({
        ...named(`rule \`${rule.name}\``, change),
        tools: rule.tools,
        plan: { ...plan, rules: replaced(plan.rules, index, change.to) },
      })),
    ),
    ...plan.limits.flatMap((limit, index) =>
      limitChanges(limit).map((change) => ({
        ...named(`limit \`${limit.name}\``, change),
        tools: limit.tools,
        plan: { ...plan, limits: replaced(plan.limits, index, change.to) },
      })),
    ),
    ...plan.constraints.flatMap((constraint, index) =>
      constraintChanges(constraint).map((change) => ({
        ...named(`constraint \`${constraint.name}\``, change),
        tools: constraint.tools,
        plan: { ...plan, constraints: replaced(plan.constraints, index, change.to) },
      })),
    ),
  ];
  return mutants.filter(testable(plan));
}

const named = (part: string, { what, at }: Change<unknown>) => ({ what: `${part}: ${what}`, at });

function replaced<T>(list: readonly T[], index: number, to: T | undefined): readonly T[] {
  return list.flatMap((one, at) => (at !== index ? [one] : to === undefined ? [] : [to]));
}

function changesOf(rule: RulePlan): readonly Change<RulePlan>[] {
  const { at, conditions } = rule;
  const { from: _, ...asked } = rule;
  const verdicts: readonly RulePlan['verdict'][] =
    rule.verdict === 'permit' ? ['forbid'] : rule.verdict === 'forbid' ? ['permit'] : ['forbid'];
  return [
    { what: 'the rule is dropped', at, to: undefined },
    ...verdicts.map((verdict) => ({
      what: `\`${rule.verdict}\` becomes \`${verdict}\``,
      at,
      to: { ...asked, verdict },
    })),
    ...(rule.tools.length < 2 ? [] : rule.tools).map((tool) => ({
      what: `\`${tool}\` is taken out`,
      at,
      to: { ...rule, tools: rule.tools.filter((other) => other !== tool) },
    })),
    ...conditions.flatMap((condition, index) =>
      conditionChanges(condition).map(({ what, at, to }) => ({
        what,
        at,
        to: { ...rule, conditions: replaced(conditions, index, to) },
      })),
    ),
    ...rule.duties.map((duty, index) => ({
      what: `\`${duty.duty}\` is dropped`,
      at,
      to: { ...rule, duties: replaced(rule.duties, index, undefined) },
    })),
  ];
}

function conditionChanges(condition: ConditionPlan): readonly Change<ConditionPlan>[] {
  const { word, at } = condition;
  const other = word === 'when' ? 'unless' : 'when';
  return [
    { what: `the \`${word}\` is dropped`, at, to: undefined },
    { what: `\`${word}\` becomes \`${other}\``, at, to: { ...condition, word: other } },
    ...inside(condition.expr, (expr) => ({ ...condition, expr })),
  ];
}

const inside = <T>(expr: ExprPlan, put: (expr: ExprPlan) => T): readonly Change<T>[] =>
  expressionMutants(expr).map(({ what, at, expr }) => ({ what, at, to: put(expr) }));

function limitChanges(limit: LimitPlan): readonly Change<LimitPlan>[] {
  return [
    { what: 'the limit is dropped', at: limit.at, to: undefined },
    ...limit.windows.flatMap((window, index) =>
      windowChanges(window).map(({ what, at, to }) => ({
        what,
        at,
        to: { ...limit, windows: replaced(limit.windows, index, to) },
      })),
    ),
    ...limit.forEach.map((key, index) => ({
      what: 'the `for each` is dropped',
      at: key.at,
      to: { ...limit, forEach: replaced(limit.forEach, index, undefined) },
    })),
  ];
}

/** A count moves by one call, a sum by a hundredth. */
function windowChanges(window: WindowPlan): readonly Change<WindowPlan>[] {
  const step = window.of === undefined ? 1n : 10_000_000n;
  const { form, at, max, burst } = window;
  const moved = form === 'rate' && burst !== undefined ? burst : max;
  const put = (value: bigint): WindowPlan =>
    form === 'rate' && burst !== undefined
      ? { ...window, burst: String(value) }
      : { ...window, max: String(value) };
  const bound = form === 'rate' ? 'the burst' : 'the bound';
  return [
    { what: `${bound} is moved up`, at, to: put(BigInt(moved) + step) },
    { what: `${bound} is moved down`, at, to: put(BigInt(moved) - step) },
    { what: 'the time is doubled', at, to: { ...window, perMs: window.perMs * 2 } },
    { what: 'the time is halved', at, to: { ...window, perMs: Math.ceil(window.perMs / 2) } },
  ];
}

function constraintChanges(constraint: ConstraintPlan): readonly Change<ConstraintPlan>[] {
  const { order = [] } = constraint;
  const claims = constraint.holds.flatMap((claim, index) => [
    {
      what: 'the `for every` is dropped',
      at: claim.at,
      to: { ...constraint, holds: replaced(constraint.holds, index, undefined) },
    },
    ...inside(claim.expr, (expr) => ({
      ...constraint,
      holds: replaced(constraint.holds, index, { ...claim, expr }),
    })),
  ]);
  const orders = order.flatMap((clause, index) => {
    const put = (to: OrderPlan | undefined): ConstraintPlan => ({
      ...constraint,
      order: replaced(order, index, to),
    });
    const { at, matching, withinMs, ...bare } = clause;
    const whole = { ...bare, at, ...(withinMs === undefined ? {} : { withinMs }) };
    return [
      { what: `the \`${clause.form.replace(' ', ' … ')}\` is dropped`, at, to: put(undefined) },
      ...(matching === undefined
        ? []
        : [
            { what: 'the `matching` is dropped', at, to: put(whole) },
            ...inside(matching, (expr) => put({ ...clause, matching: expr })),
          ]),
      ...(withinMs === undefined
        ? []
        : [{ what: 'the time is doubled', at, to: put({ ...clause, withinMs: withinMs * 2 }) }]),
    ];
  });
  return [...claims, ...orders];
}
