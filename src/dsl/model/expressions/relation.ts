import { names } from '../../diagnostics/catalogue/names/index.ts';
import { types } from '../../diagnostics/catalogue/types/index.ts';
import type { CompareExpr, Expr, HasExpr, RunsExpr } from '../../syntax/ast.ts';
import { whyUnmatched } from '../../values/kinds/unmatched.ts';
import { nearMiss } from '../parts/findings.ts';
import { broken, describe, is, partsOf, single, type Type } from '../types/type.ts';
import { sameCurrency } from './arithmetic.ts';
import type { Elaborate } from './elaborate.ts';
import { isTextual } from './literal.ts';
import { fieldsOf, walk } from './reference.ts';
import { placeOf, type Scope } from './scope.ts';
import { nothing, type Typed } from './typed.ts';

const bool = single('bool');
const ordered = ['int', 'decimal', 'money', 'duration', 'size', 'percent', 'time'] as const;

/** A comparison; one that could never hold by its types is an error. */
export function comparison(expr: CompareExpr, scope: Scope, elaborate: Elaborate): Typed {
  if (expr.operator === 'in') return membership(expr, scope, elaborate);
  if (expr.operator === 'like') return pattern(expr, scope, elaborate);
  const at = placeOf(scope, expr.span);
  const [left, right] = bothSides(expr.left, expr.right, scope, elaborate);
  const { operator } = expr;
  if (left.type.kind === 'broken' || right.type.kind === 'broken') return nothing(at);
  const isOrder = operator !== '==' && operator !== '!=';
  const fault = isOrder ? noOrder(expr, left, right) : !mayEqual(left.type, right.type);
  if (fault) {
    const params = { left: describe(left.type), operator, right: describe(right.type) };
    const entry = currenciesDiffer(left.type, right.type)
      ? types.currencies
      : isOrder && sameKind(left.type, right.type)
        ? types.noOrder
        : types.neverCompares;
    scope.findings.add(entry, scope.module.source, expr.span, params);
    return nothing(at);
  }
  return { type: bool, plan: { op: operator, left: left.plan, right: right.plan, at } };
}

/** Types both sides; the one that needs the other to be understood comes second. */
function bothSides(
  left: Expr,
  right: Expr,
  scope: Scope,
  elaborate: Elaborate,
): readonly [Typed, Typed] {
  if (isPlainLiteral(left) && !isPlainLiteral(right)) {
    const second = elaborate(right, scope);
    return [elaborate(left, scope, second.type), second];
  }
  const first = elaborate(left, scope);
  return [first, elaborate(right, scope, first.type)];
}

const isPlainLiteral = (expr: Expr): boolean =>
  expr.kind === 'literal' ||
  (expr.kind === 'negate' && expr.operand.kind === 'literal') ||
  expr.kind === 'word' ||
  expr.kind === 'list';

const currenciesDiffer = (left: Type, right: Type): boolean =>
  left.kind === 'single' &&
  right.kind === 'single' &&
  left.of === 'money' &&
  right.of === 'money' &&
  sameCurrency(left, right) === undefined;

const sameKind = (left: Type, right: Type): boolean =>
  left.kind === right.kind &&
  (left.kind !== 'single' || right.kind !== 'single' || left.of === right.of);

function noOrder(expr: CompareExpr, left: Typed, right: Typed): boolean {
  if (readsEffect(expr.left) || readsEffect(expr.right)) return !mayEqual(left.type, right.type);
  return !is(left.type, ...ordered) || !mayEqual(left.type, right.type);
}

const readsEffect = (expr: Expr): boolean =>
  expr.kind === 'reference' && expr.path.text === 'tool.effect';

/** Whether two values of these types could ever be equal. */
function mayEqual(left: Type, right: Type): boolean {
  if (left.kind === 'broken' || right.kind === 'broken') return true;
  if (left.kind === 'single' && right.kind === 'single') {
    if (left.of === 'json' || right.of === 'json') return false;
    if (left.of === 'money' && right.of === 'money') return !currenciesDiffer(left, right);
    return left.of === right.of || (is(left, 'int', 'decimal') && is(right, 'int', 'decimal'));
  }
  if (left.kind === 'one of' && right.kind === 'one of') {
    return left.members.some((each) => right.members.includes(each));
  }
  if (left.kind === 'one of') return is(right, 'string');
  if (right.kind === 'one of') return is(left, 'string');
  if (left.kind === 'list' && right.kind === 'list') return mayEqual(left.of, right.of);
  return left.kind === 'record' && right.kind === 'record' && mayEqualRecords(left, right);
}

function mayEqualRecords(
  left: Extract<Type, { kind: 'record' }>,
  right: Extract<Type, { kind: 'record' }>,
): boolean {
  for (const field of left.fields.values()) {
    const other = right.fields.get(field.name);
    if (other === undefined ? !field.optional : !mayEqual(field.type, other.type)) return false;
  }
  return [...right.fields.values()].every((each) => each.optional || left.fields.has(each.name));
}

