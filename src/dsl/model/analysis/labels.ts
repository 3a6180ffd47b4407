import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import type { ExprPlan } from '../../plan/plan.ts';
import type { Span } from '../../text/source.ts';
import type { Model } from '../model.ts';
import { declarations } from '../modules/module.ts';
import { labelsIn } from '../parts/selection.ts';
import { builtInLabels, type Whole } from '../parts/whole.ts';

/** Reports labels that the entry file gives and that no rule, limit or constraint names. */
export function reportUnusedLabels(whole: Whole, model: Model): void {
  const named = new Set([...builtInLabels, ...whole.labelsNamed]);
  for (const expr of conditionsOf(model)) {
    for (const label of labelsIn(expr)) named.add(label);
  }
  const [entry] = whole.modules;
  const report = (label: { readonly text: string; readonly span: Span }): void => {
    if (named.has(label.text)) return;
    const params = { label: label.text };
    whole.findings.add(meaning.labelUnused, entry.source, label.span, params);
  };
  for (const node of declarations(entry, 'tool')) {
    const labels = node.facts.find((fact) => fact.key.text === 'labels')?.value;
    if (labels?.kind === 'list') {
      for (const item of labels.items) {
        if (item.kind === 'word') report(item);
        else if (item.kind === 'literal') report({ text: item.value, span: item.span });
        else if (item.kind === 'reference') report(item.path);
      }
    }
    if (node.result?.type.kind === 'fields') {
      for (const { label } of node.result.type.fields) if (label !== undefined) report(label);
    }
  }
  for (const { fields } of declarations(entry, 'type')) {
    for (const { label } of fields) if (label !== undefined) report(label);
  }
}

function conditionsOf(model: Model): readonly ExprPlan[] {
  return [
    ...model.rules.flatMap((rule) => rule.conditions.map((each) => each.expr)),
    ...model.constraints.flatMap((each) => each.holds.map(({ expr }) => expr)),
    ...model.limits.flatMap((limit) => limit.forEach),
  ];
}
