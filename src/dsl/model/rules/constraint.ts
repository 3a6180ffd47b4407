import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import { plugins } from '../../diagnostics/catalogue/plugins.ts';
import type {
  ConstraintDeclaration,
  FactsDeclaration,
  ProveDeclaration,
} from '../../syntax/ast.ts';
import type { Span } from '../../text/source.ts';
import { condition } from '../expressions/elaborate.ts';
import { plainRoot } from '../expressions/scope.ts';
import type { Constraint, Proof } from '../model.ts';
import type { Module } from '../modules/module.ts';
import { factsOf } from '../parts/facts.ts';
import { targetOf, toolsOf } from '../parts/selection.ts';
import { objectionOf } from '../parts/verdict.ts';
import { callScope, type Whole } from '../parts/whole.ts';
import { single } from '../types/type.ts';
import { type Ordered, orderOf } from './order.ts';
import { onlyText, repeated } from './policy.ts';

/** What must hold of every call, and in which order calls may come. */
export function constraintOf(
  whole: Whole,
  module: Module,
  node: ConstraintDeclaration,
): Constraint {
  const agents = node.target === undefined ? undefined : targetOf(whole, module, node.target);
  const holds: Constraint['holds'][number][] = [];
  const order: Ordered[] = [];
  for (const each of node.clauses) {
    if (each.kind === 'temporal') order.push(orderOf(whole, module, each, agents));
    if (each.kind !== 'for every') continue;
    const tools = toolsOf(whole, module, each.actions, agents);
    const expr = condition(each.holds, callScope(whole, module, tools));
    holds.push({ tools, expr, module, span: each.span, at: module.source.at(each.span) });
  }
  if (node.scope !== undefined && order.length === 0) {
    whole.findings.add(meaning.scopeUnused, module.source, node.scope.span, {
      scope: node.scope.text,
    });
  }
  if (holds.length === 0 && order.length === 0) {
    const params = { constraint: node.name.text };
    whole.findings.add(meaning.constraintEmpty, module.source, node.name.span, params);
  }
  const otherwise = node.clauses.filter((each) => each.kind === 'otherwise');
  if (otherwise[1] !== undefined) repeated(whole, module, 'otherwise', otherwise[1].span);
  return {
    name: module.prefix + node.name.text,
    agents,
    tools: [...new Set([...holds, ...order].flatMap((each) => each.tools))],
    holds,
    scope: node.scope?.text as Constraint['scope'],
    order: order.map(({ plan }) => plan),
    otherwise: objectionOf(whole, module, otherwise[0]?.verdict),
    because: onlyText(whole, module, node.clauses),
    at: module.source.at(node.name.span),
  };
}

/** A question that nobody answers yet: its names and types are checked, and that is said. */
export function proofOf(whole: Whole, module: Module, node: ProveDeclaration): Proof {
  whole.findings.add(meaning.unproved, module.source, node.name.span, { name: node.name.text });
  const claims = node.claims.map((claim) => {
    const agents = targetOf(whole, module, claim.agent);
    const tools = toolsOf(whole, module, claim.actions, agents);
    const scope = callScope(whole, module, tools);
    const roots = new Map(scope.roots).set('approved', plainRoot('approved', single('bool')));
    const { when, unless } = claim;
    return {
      agents,
      tools,
      when: when === undefined ? undefined : condition(when, { ...scope, roots }),
      unless: unless === undefined ? undefined : condition(unless, { ...scope, roots }),
      at: module.source.at(claim.span),
    };
  });
  return { name: node.name.text, claims, at: module.source.at(node.name.span) };
}

/** Refuses what the language has and no built-in plugin answers to yet. */
export function refuseUnbuilt(whole: Whole, module: Module, node: FactsDeclaration): void {
  factsOf(whole, module, 'memory', node.facts, ['store', 'keep']);
  notBuilt(whole, module, node.name.span, `\`${node.kind}\``, 'memory');
}

function notBuilt(whole: Whole, module: Module, span: Span, what: string, point: string): void {
  whole.findings.add(plugins.notBuilt, module.source, span, { what, point });
}
