import { canonicalJson } from '../dsl/plan/canonical.ts';
import type { ExprPlan, Place, Plan, RulePlan, ToolPlan } from '../dsl/plan/plan.ts';
import { VakError } from '../runtime/contract/errors.ts';
import { resolve } from './attributes.ts';
import { lowerOperator, Refused } from './operators.ts';
import type { PolicyCondition, PolicyRule } from './rule.ts';

/**
 * The plan with rules from code beside the file's, in one order of names, so that they are decided
 * together and stand in its digest. The place of the n-th rule is `rules:n:1`.
 * @throws VakError VAK6202 for a rule that does not fit the file, naming it and what is wrong
 */
export function withRules(plan: Plan, rules: readonly PolicyRule[]): Plan {
  if (rules.length === 0) return plan;
  const lowered = rules.map((rule, index) => lower(plan, rule, `rules:${index + 1}:1`));
  const names = new Set(plan.rules.map(({ name }) => name));
  for (const { name, at } of lowered) {
    if (names.has(name)) refuse(at, name, 'there is another rule of this name');
    names.add(name);
  }
  const all = [...plan.rules, ...lowered];
  return { ...plan, rules: all.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)) };
}

const keys = ['name', 'effect', 'tools', 'agents', 'when', 'because', 'from'];
const effects: readonly unknown[] = ['permit', 'forbid', 'approval'];

function lower(plan: Plan, rule: PolicyRule, at: Place): RulePlan {
  const name = String(rule?.name);
  try {
    requireShape(rule);
    const tools = named('tool', rule.tools, plan.tools);
    const agents = rule.agents === undefined ? null : named('agent', rule.agents, plan.agents);
    const when = rule.when ?? [];
    return {
      name,
      verdict: rule.effect,
      agents: agents?.map((agent) => agent.name).sort() ?? null,
      tools: tools.map((tool) => tool.name).sort(),
      ...consent(plan, rule),
      conditions: when.map((each) => ({
        word: 'when',
        expr: condition(plan, tools, each, at),
        at,
      })),
      ...(rule.because === undefined ? {} : { because: rule.because }),
      duties: [],
      examples: [],
      at,
    };
  } catch (cause) {
    if (cause instanceof Refused) return refuse(at, name, cause.message);
    throw cause;
  }
}

function refuse(at: Place, name: string, why: string): never {
  throw new VakError('VAK6202', `rule \`${name}\` (${at}): ${why}`);
}

/** Rules may come from JavaScript or JSON, where nothing was checked before. */
function requireShape(rule: PolicyRule): void {
  const { name, effect, tools, agents = [], when = [], because = '' } = rule;
  if (!/^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)+$/.test(name)) {
    throw new Refused('its name must be of the form `policy.rule`');
  }
  const other = Object.keys(rule).find((key) => !keys.includes(key));
  if (other !== undefined) throw new Refused(`there is no key \`${other}\``);
  if (!effects.includes(effect)) {
    throw new Refused('its effect must be one of `permit`, `forbid`, `approval`');
  }
  if (![tools, agents, when].every(Array.isArray)) {
    throw new Refused('`tools`, `agents` and `when` are lists');
  }
  if (tools.length === 0) throw new Refused('it names no tool');
  if (rule.agents?.length === 0) throw new Refused('its list of agents is empty');
  if (typeof because !== 'string') throw new Refused('`because` must be a string');
}

function named<T extends { readonly name: string }>(
  what: string,
  names: readonly string[],
  all: readonly T[],
): readonly T[] {
  return [...new Set(names)].map((name) => {
    const found = all.find((each) => each.name === name);
    if (found !== undefined) return found;
    throw new Refused(`there is no ${what} \`${name}\``);
  });
}

function consent(plan: Plan, { effect, from }: PolicyRule): Pick<RulePlan, 'from'> {
  if (effect !== 'approval') {
    if (from !== undefined) throw new Refused('`from` stands with `approval` only');
    return {};
  }
  if (from === undefined) throw new Refused('`from` must say whose approval is needed');
  const { approvers, count = 1 } = from;
  named('group of approvers', [approvers], plan.approvers);
  if (!Number.isInteger(count) || count < 1) throw new Refused('`count` must be 1 or more');
  return { from: { approvers, count } };
}

/** Attributes must mean the same in every tool of the rule. */
function condition(
  plan: Plan,
  tools: readonly ToolPlan[],
  of: PolicyCondition,
  at: Place,
): ExprPlan {
  const each = (parts: readonly PolicyCondition[]): readonly ExprPlan[] => {
    if (Array.isArray(parts) && parts.length > 0) {
      return parts.map((part: PolicyCondition) => condition(plan, tools, part, at));
    }
    throw new Refused('`all` and `any` take a list that is not empty');
  };
  if (typeof of !== 'object' || of === null) throw new Refused('a condition must be a record');
  requireOneForm(of);
  if ('all' in of) return { op: 'and', of: each(of.all), at };
  if ('any' in of) return { op: 'or', of: each(of.any), at };
  if ('not' in of) return { op: 'not', of: condition(plan, tools, of.not, at), at };
  const { attribute, operator, value } = of;
  const forms = tools.map((tool) => {
    const resolved = resolve(String(attribute), tool, plan);
    if (resolved !== undefined) return lowerOperator(String(operator), resolved, value, at);
    throw new Refused(`calls of \`${tool.name}\` have no attribute \`${attribute}\``);
  });
  const [form, ...others] = forms as [ExprPlan, ...ExprPlan[]];
  if (others.every((other) => canonicalJson(other) === canonicalJson(form))) return form;
  throw new Refused(`\`${attribute}\` is not of one type in all of its tools`);
}

const forms: readonly string[] = ['all', 'any', 'not'];

function requireOneForm(of: PolicyCondition): void {
  const given = Object.keys(of);
  const composed = given.find((key) => forms.includes(key));
  const known = composed === undefined ? ['attribute', 'operator', 'value'] : [composed];
  const other = given.find((key) => !known.includes(key));
  if (other !== undefined) throw new Refused(`a condition has no key \`${other}\` here`);
}
