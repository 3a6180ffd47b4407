import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import type { Span } from '../../text/source.ts';
import type { Model, Reach } from '../model.ts';
import { declarations, type Module } from '../modules/module.ts';
import { isReachable } from '../parts/selection.ts';
import type { Whole } from '../parts/whole.ts';

/**
 * Reports rules, limits and constraints of the entry file that no call can ever reach. A rule that
 * forbids `any tool …` may stand guard over tools to come; what names its tools may not.
 */
export function reportInert(whole: Whole, model: Model): void {
  const [entry] = whole.modules;
  for (const rule of model.rules) {
    if (!rule.module.isEntry) continue;
    const { actions, name } = rule.node;
    if (rule.verdict === 'forbid' && actions.kind === 'any tool') continue;
    reportUnreached(whole, entry, rule, { text: rule.name, span: name.span }, 'rule');
  }
  const limits = new Map(model.limits.map((limit) => [limit.name, limit]));
  for (const { name } of declarations(entry, 'limit')) {
    const limit = limits.get(name.text);
    if (limit !== undefined) reportUnreached(whole, entry, limit, name, 'limit');
  }
  const constraints = new Map(model.constraints.map((each) => [each.name, each]));
  for (const { name } of declarations(entry, 'constraint')) {
    const constraint = constraints.get(name.text);
    if (constraint !== undefined) reportUnreached(whole, entry, constraint, name, 'constraint');
  }
}

function reportUnreached(
  whole: Whole,
  module: Module,
  reach: Reach,
  name: { readonly text: string; readonly span: Span },
  kind: string,
): void {
  if (isReachable(whole, reach)) return;
  const tools = reach.tools.map((tool) => tool.name);
  const params = { kind, name: name.text, tools };
  whole.findings.add(meaning.unreached, module.source, name.span, params);
}