/** `x in [a, b]`, `x in list`, and `path in "folder"`. */
function membership(expr: CompareExpr, scope: Scope, elaborate: Elaborate): Typed {
  const at = placeOf(scope, expr.span);
  const wordFirst = expr.left.kind === 'word' || isPlainLiteral(expr.left);
  const early = wordFirst && expr.right.kind !== 'list' ? elaborate(expr.right, scope) : undefined;
  const item = early?.type.kind === 'list' ? early.type.of : undefined;
  const left = elaborate(expr.left, scope, item);
  if (left.type.kind === 'broken') return nothing(at);
  const isPath = is(left.type, 'path');
  const expected: Type =
    isPath && expr.right.kind !== 'list' ? left.type : { kind: 'list', of: left.type };
  const right = early ?? elaborate(expr.right, scope, expected);
  if (right.type.kind === 'broken') return nothing(at);
  if (right.plan.op === 'list' && right.plan.items.length === 0) {
    const params = { left: describe(left.type), right: 'an empty list' };
    scope.findings.add(types.notIn, scope.module.source, expr.span, params);
    return nothing(at);
  }
  const inList = right.type.kind === 'list' && mayEqual(left.type, right.type.of);
  if (!inList && !(isPath && is(right.type, 'path'))) {
    const params = { left: describe(left.type), right: describe(right.type) };
    scope.findings.add(types.notIn, scope.module.source, expr.span, params);
    return nothing(at);
  }
  return { type: bool, plan: { op: 'in', left: left.plan, right: right.plan, at } };
}

/** `x like "pattern*"` */
function pattern(expr: CompareExpr, scope: Scope, elaborate: Elaborate): Typed {
  const at = placeOf(scope, expr.span);
  const left = elaborate(expr.left, scope);
  if (expr.right.kind !== 'literal' || expr.right.type !== 'string') {
    scope.findings.add(types.badPattern, scope.module.source, expr.right.span, {});
    return nothing(at);
  }
  if (left.type.kind === 'broken') return nothing(at);
  if (!isTextual(left.type)) {
    const params = { type: describe(left.type) };
    scope.findings.add(types.notLike, scope.module.source, expr.left.span, params);
    return nothing(at);
  }
  const { value } = expr.right;
  const why = left.type.kind === 'single' ? whyUnmatched(left.type.of, value) : undefined;
  if (why !== undefined) {
    const params = { pattern: value, type: describe(left.type), why };
    scope.findings.add(types.unmatched, scope.module.source, expr.right.span, params);
    return nothing(at);
  }
  return { type: bool, plan: { op: 'like', left: left.plan, pattern: value, at } };
}

/** `args has note`: the field must be known somewhere, or the question is a slip of the pen. */
export function presence(expr: HasExpr, scope: Scope, elaborate: Elaborate): Typed {
  const at = placeOf(scope, expr.span);
  const { subject, field } = expr;
  const root =
    subject.kind === 'reference'
      ? scope.roots.get(subject.path.segments[0]?.text ?? '')
      : undefined;
  if (subject.kind !== 'reference' || root === undefined) {
    const of = elaborate(subject, scope);
    if (of.type.kind !== 'broken') {
      const params = { path: 'this', type: describe(of.type), part: field.text };
      scope.findings.add(types.noParts, scope.module.source, field.span, params);
    }
    return nothing(at);
  }
  const [first, ...steps] = subject.path.segments;
  const views = walk(root, first?.text ?? '', steps, scope);
  if (views === undefined) return nothing(at);
  const plan = {
    op: 'has',
    of: { op: 'ref', root: root.root, path: steps.map((step) => step.text), at },
    field: field.text,
    at,
  } as const;
  const known = views.filter((each) => each.type.kind !== 'broken');
  const isPartial = known.some((each) => each.type.kind === 'record' && each.type.partial);
  const isKnown = isPartial || fieldsOf(known).has(field.text);
  if (known.length > 0 && !isKnown && scope.module.isEntry) {
    const hasParts = known.some((each) => partsOf(each.type) !== undefined);
    if (hasParts) {
      const near = nearMiss(field.text, fieldsOf(known).keys(), field.span);
      const params = { name: field.text, path: subject.path.text, tool: '' };
      scope.findings.add(names.unknownField, scope.module.source, field.span, params, near);
    } else {
      const type = describe(known[0]?.type ?? broken);
      const params = { path: subject.path.text, type, part: field.text };
      scope.findings.add(types.noParts, scope.module.source, field.span, params);
    }
    return nothing(at);
  }
  return { type: bool, plan };
}

/** `args.cmd runs "rm" with ["-r"]` */
export function running(expr: RunsExpr, scope: Scope, elaborate: Elaborate): Typed {
  const at = placeOf(scope, expr.span);
  const subject = elaborate(expr.subject, scope);
  const flags: string[] = [];
  let sound = true;
  for (const item of expr.flags?.items ?? []) {
    if (item.kind === 'literal' && item.type === 'string' && /^--?[^\s-]\S*$/.test(item.value)) {
      flags.push(item.value);
      continue;
    }
    scope.findings.add(types.badFlag, scope.module.source, item.span, {});
    sound = false;
  }
  if (subject.type.kind === 'broken' || !sound) return nothing(at);
  if (!is(subject.type, 'command')) {
    const params = { type: describe(subject.type) };
    scope.findings.add(types.notACommand, scope.module.source, expr.subject.span, params);
    return nothing(at);
  }
  const { text } = expr.program;
  if (!/^[^\s/]+$/.test(text)) {
    scope.findings.add(types.badProgram, scope.module.source, expr.program.span, {});
    return nothing(at);
  }
  return { type: bool, plan: { op: 'runs', of: subject.plan, program: text, flags, at } };
}
