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
  const rules = new Map(model.rules.map((rule) => [rule.name, rule]));
  for (const policy of declarations(entry, 'policy')) {
    for (const node of policy.rules) {
      const rule = rules.get(`${policy.name.text}.${node.name.text}`);
      if (rule === undefined) continue;
      if (rule.verdict === 'forbid' && node.actions.kind === 'any tool') continue;
      reportUnreached(whole, entry, rule, { ...node.name, text: rule.name }, 'rule');
    }
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
