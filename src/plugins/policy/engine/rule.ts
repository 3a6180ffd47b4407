import type {
  ApproversPlan,
  ConditionPlan,
  ExprPlan,
  Facts,
  Opinion,
  Requirement,
  RulePlan,
  Truth,
} from '../../../runtime/contract/index.ts';
import { condition, reasonUnknown, unknown } from '../../../runtime/contract/index.ts';

/** A rule made ready once, to be asked for every decision. */
export interface Rule {
  /** Where it stands among the rules of the plan; opinions come in this order. */
  readonly ordinal: number;
  readonly plan: RulePlan;
  readonly grants: boolean;
  /** Whether all of its conditions hold. Pure; never throws. */
  holds(facts: Facts): Truth;
  /** What the rule says when it holds; one frozen object for every call. */
  readonly opinion: Opinion;
  /** The same rule for facts of which one of its questions is known to be true: it is not asked again. */
  given(question: ExprPlan): Rule;
}

/** Compiles a rule. An approval rule's question stands for the shorter of its and the approvers' time. */
export function compileRule(
  plan: RulePlan,
  ordinal: number,
  approvers: ReadonlyMap<string, ApproversPlan>,
): Rule {
  return new CompiledRule(plan, ordinal, approvers);
}

/** Its closures and its opinion are made when it is first asked: of many rules few ever are. */
class CompiledRule implements Rule {
  readonly ordinal: number;
  readonly plan: RulePlan;
  readonly grants: boolean;
  readonly #approvers: ReadonlyMap<string, ApproversPlan>;
  #holds: ((facts: Facts) => Truth) | undefined;
  #opinion: Opinion | undefined;

  constructor(plan: RulePlan, ordinal: number, approvers: ReadonlyMap<string, ApproversPlan>) {
    this.plan = plan;
    this.ordinal = ordinal;
    this.grants = plan.verdict === 'permit';
    this.#approvers = approvers;
  }

  holds(facts: Facts): Truth {
    this.#holds ??= conjunction(this.plan.conditions.map(truthOf));
    return this.#holds(facts);
  }

  get opinion(): Opinion {
    this.#opinion ??= opinionOf(this.plan, this.#approvers);
    return this.#opinion;
  }

  given(question: ExprPlan): Rule {
    const conditions = this.plan.conditions.flatMap((each) => without(each, question));
    const rest = conjunction(conditions.map(truthOf));
    return new GivenRule(this, rest);
  }
}

class GivenRule implements Rule {
  readonly ordinal: number;
  readonly plan: RulePlan;
  readonly grants: boolean;
  readonly opinion: Opinion;
  readonly holds: (facts: Facts) => Truth;

  constructor({ ordinal, plan, grants, opinion }: Rule, holds: (facts: Facts) => Truth) {
    this.ordinal = ordinal;
    this.plan = plan;
    this.grants = grants;
    this.opinion = opinion;
    this.holds = holds;
  }

  given(): Rule {
    return this;
  }
}

/** A condition without one of its questions; nothing where that was all of it. */
function without(condition: ConditionPlan, question: ExprPlan): readonly ConditionPlan[] {
  const { word, expr } = condition;
  if (word !== 'when') return [condition];
  if (expr === question) return [];
  if (expr.op !== 'and') return [condition];
  return [{ ...condition, expr: { ...expr, of: expr.of.filter((each) => each !== question) } }];
}

function opinionOf(plan: RulePlan, approvers: ReadonlyMap<string, ApproversPlan>): Opinion {
  const from = requirement(plan, approvers);
  return Object.freeze<Opinion>({
    by: 'policy',
    verdict: plan.verdict,
    rule: plan.name,
    at: plan.at,
    ...(plan.because === undefined ? {} : { because: plan.because }),
    ...(from === undefined ? {} : { from }),
    ...(plan.duties.length === 0 ? {} : { duties: plan.duties }),
  });
}

function requirement(
  plan: RulePlan,
  approvers: ReadonlyMap<string, ApproversPlan>,
): Requirement | undefined {
  if (plan.from === undefined) return undefined;
  const asked = approvers.get(plan.from.approvers)?.withinMs ?? Number.POSITIVE_INFINITY;
  const withinMs = Math.min(asked, plan.withinMs ?? Number.POSITIVE_INFINITY);
  return Object.freeze({
    approvers: plan.from.approvers,
    count: plan.from.count,
    withinMs: Number.isFinite(withinMs) ? withinMs : 0,
  });
}

function truthOf(plan: ConditionPlan): (facts: Facts) => Truth {
  const truth = condition(plan.expr);
  if (plan.word === 'when') return truth;
  return (facts) => {
    const value = truth(facts);
    return value === unknown ? unknown : !value;
  };
}

function conjunction(conditions: readonly ((facts: Facts) => Truth)[]): (facts: Facts) => Truth {
  const [first, second, ...rest] = conditions;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  if (rest.length === 0) return (facts) => both(first, second, facts);
  return (facts) => {
    let truth: Truth = true;
    for (const holds of conditions) {
      const next = holds(facts);
      if (next === false) return false;
      if (next === unknown) truth = unknown;
    }
    return truth;
  };
}

function both(
  first: (facts: Facts) => Truth,
  second: (facts: Facts) => Truth,
  facts: Facts,
): Truth {
  const a = first(facts);
  if (a === false) return false;
  const b = second(facts);
  return b === false || a === true ? b : a;
}

/**
 * What a rule says of these facts; undefined when it is silent. A permit speaks only where every
 * condition is true. An objection speaks unless a condition is false, and where one is unknown its
 * `detail` names that condition and why.
 */
export function speak(rule: Rule, facts: Facts): Opinion | undefined {
  const truth = rule.holds(facts);
  if (truth === true) return rule.opinion;
  if (truth === false || rule.grants) return undefined;
  return { ...rule.opinion, detail: unknowns(rule.plan, facts) };
}

function unknowns(plan: RulePlan, facts: Facts): string {
  const reasons: string[] = [];
  for (const { word, expr, at } of plan.conditions) {
    const reason = reasonUnknown(expr, facts);
    if (reason !== undefined) reasons.push(`the \`${word}\` at ${at} is unknown: ${reason}`);
  }
  return reasons.join('; ');
}
