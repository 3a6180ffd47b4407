import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import { condition as evaluate, type Facts } from '../../plan/evaluate.ts';
import type { ConditionPlan, ExamplePlan } from '../../plan/plan.ts';
import type { Clause, Rule as RuleNode } from '../../syntax/ast.ts';
import { fromJson } from '../../values/from-json.ts';
import type { Json, Truth } from '../../values/value.ts';
import { unknown } from '../../values/value.ts';
import { constantRecord, literalPlan } from '../expressions/constant.ts';
import type { Scope } from '../expressions/scope.ts';
import type { Rule, Tool } from '../model.ts';
import type { Module } from '../modules/module.ts';
import { toolFacts } from '../parts/selection.ts';
import { bareScope, type Whole } from '../parts/whole.ts';
import { typePlan } from '../types/type.ts';

type Example = Extract<Clause, { kind: 'example' | 'counterexample' }>;

/**
 * The examples of a rule, held against it: every tool it selects must accept each; no example may make
 * the conditions false, every counterexample must. What an example leaves out is unknown.
 */
export function examplesOf(
  whole: Whole,
  module: Module,
  node: RuleNode,
  rule: Rule,
  scope: Scope,
  conditions: { readonly sound: boolean },
): readonly ExamplePlan[] {
  const plans: ExamplePlan[] = [];
  for (const clause of node.clauses) {
    if (clause.kind !== 'example' && clause.kind !== 'counterexample') continue;
    const plan = exampleOf(whole, module, clause, rule, conditions.sound);
    if (plan !== undefined) plans.push({ ...plan, at: scope.module.source.at(clause.span) });
  }
  return plans;
}

function exampleOf(
  whole: Whole,
  module: Module,
  clause: Example,
  rule: Rule,
  sound: boolean,
): ExamplePlan | undefined {
  let plan: ExamplePlan | undefined;
  for (const tool of rule.tools) {
    if (tool.args.partial) return undefined;
    const json = constantRecord(clause.record, tool.args, bareScope(whole, module));
    if (json === undefined) return undefined;
    const at = module.source.at(clause.record.span);
    const args = Object.entries(json).map(([name, value]) => ({
      name,
      value: literalPlan(value, tool.args.fields.get(name)?.type ?? { kind: 'broken' }, at),
    }));
    plan ??= { word: clause.kind, args, at };
    if (sound && !holdsFor(whole, module, clause, rule, tool, json)) return undefined;
  }
  return plan;
}

function holdsFor(
  whole: Whole,
  module: Module,
  clause: Example,
  rule: Rule,
  tool: Tool,
  json: Json,
): boolean {
  const args = fromJson(json, typePlan(tool.args));
  if (!args.ok) {
    const params = { tool: tool.name, path: args.path, expected: args.expected };
    whole.findings.add(meaning.exampleRefused, module.source, clause.record.span, params);
    return false;
  }
  const truth = truthOf(rule.conditions, { args: args.value, tool: toolFacts(tool) });
  if (clause.kind === 'example' && truth === false) {
    const params = { rule: rule.name };
    whole.findings.add(meaning.exampleFails, module.source, clause.span, params);
  }
  if (clause.kind === 'counterexample' && truth !== false) {
    const params = { rule: rule.name, unknown: truth === unknown };
    whole.findings.add(meaning.counterexampleHolds, module.source, clause.span, params);
  }
  return true;
}

/** Whether all conditions of a rule hold, in three values. */
function truthOf(conditions: readonly ConditionPlan[], facts: Facts): Truth {
  let all: Truth = true;
  for (const { word, expr } of conditions) {
    const of = evaluate(expr)(facts);
    const truth = word === 'when' || of === unknown ? of : !of;
    if (truth === false) return false;
    if (truth === unknown) all = unknown;
  }
  return all;
}
