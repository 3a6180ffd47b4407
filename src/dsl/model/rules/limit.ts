import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import { types } from '../../diagnostics/catalogue/types/index.ts';
import type { ExprPlan, WindowPlan } from '../../plan/plan.ts';
import type { Expr, LimitClause, LimitDeclaration } from '../../syntax/ast.ts';
import { parseNano } from '../../values/scalars/decimal.ts';
import { isKey } from '../declared/lookups.ts';
import { elaborate } from '../expressions/elaborate.ts';
import type { Scope } from '../expressions/scope.ts';
import type { Limit } from '../model.ts';
import type { Module } from '../modules/module.ts';
import { amountOf } from '../parts/facts.ts';
import { targetOf, toolsOf } from '../parts/selection.ts';
import { objectionOf } from '../parts/verdict.ts';
import { callScope, type Whole } from '../parts/whole.ts';
import { describe, is, type Type } from '../types/type.ts';
import { onlyText, repeated } from './policy.ts';

type Window = Extract<LimitClause, { kind: 'at most' | 'rate' }>;

/** A limit: the tools it counts, its windows, and what it keeps apart. */
export function limitOf(whole: Whole, module: Module, node: LimitDeclaration): Limit {
  const agents = targetOf(whole, module, node.target);
  const on = node.clauses.filter((each) => each.kind === 'on');
  const tools = on.flatMap((each) => toolsOf(whole, module, each.actions, agents));
  if (on.length === 0) incomplete(whole, module, node, '`on`, the tools it counts');
  if (on[1] !== undefined) repeated(whole, module, 'on', on[1].span);
  const scope = callScope(whole, module, tools);
  const windows = node.clauses
    .filter((each) => each.kind === 'at most' || each.kind === 'rate')
    .map((each) => windowOf(each, scope))
    .filter((each) => each !== undefined);
  if (!node.clauses.some((each) => each.kind === 'at most' || each.kind === 'rate')) {
    incomplete(whole, module, node, 'a bound: `at most …` or `rate …`');
  }
  const otherwise = node.clauses.filter((each) => each.kind === 'otherwise');
  if (otherwise[1] !== undefined) repeated(whole, module, 'otherwise', otherwise[1].span);
  return {
    name: module.prefix + node.name.text,
    agents,
    tools,
    windows,
    forEach: node.clauses
      .filter((each) => each.kind === 'for each')
      .map((each) => keyOf(each.expr, scope)),
    otherwise: objectionOf(whole, module, otherwise[0]?.verdict),
    because: onlyText(whole, module, node.clauses),
    at: module.source.at(node.name.span),
  };
}

function incomplete(whole: Whole, module: Module, node: LimitDeclaration, what: string): void {
  whole.findings.add(meaning.limitIncomplete, module.source, node.name.span, {
    limit: node.name.text,
    what,
  });
}

function keyOf(expr: Expr, scope: Scope): ExprPlan {
  const typed = elaborate(expr, scope);
  if (!isKey(typed.type)) {
    const params = { wanted: 'a single value', found: describe(typed.type) };
    scope.findings.add(types.wrongType, scope.module.source, expr.span, params);
  }
  return typed.plan;
}

/** What a sum may be taken of, and the literals that bound it. */
const summable = ['money', 'int', 'decimal'] as const;

function windowOf(clause: Window, scope: Scope): WindowPlan | undefined {
  const perMs = amountOf(clause.per as Parameters<typeof amountOf>[0], 'duration');
  if (perMs === undefined) badBound(clause.per, scope, 'a positive duration');
  const at = scope.module.source.at(clause.span);
  const form = clause.kind;
  const maxNode = clause.kind === 'rate' ? clause.rate : clause.max;
  const burstNode = clause.kind === 'rate' ? clause.burst : undefined;
  if (clause.of === undefined) {
    const max = callsOf(maxNode, scope);
    const burst = burstNode === undefined ? undefined : callsOf(burstNode, scope);
    if (max === undefined || perMs === undefined) return undefined;
    return { form, max, perMs, ...(burst === undefined ? {} : { burst }), at };
  }
  const of = elaborate(clause.of, scope);
  if (of.type.kind === 'broken') return undefined;
  if (!is(of.type, ...summable)) {
    const params = { wanted: 'money or a number', found: describe(of.type) };
    scope.findings.add(types.wrongType, scope.module.source, clause.of.span, params);
    return undefined;
  }
  const max = sumOf(maxNode, of.type, scope);
  const burst = burstNode === undefined ? undefined : sumOf(burstNode, of.type, scope);
  if (max === undefined || perMs === undefined) return undefined;
  return {
    form,
    max: max.nano,
    ...(max.currency === undefined ? {} : { currency: max.currency }),
    of: of.plan,
    perMs,
    ...(burst === undefined ? {} : { burst: burst.nano }),
    at,
  };
}

function callsOf(expr: Expr, scope: Scope): string | undefined {
  if (expr.kind === 'literal' && expr.type === 'int' && BigInt(expr.value) > 0n) {
    return BigInt(expr.value).toString();
  }
  badBound(expr, scope, 'a whole number of calls, at least 1');
  return undefined;
}

function sumOf(
  expr: Expr,
  of: Type,
  scope: Scope,
): { readonly nano: string; readonly currency: string | undefined } | undefined {
  const isMoney = is(of, 'money');
  const isLiteral = expr.kind === 'literal';
  const nano = isLiteral ? parseNano(expr.value) : undefined;
  const fits =
    isLiteral && (isMoney ? expr.type === 'money' : ['int', 'decimal'].includes(expr.type));
  if (!fits || nano === undefined || nano <= 0n) {
    const wanted = isMoney ? 'an amount of money such as `2_000 EUR`' : 'a positive number';
    badBound(expr, scope, wanted);
    return undefined;
  }
  if (of.kind === 'single' && of.currency !== undefined && expr.unit !== of.currency) {
    const params = { left: `money in ${expr.unit ?? ''}`, right: describe(of) };
    scope.findings.add(types.currencies, scope.module.source, expr.span, params);
    return undefined;
  }
  return { nano: nano.toString(), currency: isMoney ? expr.unit : undefined };
}

function badBound(expr: Expr, scope: Scope, what: string): void {
  scope.findings.add(meaning.badBound, scope.module.source, expr.span, { what });
}
