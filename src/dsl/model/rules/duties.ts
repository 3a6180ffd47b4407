import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import { names } from '../../diagnostics/catalogue/names/index.ts';
import type { DutyPlan } from '../../plan/plan.ts';
import type { Duty, ReferenceExpr } from '../../syntax/ast.ts';
import { walk } from '../expressions/reference.ts';
import type { RootView, Scope } from '../expressions/scope.ts';
import type { Tool } from '../model.ts';
import type { Module } from '../modules/module.ts';
import { nameIn } from '../modules/module.ts';
import { nearMiss } from '../parts/findings.ts';
import type { Whole } from '../parts/whole.ts';
import { type FieldType, single } from '../types/type.ts';

const words = ['hide', 'remove', 'notify', 'tell'];

/** What follows from a rule that held; undefined after a report. */
export function dutyOf(
  whole: Whole,
  module: Module,
  duty: Duty,
  tools: readonly Tool[],
): DutyPlan | undefined {
  const { text, span } = duty.word;
  switch (text) {
    case 'tell':
      return { duty: 'tell allowed' };
    case 'notify': {
      const path = duty.path ?? (duty.subject === undefined ? undefined : nameIn(duty.subject));
      const named = path === undefined ? undefined : whole.symbols.find(module, 'approvers', path);
      return named === undefined ? undefined : { duty: 'notify', approvers: named.name };
    }
    case 'hide': {
      if (!duty.fromRecords) {
        whole.findings.add(meaning.hideFromWhat, module.source, duty.span, {});
        return undefined;
      }
      const path = pathOf(whole, module, duty.subject, tools, ['args']);
      return path === undefined ? undefined : { duty: 'hide', path: path.slice(1) };
    }
    case 'remove': {
      const path = pathOf(whole, module, duty.subject, tools, ['args', 'result']);
      const root = path?.[0];
      if (path === undefined || (root !== 'args' && root !== 'result')) return undefined;
      if (root === 'args') removable(whole, module, duty, path.slice(1), tools);
      return { duty: 'remove', root, path: path.slice(1) };
    }
    default: {
      const near = nearMiss(text, words, span);
      whole.findings.add(names.unknownWord, module.source, span, { word: text, key: 'then' }, near);
      return undefined;
    }
  }
}

/** A call without a required argument is no call, so that only optional ones can be taken out. */
function removable(
  whole: Whole,
  module: Module,
  duty: Duty,
  path: readonly string[],
  tools: readonly Tool[],
): void {
  for (const tool of tools) {
    let type: Tool['args'] | undefined = tool.args;
    for (const [index, name] of path.entries()) {
      const field: FieldType | undefined = type?.fields.get(name);
      if (index === path.length - 1 && field !== undefined && !field.optional) {
        const params = { path: `args.${path.join('.')}`, tool: tool.name };
        whole.findings.add(meaning.removesRequired, module.source, duty.span, params);
        return;
      }
      type = field?.type.kind === 'record' ? field.type : undefined;
    }
  }
}

/** The segments of a subject that every tool has, root first; undefined after a report. */
export function pathOf(
  whole: Whole,
  module: Module,
  subject: ReferenceExpr | undefined,
  tools: readonly Tool[],
  allowed: readonly string[],
): readonly string[] | undefined {
  if (subject === undefined) return undefined;
  const [first, ...steps] = subject.path.segments;
  if (first === undefined) return undefined;
  if (!allowed.includes(first.text) || subject.call !== undefined || steps.length === 0) {
    const params = { root: subject.path.text, can: allowed.map((each) => `${each}.…`) };
    whole.findings.add(names.rootNotHere, module.source, subject.span, params);
    return undefined;
  }
  const root: RootView =
    first.text === 'args'
      ? { root: 'args', views: tools.map((tool) => ({ of: tool.name, type: tool.args })) }
      : {
          root: 'result',
          views: tools.map((tool) => ({ of: tool.name, type: tool.result ?? single('json') })),
        };
  const scope: Scope = {
    module,
    findings: whole.findings,
    roots: new Map([[first.text, root]]),
    guards: new Set(),
  };
  const views = walk(root, first.text, steps, scope);
  return views === undefined ? undefined : subject.path.segments.map((segment) => segment.text);
}
