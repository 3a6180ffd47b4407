import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import type { ExprPlan } from '../../plan/plan.ts';
import type { Field, Name } from '../../syntax/ast.ts';
import type { Model } from '../model.ts';
import { declarations } from '../modules/module.ts';
import { labelsIn } from '../parts/selection.ts';
import { builtInLabels, type Whole } from '../parts/whole.ts';

/** Reports labels that the entry file gives and that no rule, limit or constraint names. */
export function reportUnusedLabels(whole: Whole, model: Model): void {
  const given = givenLabels(whole);
  if (given.length === 0) return;
  const named = new Set([...builtInLabels, ...whole.labelsNamed]);
  for (const expr of conditionsOf(model)) {
    for (const label of labelsIn(expr)) named.add(label);
  }
  const [{ source }] = whole.modules;
  for (const { text, span } of given) {
    if (!named.has(text)) whole.findings.add(meaning.labelUnused, source, span, { label: text });
  }
}

/** Every label that the entry file gives to a tool or a field. */
function givenLabels(whole: Whole): readonly Name[] {
  const [entry] = whole.modules;
  const given: Name[] = [];
  const ofFields = (fields: readonly Field[]): void => {
    for (const { label } of fields) if (label !== undefined) given.push(label);
  };
  for (const node of declarations(entry, 'tool')) {
    const labels = node.facts.find((fact) => fact.key.text === 'labels')?.value;
    if (labels?.kind === 'list') {
      for (const item of labels.items) {
        if (item.kind === 'word') given.push(item);
        else if (item.kind === 'literal') given.push({ text: item.value, span: item.span });
        else if (item.kind === 'reference') given.push(item.path);
      }
    }
    if (node.result?.type.kind === 'fields') ofFields(node.result.type.fields);
  }
  for (const { fields } of declarations(entry, 'type')) ofFields(fields);
  return given;
}

function conditionsOf(model: Model): readonly ExprPlan[] {
  return [
    ...model.rules.flatMap((rule) => rule.conditions.map((each) => each.expr)),
    ...model.constraints.flatMap((each) => each.holds.map(({ expr }) => expr)),
    ...model.limits.flatMap((limit) => limit.forEach),
  ];
}
