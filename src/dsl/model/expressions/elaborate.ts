import { names } from '../../diagnostics/catalogue/names/index.ts';
import { plugins } from '../../diagnostics/catalogue/plugins.ts';
import { types } from '../../diagnostics/catalogue/types/index.ts';
import type {
  Expr,
  ListExpr,
  LogicExpr,
  RecordExpr,
  ReferenceExpr,
  WordExpr,
} from '../../syntax/ast.ts';
import type { Details } from '../parts/findings.ts';
import { join } from '../types/join.ts';
import { broken, describe, type FieldType, single, type Type } from '../types/type.ts';
import { arithmetic, negation } from './arithmetic.ts';
import { literal, member, spelled } from './literal.ts';
import { reference, rooted } from './reference.ts';
import { comparison, presence, running } from './relation.ts';
import { guarded, guardsOf, placeOf, type Scope } from './scope.ts';
import { nothing, type Typed } from './typed.ts';

/** Types an expression; `expected` is what stands on its other side or what a field wants. */
export type Elaborate = (expr: Expr, scope: Scope, expected?: Type) => Typed;

const bool = single('bool');

/**
 * Types an expression and writes it down for the plan. Every mistake is reported where it stands and
 * the result is `broken` then, so that one mistake gives one report.
 */
export function elaborate(expr: Expr, scope: Scope, expected?: Type): Typed {
  switch (expr.kind) {
    case 'literal':
      return literal(expr, scope, expected);
    case 'word':
      return word(expr, scope, expected);
    case 'reference':
      return expr.call === undefined ? reference(expr, scope) : call(expr, scope);
    case 'list':
      return list(expr, scope, expected);
    case 'record':
      return record(expr, scope, expected);
    case 'and':
    case 'or':
      return logic(expr, scope);
    case 'not':
      return {
        type: bool,
        plan: { op: 'not', of: condition(expr.operand, scope), at: placeOf(scope, expr.span) },
      };
    case 'compare':
      return comparison(expr, scope, elaborate);
    case 'has':
      return presence(expr, scope, elaborate);
    case 'runs':
      return running(expr, scope, elaborate);
    case 'arithmetic':
      return arithmetic(expr, scope, elaborate);
    case 'negate':
      return negation(expr, scope, expected, elaborate);
    default:
      elaborate(expr.subject, scope);
      scope.findings.add(plugins.notBuilt, scope.module.source, expr.span, {
        what: `\`${expr.kind}\``,
        point: 'labels',
      });
      return nothing(placeOf(scope, expr.span));
  }
}

/** The plan of an expression that must be true or false. */
export function condition(expr: Expr, scope: Scope): Typed['plan'] {
  const { type, plan } = elaborate(expr, scope, bool);
  if (type.kind !== 'broken' && !(type.kind === 'single' && type.of === 'bool')) {
    const params = { type: describe(type) };
    scope.findings.add(types.notACondition, scope.module.source, expr.span, params);
  }
  return plan;
}

function logic(expr: LogicExpr, scope: Scope): Typed {
  const inner = guarded(scope, guardsOf(expr, expr.kind === 'and'));
  const of = expr.operands.map((operand) => condition(operand, inner));
  return { type: bool, plan: { op: expr.kind, of, at: placeOf(scope, expr.span) } };
}

/** A bare word is the field under test, or a member of the enum on the other side. */
function word(expr: WordExpr, scope: Scope, expected: Type | undefined): Typed {
  const { text, span } = expr;
  if (scope.roots.has(text)) {
    const path = { segments: [{ text, span }], text, span };
    return reference({ kind: 'reference', span, path, call: undefined }, scope);
  }
  const at = placeOf(scope, span);
  if (expected?.kind === 'one of') return member(text, expr, expected, scope);
  if (expected?.kind === 'broken') return nothing(at);
  const isText = expected !== undefined && expected.kind === 'single' && expected.of === 'string';
  const quoted = JSON.stringify(text);
  scope.findings.add(
    types.bareWord,
    scope.module.source,
    span,
    { word: text, type: expected === undefined ? undefined : describe(expected) },
    isText
      ? {
          help: `a text stands in quotes: \`${quoted}\``,
          fixes: [{ title: `write ${quoted}`, safe: true, edits: [{ span, text: quoted }] }],
        }
      : meant(text, span, scope),
  );
  return nothing(at);
}

