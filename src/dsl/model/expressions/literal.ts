import { types } from '../../diagnostics/catalogue/types/index.ts';
import type { Fix } from '../../diagnostics/diagnostic.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { ScalarType } from '../../plan/plan.ts';
import type { LiteralExpr } from '../../syntax/ast.ts';
import { currencies, currencyDigits } from '../../values/scalars/currencies.ts';
import { type PlainType, readScalar, spelling } from '../../values/scalars/scalar.ts';
import { toJson } from '../../values/to-json.ts';
import type { Json } from '../../values/value.ts';
import { type Details, nearMiss } from '../parts/findings.ts';
import { describe, is, type OneOfType, single, type Type } from '../types/type.ts';
import { placeOf, type Scope } from './scope.ts';
import { nothing, type Typed } from './typed.ts';

const textKinds: readonly ScalarType[] = ['path', 'url', 'host', 'email', 'command'];

/**
 * The value of a literal in canonical spelling. A text beside a kind is read as that kind, a whole
 * number beside a decimal as a decimal, a text beside an enum as one of its members.
 */
export function literal(expr: LiteralExpr, scope: Scope, expected: Type | undefined): Typed {
  if (expr.type === 'string' && expected?.kind === 'one of') {
    return member(expr.value, expr, expected, scope);
  }
  const type = readAs(expr, expected);
  const json = type === 'json' ? undefined : spelled(expr, type);
  const at = placeOf(scope, expr.span);
  if (json === undefined) {
    const wanted = type === 'json' ? 'JSON' : spelling[type];
    const params = { written: expr.raw, wanted };
    const near = expr.type === 'money' ? nearCurrency(expr) : {};
    scope.findings.add(types.badLiteral, scope.module.source, expr.span, params, near);
    return nothing(at);
  }
  const currency = type === 'money' ? expr.unit : undefined;
  return {
    type: currency === undefined ? single(type) : { kind: 'single', of: type, currency },
    plan: { op: 'literal', type, json, at },
  };
}

/** What to say of an amount in no currency that ISO 4217 lists. */
function nearCurrency({ unit = '', raw, span }: LiteralExpr): Details {
  if (currencyDigits(unit) !== undefined) return {};
  const start = span.start + raw.length - unit.length;
  const near = nearMiss(unit, currencies, { start, end: span.end });
  return near.help === undefined ? { help: `ISO 4217 lists no currency \`${unit}\`` } : near;
}

function readAs(expr: LiteralExpr, expected: Type | undefined): ScalarType {
  if (expected?.kind !== 'single') return expr.type;
  if (expr.type === 'string') return textKinds.includes(expected.of) ? expected.of : 'string';
  return expr.type === 'int' && expected.of === 'decimal' ? 'decimal' : expr.type;
}

/** The canonical JSON of a literal as a type; undefined when the type cannot hold it. */
export function spelled(expr: LiteralExpr, type: PlainType, sign: '' | '-' = ''): Json | undefined {
  const value = readScalar(written(expr, type, sign), type);
  return value === undefined ? undefined : toJson(value);
}

function written(expr: LiteralExpr, type: PlainType, sign: string): Json {
  switch (expr.type) {
    case 'string':
      return expr.value;
    case 'bool':
      return expr.value === 'true';
    case 'int': {
      if (type !== 'int') return sign + expr.value;
      const number = Number(sign + expr.value);
      return Number.isSafeInteger(number) ? number : sign + BigInt(expr.value).toString();
    }
    case 'money':
      return `${sign}${expr.value} ${expr.unit ?? ''}`;
    case 'percent':
      return `${sign}${expr.value}%`;
    case 'decimal':
      return sign + expr.value;
    default:
      return `${sign}${expr.value}${expr.unit ?? ''}`;
  }
}

/** A text or a bare word read as a member of an enum. */
export function member(
  text: string,
  expr: { readonly span: LiteralExpr['span'] },
  of: OneOfType,
  scope: Scope,
): Typed {
  const at = placeOf(scope, expr.span);
  if (!of.members.includes(text)) {
    const near = nearMiss(text, of.members, expr.span);
    const params = { word: text, type: describe(of) };
    const meant = suggest(text, of.members);
    const fixes = meant === undefined ? [] : [respelling(meant, expr.span, scope)];
    scope.findings.add(types.notAMember, scope.module.source, expr.span, params, {
      ...(near.help === undefined ? { help: `it is ${describe(of)}` } : near),
      fixes,
    });
    return nothing(at);
  }
  return { type: of, plan: { op: 'literal', type: 'string', json: text, at } };
}

/** The member that was meant, in quotes where it stood in quotes or cannot stand without. */
function respelling(meant: string, span: LiteralExpr['span'], scope: Scope): Fix {
  const isQuoted = scope.module.source.text[span.start] === '"';
  const text = isQuoted || !/^[A-Za-z_]\w*$/.test(meant) ? JSON.stringify(meant) : meant;
  return { title: `replace with \`${meant}\``, safe: false, edits: [{ span, text }] };
}

/** Whether literals of a type carry a text that a pattern can be held against. */
export const isTextual = (type: Type): boolean =>
  type.kind === 'one of' || is(type, 'string', ...textKinds);
