import { names } from '../../diagnostics/catalogue/names/index.ts';
import { types } from '../../diagnostics/catalogue/types/index.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { ExprPlan, Place } from '../../plan/plan.ts';
import type { Expr, RecordExpr } from '../../syntax/ast.ts';
import { setOwn } from '../../values/to-json.ts';
import type { Json } from '../../values/value.ts';
import { nearMiss } from '../parts/findings.ts';
import { fits } from '../types/join.ts';
import { describe, is, type RecordType, type Type } from '../types/type.ts';
import { elaborate } from './elaborate.ts';
import type { Scope } from './scope.ts';

/**
 * The JSON of a value written out in full, in canonical spelling and held against a type: fields known,
 * required ones there, members of enums. Undefined after a report. `where` is not asked.
 */
export function constant(expr: Expr, type: Type, scope: Scope): Json | undefined {
  if (type.kind === 'broken' || is(type, 'json')) return freeJson(expr, scope);
  if (type.kind === 'record' && expr.kind === 'record') return constantRecord(expr, type, scope);
  if (type.kind === 'list' && expr.kind === 'list') {
    const items = expr.items.map((item) => constant(item, type.of, scope));
    return items.includes(undefined) ? undefined : (items as Json[]);
  }
  const typed = elaborate(expr, scope, type);
  if (typed.type.kind === 'broken') return undefined;
  if (typed.plan.op !== 'literal' || !fits(typed.type, type)) {
    const params = { wanted: describe(type), found: describe(typed.type) };
    scope.findings.add(types.wrongType, scope.module.source, expr.span, params);
    return undefined;
  }
  return typed.plan.json;
}

/** A record written out in full; undefined after a report. */
export function constantRecord(
  expr: RecordExpr,
  type: RecordType,
  scope: Scope,
): { [name: string]: Json } | undefined {
  const json: Record<string, Json> = {};
  const seen = new Set<string>();
  const meant = new Set<string>();
  let sound = true;
  for (const { key, value } of expr.entries) {
    if (seen.has(key.text)) {
      const params = { kind: 'field', name: key.text };
      scope.findings.add(names.declaredTwice, scope.module.source, key.span, params);
      sound = false;
      continue;
    }
    seen.add(key.text);
    const field = type.fields.get(key.text);
    if (field === undefined && type.partial) {
      sound = false;
      continue;
    }
    if (field === undefined) {
      const near = nearMiss(key.text, type.fields.keys(), key.span);
      const params = { name: key.text, path: type.name ?? '', tool: '' };
      scope.findings.add(names.unknownField, scope.module.source, key.span, params, near);
      meant.add(suggest(key.text, type.fields.keys()) ?? '');
      sound = false;
      continue;
    }
    const of = constant(value, field.type, scope);
    if (of === undefined) sound = false;
    else setOwn(json, key.text, of);
  }
  const missing = [...type.fields.values()].filter(
    (each) => !each.optional && !seen.has(each.name) && !meant.has(each.name),
  );
  if (missing.length > 0) {
    const params = { fields: missing.map((each) => each.name) };
    scope.findings.add(types.missingField, scope.module.source, expr.span, params);
    sound = false;
  }
  return sound ? json : undefined;
}

/** A value of no declared shape as JSON in canonical spelling; undefined after a report. */
export function freeJson(expr: Expr, scope: Scope): Json | undefined {
  switch (expr.kind) {
    case 'record': {
      const json: Record<string, Json> = {};
      for (const { key, value } of expr.entries) {
        const of = freeJson(value, scope);
        if (of === undefined) return undefined;
        setOwn(json, key.text, of);
      }
      return json;
    }
    case 'list': {
      const items = expr.items.map((item) => freeJson(item, scope));
      return items.includes(undefined) ? undefined : (items as Json[]);
    }
    case 'negate':
    case 'literal': {
      const typed = elaborate(expr, scope);
      return typed.plan.op === 'literal' && typed.type.kind !== 'broken'
        ? typed.plan.json
        : undefined;
    }
    default: {
      scope.findings.add(types.notWrittenOut, scope.module.source, expr.span, {});
      return undefined;
    }
  }
}

/** JSON of a type as the expression that gives it. */
export function literalPlan(json: Json, type: Type, at: Place): ExprPlan {
  if (type.kind === 'list' && Array.isArray(json)) {
    return { op: 'list', items: json.map((item) => literalPlan(item, type.of, at)), at };
  }
  if (type.kind === 'record' && json !== null && typeof json === 'object') {
    const entries = Object.entries(json).map(([name, value]) => ({
      name,
      value: literalPlan(value, type.fields.get(name)?.type ?? { kind: 'broken' }, at),
    }));
    return { op: 'record', entries, at };
  }
  const of = type.kind === 'single' ? type.of : type.kind === 'one of' ? 'string' : 'json';
  return { op: 'literal', type: of, json, at };
}
