import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import { names } from '../../diagnostics/catalogue/names/index.ts';
import type { ConditionPlan, DutyPlan } from '../../plan/plan.ts';
import type { Clause, PolicyDeclaration, Rule as RuleNode } from '../../syntax/ast.ts';
import { condition } from '../expressions/elaborate.ts';
import { guarded, guardsOf, type Scope } from '../expressions/scope.ts';
import type { Agent, Rule, Tool } from '../model.ts';
import type { Module } from '../modules/module.ts';
import { amountOf } from '../parts/facts.ts';
import { targetOf, toolsOf } from '../parts/selection.ts';
import { whoOf } from '../parts/verdict.ts';
import { callScope, type Whole } from '../parts/whole.ts';
import { dutyOf } from './duties.ts';
import { examplesOf } from './examples.ts';

/**
 * The rules of a policy. A `permit` of an import counts only where every importer on the way took
 * permits; rules that object come along freely.
 */
export function policyRules(
  whole: Whole,
  module: Module,
  node: PolicyDeclaration,
): readonly Rule[] {
  const { findings } = whole;
  const agents = targetOf(whole, module, node.target);
  const seen = new Set<string>();
  const rules: Rule[] = [];
  for (const each of node.rules) {
    if (seen.has(each.name.text)) {
      const params = { kind: 'rule', name: each.name.text };
      findings.add(names.declaredTwice, module.source, each.name.span, params);
    }
    seen.add(each.name.text);
    const name = `${module.prefix}${node.name.text}.${each.name.text}`;
    const rule = findings.muted(each.broken, () => ruleOf(whole, module, each, name, agents));
    if (rule.verdict !== 'permit' || module.taken.has('permits')) rules.push(rule);
  }
  return rules;
}

function ruleOf(
  whole: Whole,
  module: Module,
  node: RuleNode,
  name: string,
  agents: readonly Agent[] | undefined,
): Rule {
  const tools = toolsOf(whole, module, node.actions, agents);
  const scope = callScope(whole, module, tools);
  const before = whole.findings.errors;
  const conditions = conditionsOf(node.clauses, scope);
  const at = module.source.at(node.name.span);
  const rule: Rule = {
    name,
    module,
    agents,
    tools,
    verdict: node.verdict,
    from: whoOf(whole, module, node.from),
    conditions,
    withinMs: withinOf(whole, module, node),
    because: onlyText(whole, module, node.clauses),
    duties: dutiesOf(whole, module, node.clauses, tools),
    examples: [],
    doc: node.doc,
    node,
    at,
  };
  const sound = whole.findings.errors === before;
  const examples = examplesOf(whole, module, node, rule, scope, { sound });
  return examples.length === 0 ? rule : { ...rule, examples };
}

function dutiesOf(
  whole: Whole,
  module: Module,
  clauses: readonly Clause[],
  tools: readonly Tool[],
): readonly DutyPlan[] {
  const duties: DutyPlan[] = [];
  for (const clause of clauses) {
    if (clause.kind !== 'then') continue;
    for (const each of clause.duties) {
      const duty = dutyOf(whole, module, each, tools);
      if (duty !== undefined) duties.push(duty);
    }
  }
  return duties;
}

/** The clauses that decide; what a `has` in one of them shows holds in the others too. */
function conditionsOf(clauses: readonly Clause[], scope: Scope): readonly ConditionPlan[] {
  const guards = clauses.flatMap((each) => {
    if (each.kind === 'when') return guardsOf(each.expr, true);
    return each.kind === 'unless' ? guardsOf(each.expr, false) : [];
  });
  const inner = guarded(scope, guards);
  const conditions: ConditionPlan[] = [];
  for (const each of clauses) {
    if (each.kind !== 'when' && each.kind !== 'unless') continue;
    const expr = condition(each.expr, inner);
    conditions.push({ word: each.kind, expr, at: scope.module.source.at(each.span) });
  }
  return conditions;
}

function withinOf(whole: Whole, module: Module, node: RuleNode): number | undefined {
  const clauses = node.clauses.filter((each) => each.kind === 'within');
  const [first, second] = clauses;
  if (first === undefined) return undefined;
  if (node.verdict !== 'approval') {
    whole.findings.add(meaning.withinNoApproval, module.source, first.span, {});
  }
  if (second !== undefined) repeated(whole, module, 'within', second.span);
  const ms = amountOf(first.duration, 'duration');
  if (ms === undefined) {
    const params = { what: 'a positive duration' };
    whole.findings.add(meaning.badBound, module.source, first.duration.span, params);
  }
  return ms;
}

/** The author's words in a block that may give them once. */
export function onlyText(
  whole: Whole,
  module: Module,
  clauses: readonly { readonly kind: string }[],
): string | undefined {
  const because = clauses.filter(
    (each): each is Extract<Clause, { kind: 'because' }> => each.kind === 'because',
  );
  const [first, second] = because;
  if (second !== undefined) repeated(whole, module, 'because', second.span);
  return first?.text.text;
}

/** Reports a clause that may stand once and stands again. */
export function repeated(
  whole: Whole,
  module: Module,
  clause: string,
  span: RuleNode['span'],
): void {
  whole.findings.add(meaning.clauseTwice, module.source, span, { clause });
}
