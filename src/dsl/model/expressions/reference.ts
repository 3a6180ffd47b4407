import { names } from '../../diagnostics/catalogue/names/index.ts';
import { types } from '../../diagnostics/catalogue/types/index.ts';
import type { Name, ReferenceExpr } from '../../syntax/ast.ts';
import { rootKeywords } from '../../syntax/lexer/keywords.ts';
import { nearMiss } from '../parts/findings.ts';
import { joinAll } from '../types/join.ts';
import { broken, describe, type FieldType, is, partsOf } from '../types/type.ts';
import { placeOf, type RootView, type Scope, type View } from './scope.ts';
import { nothing, type Typed } from './typed.ts';

/** The value a reference reads, of the one type it has in every tool that is spoken of. */
export function reference(expr: ReferenceExpr, scope: Scope): Typed {
  const at = placeOf(scope, expr.span);
  const { segments } = expr.path;
  const [first] = segments;
  if (first === undefined) return nothing(at);
  const steps = segments.slice(1);
  const view = scope.roots.get(first.text);
  if (view === undefined) {
    unknownRoot(expr, first, scope);
    return nothing(at);
  }
  const views = walk(view, first.text, steps, scope);
  if (views === undefined || views.length === 0) return nothing(at);
  const type = views.length === 1 ? views[0]?.type : joinAll(views.map((each) => each.type));
  if (type === undefined) {
    differs(expr, views, scope);
    return nothing(at);
  }
  return {
    type,
    plan: { op: 'ref', root: view.root, path: steps.map((step) => step.text), at },
  };
}

/**
 * Follows the segments of a path through each of the tools spoken of. A field that none has is unknown;
 * one that only some have must have been asked for with `has`. Undefined after a report.
 */
export function walk(
  root: RootView,
  first: string,
  steps: readonly Name[],
  scope: Scope,
): readonly View[] | undefined {
  let views = root.views;
  for (let index = 0; index < steps.length; index += 1) {
    const step = steps[index] as Name;
    const only = views.length === 1 ? views[0] : undefined;
    const field = only && partsOf(only.type)?.fields.get(step.text);
    if (only !== undefined && field !== undefined) {
      views = [{ of: only.of, type: field.type }];
      continue;
    }
    const known = views.filter((each) => each.type.kind !== 'broken');
    if (known.length === 0) return [];
    const path = [first, ...steps.slice(0, index + 1).map(({ text }) => text)].join('.');
    const found: View[] = [];
    const without: View[] = [];
    for (const each of known) {
      const parts = partsOf(each.type);
      const field = parts?.fields.get(step.text);
      if (field === undefined && parts?.partial) found.push({ of: each.of, type: broken });
      else if (field === undefined) without.push(each);
      else found.push({ of: each.of, type: field.type });
    }
    if (found.length === 0) {
      if (!forgiven(path, scope)) unknownField(known, path, step, scope);
      return undefined;
    }
    if (without.length > 0 && !scope.guards.has(path)) {
      missingInSome(path, step, found, without, scope);
      return undefined;
    }
    views = found;
  }
  return views;
}

/** A file made for others may guard against an argument that none of their tools has. */
const forgiven = (path: string, scope: Scope): boolean =>
  !scope.module.isEntry && scope.guards.has(path);

/** The fields that could stand after a reference, by name. */
export function fieldsOf(views: readonly View[]): Map<string, FieldType> {
  const fields = new Map<string, FieldType>();
  for (const each of views) {
    for (const field of partsOf(each.type)?.fields.values() ?? []) fields.set(field.name, field);
  }
  return fields;
}

/** The path of a field by its name alone, where one root has such a field, as in `args.amount`. */
export function rooted(name: string, scope: Scope): string | undefined {
  const roots = [...scope.roots.entries()].filter(([, view]) => fieldsOf(view.views).has(name));
  const [root] = roots[0] ?? [];
  return roots.length === 1 ? `${root}.${name}` : undefined;
}

/** Reports a field that nothing spoken of has. */
function unknownField(views: readonly View[], path: string, step: Name, scope: Scope): void {
  const { findings, module } = scope;
  const parent = path.slice(0, -step.text.length - 1);
  const fields = fieldsOf(views);
  const type = views[0]?.type ?? broken;
  if (is(type, 'json')) {
    findings.add(types.insideJson, module.source, step.span, { path: parent });
  } else if (fields.size === 0 && partsOf(type) === undefined) {
    findings.add(types.noParts, module.source, step.span, {
      path: parent,
      type: describe(type),
      part: step.text,
    });
  } else {
    const near = nearMiss(step.text, fields.keys(), step.span);
    findings.add(
      names.unknownField,
      module.source,
      step.span,
      { name: step.text, path: parent, tool: views.length === 1 ? (views[0]?.of ?? '') : '' },
      near,
    );
  }
}

function missingInSome(
  path: string,
  step: Name,
  found: readonly View[],
  without: readonly View[],
  scope: Scope,
): void {
  const parent = path.slice(0, -step.text.length - 1);
  scope.findings.add(
    types.missingInSome,
    scope.module.source,
    step.span,
    { path, without: without.map((each) => each.of), has: found.map((each) => each.of) },
    { help: `name only tools that have it, or guard it: \`${parent} has ${step.text} and …\`` },
  );
}

function differs(expr: ReferenceExpr, views: readonly View[], scope: Scope): void {
  const seen = new Map<string, string>();
  for (const each of views) {
    const type = describe(each.type);
    if (!seen.has(type)) seen.set(type, each.of);
  }
  scope.findings.add(types.differsByTool, scope.module.source, expr.span, {
    path: expr.path.text,
    readings: [...seen].map(([type, tool]) => ({ type, tool })),
  });
}

function unknownRoot(expr: ReferenceExpr, first: Name, scope: Scope): void {
  const { findings, module } = scope;
  if (rootKeywords.includes(first.text)) {
    const can = [...scope.roots.keys()];
    findings.add(names.rootNotHere, module.source, first.span, { root: first.text, can });
    return;
  }
  const put = rooted(first.text, scope);
  if (put !== undefined) {
    const fixes = [
      { title: `write \`${put}\``, safe: false, edits: [{ span: first.span, text: put }] },
    ];
    const help = `did you mean \`${put}${expr.path.text.slice(first.text.length)}\`?`;
    findings.add(
      names.unknownRoot,
      module.source,
      first.span,
      { path: expr.path.text },
      { help, fixes },
    );
    return;
  }
  const missed = nearMiss(first.text, [...scope.roots.keys(), ...rootKeywords], first.span);
  const can = [...scope.roots.keys()].map((root) => `\`${root}\``).join(', ');
  const near = missed.fixes === undefined ? { help: `what can be read here: ${can}` } : missed;
  findings.add(names.unknownRoot, module.source, first.span, { path: expr.path.text }, near);
}
