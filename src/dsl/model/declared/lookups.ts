import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import { names } from '../../diagnostics/catalogue/names/index.ts';
import { types } from '../../diagnostics/catalogue/types/index.ts';
import type { Lookup as LookupNode, ToolDeclaration } from '../../syntax/ast.ts';
import { elaborate } from '../expressions/elaborate.ts';
import type { Scope } from '../expressions/scope.ts';
import type { Lookup, Tool } from '../model.ts';
import { nearMiss } from '../parts/findings.ts';
import { toolOf } from '../parts/selection.ts';
import { unsettledScope, type Whole } from '../parts/whole.ts';
import { fits } from '../types/join.ts';
import { describe, loosened, recordOf, single, type Type } from '../types/type.ts';

/** Settles a tool's look-ups and its serial key, once the arguments of every tool are known. */
export function settleLookups(whole: Whole, tool: Tool, node: ToolDeclaration): void {
  whole.findings.muted(node.broken, () => {
    const { module } = tool;
    const scope = unsettledScope(whole, module, [tool]);
    const roots = new Map(scope.roots);
    roots.delete('lookup');
    const inner: Scope = { ...scope, roots };
    const found: Lookup[] = [];
    for (const each of node.lookups) {
      if (found.some((before) => before.name === each.name.text)) {
        const params = { kind: 'look-up', name: each.name.text };
        whole.findings.add(names.declaredTwice, module.source, each.name.span, params);
        continue;
      }
      const lookup = lookupOf(whole, tool, each, inner);
      if (lookup !== undefined) found.push(lookup);
    }
    tool.lookups = found;
    const record = recordOf(
      found.map((each) => [each.name, each.tool.result ?? single('json')] as const),
    );
    tool.lookedUp = found.length < node.lookups.length || node.broken ? loosened(record) : record;
    if (node.serialBy !== undefined) tool.serialBy = serialKey(node.serialBy, inner);
  });
}

function serialKey(expr: Parameters<typeof elaborate>[0], scope: Scope): Tool['serialBy'] {
  const typed = elaborate(expr, scope);
  if (isKey(typed.type)) return typed.plan;
  const params = { wanted: 'a single value', found: describe(typed.type) };
  scope.findings.add(types.wrongType, scope.module.source, expr.span, params);
  return undefined;
}

/** Whether values of a type can tell calls apart, as the key of a limit or of `serial by`. */
export const isKey = (type: Type): boolean =>
  type.kind === 'broken' ||
  type.kind === 'one of' ||
  (type.kind === 'single' && type.of !== 'json');

function lookupOf(whole: Whole, tool: Tool, node: LookupNode, scope: Scope): Lookup | undefined {
  const { module } = tool;
  const asked = toolOf(whole, module, node.tool);
  if (asked === undefined) return undefined;
  if (asked.event || (asked.effect !== 'pure' && asked.effect !== 'read')) {
    const params = { tool: asked.name, effect: asked.effect };
    whole.findings.add(meaning.lookupChanges, module.source, node.tool.span, params);
  }
  if (asked.result === undefined) {
    whole.findings.add(meaning.lookupGivesNothing, module.source, node.tool.span, {
      tool: asked.name,
    });
  }
  const args: { readonly name: string; readonly value: Lookup['args'][number]['value'] }[] = [];
  for (const { key, value } of node.args.entries) {
    const field = asked.args.fields.get(key.text);
    if (field === undefined && asked.args.partial) continue;
    if (field === undefined) {
      const near = nearMiss(key.text, asked.args.fields.keys(), key.span);
      const params = { name: key.text, path: '', tool: asked.name };
      whole.findings.add(names.unknownField, module.source, key.span, params, near);
      continue;
    }
    const typed = elaborate(value, scope, field.type);
    if (!fits(typed.type, field.type)) {
      const params = { wanted: describe(field.type), found: describe(typed.type) };
      whole.findings.add(types.wrongType, module.source, value.span, params);
    }
    args.push({ name: key.text, value: typed.plan });
  }
  const given = new Set(node.args.entries.map(({ key }) => key.text));
  const missing = [...asked.args.fields.values()]
    .filter((field) => !field.optional && !given.has(field.name))
    .map((field) => field.name);
  if (missing.length > 0) {
    whole.findings.add(types.missingField, module.source, node.args.span, { fields: missing });
  }
  return { name: node.name.text, tool: asked, args, at: module.source.at(node.span) };
}
