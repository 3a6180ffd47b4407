import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import type { Rule as RuleNode } from '../../syntax/ast.ts';
import { referencesIn } from '../expressions/references.ts';
import type { Model, Tool } from '../model.ts';
import type { Whole } from '../parts/whole.ts';

/** Reports rules about irreversible tools that rest on a record among the arguments. */
export function reportRecordDecisions(whole: Whole, model: Model): void {
  if (!model.tools.some(isIrreversible)) return;
  for (const { module, node, tools } of model.rules) {
    if (!module.isEntry) continue;
    const irreversible = tools.filter(isIrreversible);
    if (irreversible.length > 0) reportRecords(whole, node, irreversible);
  }
}

const isIrreversible = (tool: Tool): boolean => tool.effect === 'irreversible';

function reportRecords(whole: Whole, node: RuleNode, tools: readonly Tool[]): void {
  const [entry] = whole.modules;
  for (const clause of node.clauses) {
    if (clause.kind !== 'when' && clause.kind !== 'unless') continue;
    for (const { path, span } of referencesIn(clause.expr)) {
      const [root, first, second] = path.segments;
      if (root?.text !== 'args' || first === undefined || second === undefined) continue;
      const isRecord = (tool: Tool): boolean =>
        tool.args.fields.get(first.text)?.type.kind === 'record';
      const tool = tools.find(isRecord);
      if (tool === undefined) continue;
      const params = { path: path.text, tool: tool.name };
      whole.findings.add(meaning.decidesOnRecord, entry.source, span, params);
    }
  }
}
