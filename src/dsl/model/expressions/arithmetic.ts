import { types } from '../../diagnostics/catalogue/types/index.ts';
import type { ArithmeticExpr, Expr, NegateExpr } from '../../syntax/ast.ts';
import { readScalar } from '../../values/scalars/scalar.ts';
import { broken, describe, is, type SingleType, single, type Type } from '../types/type.ts';
import type { Elaborate } from './elaborate.ts';
import { spelled } from './literal.ts';
import { placeOf, type Scope } from './scope.ts';
import { nothing, type Typed } from './typed.ts';

/** A sum, difference or product, with the type it has exactly. */
export function arithmetic(expr: ArithmeticExpr, scope: Scope, elaborate: Elaborate): Typed {
  const at = placeOf(scope, expr.span);
  const left = elaborate(expr.left, scope);
  const right = elaborate(expr.right, scope);
  const type = result(expr.operator, left.type, right.type);
  if (type === undefined) {
    const [a, b] = [describe(left.type), describe(right.type)];
    if (isMoney(left.type) && isMoney(right.type) && expr.operator !== '*') {
      scope.findings.add(types.currencies, scope.module.source, expr.span, { left: a, right: b });
    } else {
      scope.findings.add(types.noArithmetic, scope.module.source, expr.span, {
        left: a,
        operator: expr.operator,
        right: b,
      });
    }
    return nothing(at);
  }
  return { type, plan: { op: expr.operator, left: left.plan, right: right.plan, at } };
}

const isMoney = (type: Type): boolean => is(type, 'money');

function result(operator: '+' | '-' | '*', left: Type, right: Type): Type | undefined {
  if (left.kind === 'broken' || right.kind === 'broken') return broken;
  if (left.kind !== 'single' || right.kind !== 'single') return undefined;
  if (operator === '*') return product(left, right) ?? product(right, left);
  if (isNumber(left) && isNumber(right)) {
    return left.of === 'int' && right.of === 'int' ? left : single('decimal');
  }
  if (left.of === 'money' && right.of === 'money') return sameCurrency(left, right);
  if (left.of === right.of && ['percent', 'duration', 'size'].includes(left.of)) return left;
  if (left.of === 'time' && right.of === 'duration') return left;
  if (left.of === 'duration' && right.of === 'time') return operator === '+' ? right : undefined;
  const times = left.of === 'time' && right.of === 'time' && operator === '-';
  return times ? single('duration') : undefined;
}

function product(amount: SingleType, factor: SingleType): Type | undefined {
  if (!isNumber(factor) && factor.of !== 'percent') return undefined;
  if (amount.of === 'int') return factor.of === 'int' ? amount : single('decimal');
  const scales = ['decimal', 'money', 'percent', 'duration', 'size'];
  return scales.includes(amount.of) ? amount : undefined;
}

const isNumber = (type: SingleType): boolean => type.of === 'int' || type.of === 'decimal';

/** Money in one currency, as far as both are known; undefined for two that differ. */
export function sameCurrency(left: SingleType, right: SingleType): SingleType | undefined {
  if (left.currency === undefined) return right;
  if (right.currency === undefined || right.currency === left.currency) return left;
  return undefined;
}

const signed: readonly string[] = ['int', 'decimal', 'money', 'percent', 'duration'];

/** A value with its sign turned; a literal keeps being one. */
export function negation(
  expr: NegateExpr,
  scope: Scope,
  expected: Type | undefined,
  elaborate: Elaborate,
): Typed {
  const at = placeOf(scope, expr.span);
  const of = elaborate(expr.operand, scope, expected);
  if (of.type.kind === 'broken') return of;
  if (of.type.kind !== 'single' || !signed.includes(of.type.of)) {
    const type = describe(of.type);
    scope.findings.add(types.noSign, scope.module.source, expr.span, { type });
    return nothing(at);
  }
  const folded = negativeLiteral(expr.operand, of);
  if (folded !== undefined) return { type: of.type, plan: { ...folded, at } };
  return { type: of.type, plan: { op: 'negate', of: of.plan, at } };
}

function negativeLiteral(
  operand: Expr,
  of: Typed,
): Extract<Typed['plan'], { op: 'literal' }> | undefined {
  const { plan } = of;
  if (operand.kind !== 'literal' || plan.op !== 'literal' || plan.type === 'json') return undefined;
  const json = spelled(operand, plan.type, '-');
  return json === undefined || readScalar(json, plan.type) === undefined
    ? undefined
    : { ...plan, json };
}