/** What a bare word can have been meant for: a value of another language, or a field without its root. */
function meant(text: string, span: WordExpr['span'], scope: Scope): Details {
  if (/^(?:null|none|nil|undefined)$/i.test(text)) {
    return {
      help: 'there is no such value: what may be missing is left out, and asked for with `has`',
    };
  }
  const truth = /^(?:true|false)$/i.test(text) ? text.toLowerCase() : undefined;
  const put = truth ?? rooted(text, scope);
  if (put === undefined) return {};
  const fixes = [
    { title: `write \`${put}\``, safe: truth !== undefined, edits: [{ span, text: put }] },
  ];
  return { help: `did you mean \`${put}\`?`, fixes };
}

/** `time("…")` is the only function whose value an expression may read. */
function call(expr: ReferenceExpr, scope: Scope): Typed {
  const at = placeOf(scope, expr.span);
  const argument = expr.call?.[0];
  if (expr.path.text !== 'time') {
    const params = { name: expr.path.text, known: ['time'] };
    const details = methodOf(expr, scope);
    scope.findings.add(names.unknownFunction, scope.module.source, expr.path.span, params, details);
    return nothing(at);
  }
  const isText = argument?.kind === 'literal' && argument.type === 'string';
  const json = isText && expr.call?.length === 1 ? spelled(argument, 'time') : undefined;
  if (json === undefined) {
    scope.findings.add(types.badLiteral, scope.module.source, expr.span, {
      written: scope.module.source.text.slice(expr.span.start, expr.span.end),
      wanted: 'a time such as `time("2026-01-01T00:00:00Z")`',
    });
    return nothing(at);
  }
  return { type: single('time'), plan: { op: 'literal', type: 'time', json, at } };
}

/** What says here what a method of another language says: `args.id.startsWith("x")`. */
function methodOf(expr: ReferenceExpr, scope: Scope): Details {
  const { segments } = expr.path;
  const [argument, ...more] = expr.call ?? [];
  const before = segments.at(-2);
  const name = segments.at(-1)?.text.replaceAll('_', '').toLowerCase();
  const isText = argument?.kind === 'literal' && argument.type === 'string';
  if (before === undefined || more.length > 0 || !isText) return {};
  const { text } = scope.module.source;
  const subject = text.slice(expr.path.span.start, before.span.end);
  const written = text.slice(argument.span.start + 1, argument.span.end - 1);
  const says: Readonly<Record<string, string>> = {
    equals: `${subject} == "${written}"`,
    startswith: `${subject} like "${written}*"`,
    endswith: `${subject} like "*${written}"`,
    contains: `${subject} like "*${written}*"`,
    includes: `${subject} like "*${written}*"`,
  };
  const put = name === undefined ? undefined : says[name];
  if (put === undefined) return {};
  const fixes = [
    { title: `write \`${put}\``, safe: false, edits: [{ span: expr.span, text: put }] },
  ];
  return { help: `write \`${put}\``, fixes };
}

function list(expr: ListExpr, scope: Scope, expected: Type | undefined): Typed {
  const of = expected?.kind === 'list' ? expected.of : undefined;
  const items = expr.items.map((item) => elaborate(item, scope, of));
  const at = placeOf(scope, expr.span);
  if (items.some((item) => item.type.kind === 'broken')) return nothing(at);
  let type = of ?? items[0]?.type ?? broken;
  for (const [index, item] of items.entries()) {
    const joined = join(type, item.type);
    if (joined !== undefined) {
      type = joined;
      continue;
    }
    const params = { wanted: describe(type), found: describe(item.type) };
    const { span } = expr.items[index] ?? expr;
    scope.findings.add(types.wrongType, scope.module.source, span, params);
    return nothing(at);
  }
  return {
    type: { kind: 'list', of: type },
    plan: { op: 'list', items: items.map((item) => item.plan), at },
  };
}

function record(expr: RecordExpr, scope: Scope, expected: Type | undefined): Typed {
  const fields = new Map<string, FieldType>();
  const at = placeOf(scope, expr.span);
  const entries = expr.entries.map(({ key, value }) => {
    const wanted = expected?.kind === 'record' ? expected.fields.get(key.text)?.type : undefined;
    const typed = elaborate(value, scope, wanted);
    const name = key.text;
    fields.set(name, { name, type: typed.type, optional: false, at: placeOf(scope, key.span) });
    return { name, value: typed.plan };
  });
  return { type: { kind: 'record', fields }, plan: { op: 'record', entries, at } };
}
