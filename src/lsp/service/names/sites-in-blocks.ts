import type {
  Actions,
  ConstraintDeclaration,
  Declaration,
  FactsDeclaration,
  GateDeclaration,
  LimitDeclaration,
  Path,
  PolicyDeclaration,
  ProveDeclaration,
  TestDeclaration,
  ToolDeclaration,
} from '../../../dsl/syntax/ast.ts';
import type { NameKind, Reading, SiteWalk } from './sites.ts';

type Block = Exclude<Declaration, { kind: 'import' | 'use' | 'type' | 'context' }>;

/** Notes the places of a tool, a block of facts, or a block that decides. */
export function walkPolicies(walk: SiteWalk, node: Block): void {
  switch (node.kind) {
    case 'tool':
      tool(walk, node);
      return;
    case 'policy':
      policy(walk, node);
      return;
    case 'limit':
      limit(walk, node);
      return;
    case 'constraint':
      constraint(walk, node);
      return;
    case 'gate':
      gate(walk, node);
      return;
    case 'prove':
      prove(walk, node);
      return;
    case 'test':
      testBlock(walk, node);
      return;
    case 'pipeline':
      walk.declares(node.name, 'block');
      walk.target(node.target);
      for (const { facts } of node.stages) {
        for (const fact of facts?.facts ?? []) {
          if (['gate', 'check'].includes(fact.key.text)) walk.fact(fact, 'block');
        }
      }
      walk.verdict(node.otherwise);
      return;
    default:
      facts(walk, node);
  }
}

const only = (path: Path): Actions => ({ kind: 'paths', span: path.span, paths: [path] });

function tool(walk: SiteWalk, node: ToolDeclaration): void {
  walk.declares(node.path, 'tool');
  for (const fact of node.facts) if (fact.key.text === 'labels') walk.fact(fact, 'label');
  walk.fields(node.args?.fields ?? []);
  if (node.result !== undefined) walk.type(node.result.type);
  const reading: Reading = { actions: [], target: undefined, within: node.path };
  for (const lookup of node.lookups) {
    const { tool: from, args, name } = lookup;
    walk.sites.push({ site: 'field', node: lookup, span: name.span });
    walk.name(from, 'tool');
    walk.record(args, { of: 'args', actions: [only(from)] }, reading);
  }
  if (node.serialBy !== undefined) walk.expr(node.serialBy, reading);
}

const namesOf: Readonly<Record<string, readonly NameKind[]>> = {
  'agent.tools': ['tool'],
  'agent.delegates': ['agent'],
  'secret.for': ['tool'],
};

function facts(walk: SiteWalk, node: FactsDeclaration): void {
  if (node.kind !== 'audit' && node.kind !== 'trace') walk.declares(node.name, node.kind);
  const reading: Reading = {
    actions: [{ kind: 'any tool', span: node.span, labelled: undefined, where: undefined }],
    target: undefined,
  };
  for (const fact of node.facts) {
    const kinds = namesOf[`${node.kind}.${fact.key.text}`];
    if (kinds !== undefined) walk.fact(fact, ...kinds);
    else if (fact.value.kind === 'verdict') walk.verdict(fact.value);
    else if (fact.key.text === 'hide' || fact.key.text === 'sensitive')
      walk.expr(fact.value, reading);
  }
}

function policy(walk: SiteWalk, node: PolicyDeclaration): void {
  const { target } = node;
  walk.declares(node.name, 'block');
  walk.target(target);
  for (const rule of node.rules) {
    walk.sites.push({ site: 'rule', policy: node.name, name: rule.name, span: rule.name.span });
    walk.who(rule.from);
    walk.actions(rule.actions, target);
    const reading: Reading = { actions: [rule.actions], target };
    for (const clause of rule.clauses) {
      if (clause.kind === 'when' || clause.kind === 'unless') walk.expr(clause.expr, reading);
      else if (clause.kind === 'example' || clause.kind === 'counterexample') {
        walk.record(clause.record, { of: 'args', actions: [rule.actions] }, reading);
      } else if (clause.kind === 'then') {
        for (const duty of clause.duties) {
          if (duty.word.text !== 'notify') walk.reference(duty.subject, reading);
          else walk.name(duty.path ?? duty.subject?.path, 'approvers');
        }
      }
    }
  }
}

function limit(walk: SiteWalk, node: LimitDeclaration): void {
  const { target } = node;
  walk.declares(node.name, 'block');
  walk.target(target);
  const actions = node.clauses.flatMap((each) => (each.kind === 'on' ? [each.actions] : []));
  const reading: Reading = { actions, target };
  for (const clause of node.clauses) {
    if (clause.kind === 'on') walk.actions(clause.actions, target);
    else if (clause.kind === 'otherwise') walk.verdict(clause.verdict);
    else if (clause.kind === 'for each') walk.expr(clause.expr, reading);
    else if (clause.kind !== 'because' && clause.of !== undefined) walk.expr(clause.of, reading);
  }
}

function constraint(walk: SiteWalk, node: ConstraintDeclaration): void {
  const { target } = node;
  walk.declares(node.name, 'block');
  walk.target(target);
  for (const clause of node.clauses) {
    if (clause.kind === 'for every') {
      walk.actions(clause.actions, target);
      walk.expr(clause.holds, { actions: [clause.actions], target });
    } else if (clause.kind === 'temporal') {
      walk.actions(clause.first, target);
      walk.actions(clause.second, target);
    } else if (clause.kind === 'otherwise') walk.verdict(clause.verdict);
  }
}

function gate(walk: SiteWalk, node: GateDeclaration): void {
  walk.declares(node.name, 'block');
  walk.target(node.target);
  for (const clause of node.clauses) {
    if (clause.kind === 'on') walk.actions(clause.actions, node.target);
    else if (clause.kind === 'score') walk.name(clause.scorer, 'plugin');
    else if (clause.kind !== 'because') walk.verdict(clause.verdict);
  }
}

function prove(walk: SiteWalk, node: ProveDeclaration): void {
  for (const { agent, actions, when, unless } of node.claims) {
    walk.target(agent);
    walk.actions(actions, agent);
    const reading: Reading = { actions: [actions], target: agent };
    if (when !== undefined) walk.expr(when, reading);
    if (unless !== undefined) walk.expr(unless, reading);
  }
}

function testBlock(walk: SiteWalk, node: TestDeclaration): void {
  walk.name(node.agent, 'agent');
  let called: readonly Actions[] = [];
  for (const step of node.steps) {
    const reading: Reading = { actions: called, target: undefined };
    switch (step.kind) {
      case 'given context':
        walk.record(step.record, { of: 'context' }, reading);
        break;
      case 'given result':
        walk.name(step.tool, 'tool');
        if (step.value.kind === 'record') {
          walk.record(step.value, { of: 'result', tool: step.tool }, reading);
        }
        break;
      case 'call':
        called = [only(step.tool)];
        walk.name(step.tool, 'tool');
        walk.record(step.args, { of: 'args', actions: called }, reading);
        if (step.returns?.kind === 'record') {
          walk.record(step.returns, { of: 'result', tool: step.tool }, reading);
        }
        break;
      case 'expect verdict':
        if (step.by?.text !== 'default') walk.name(step.by, 'rule', 'block');
        break;
      case 'expect approval':
        walk.who(step.from);
        break;
      case 'expect hide':
        walk.reference(step.subject, reading);
        break;
      case 'expect missed':
        walk.name(step.constraint, 'block');
        break;
      case 'expect':
        walk.expr(step.expr, reading);
        break;
      default:
    }
  }
}
