import type { ExprPlan, Place } from '../../../dsl/plan/plan.ts';
import { print } from '../../../dsl/plan/print.ts';
import type { Json } from '../../../dsl/values/value.ts';

/** An expression with one small thing changed. */
export interface ExpressionMutant {
  readonly what: string;
  readonly at: Place;
  readonly expr: ExprPlan;
}

const turned = {
  and: 'or',
  or: 'and',
  '==': '!=',
  '!=': '==',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
} as const;

/** Every mutant of an expression, each with one change; their number grows with its size. */
export function expressionMutants(expr: ExprPlan): readonly ExpressionMutant[] {
  const { at } = expr;
  switch (expr.op) {
    case 'and':
    case 'or':
      return [
        {
          what: `\`${expr.op}\` becomes \`${turned[expr.op]}\``,
          at,
          expr: { ...expr, op: turned[expr.op] },
        },
        ...within(expr.of, (of) => ({ ...expr, of })),
        ...without(expr.of, (of) => ({ ...expr, of })),
      ];
    case 'list':
      return [
        ...within(expr.items, (items) => ({ ...expr, items })),
        ...without(expr.items, (items) => ({ ...expr, items })),
      ];
    case 'not':
      return [
        { what: '`not` is dropped', at, expr: expr.of },
        ...inOne(expr.of, (of) => ({ ...expr, of })),
      ];
    case 'negate':
      return inOne(expr.of, (of) => ({ ...expr, of }));
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return [
        {
          what: `\`${expr.op}\` becomes \`${turned[expr.op]}\``,
          at,
          expr: { ...expr, op: turned[expr.op] },
        },
        ...sides(expr),
      ];
    case 'in':
    case '+':
    case '-':
    case '*':
      return sides(expr);
    case 'literal':
      return moves(expr);
    default:
      return [];
  }
}

type Binary = Extract<ExprPlan, { right: ExprPlan }>;

const sides = (expr: Binary): readonly ExpressionMutant[] => [
  ...inOne(expr.left, (left) => ({ ...expr, left })),
  ...inOne(expr.right, (right) => ({ ...expr, right })),
];

const inOne = (of: ExprPlan, put: (of: ExprPlan) => ExprPlan): readonly ExpressionMutant[] =>
  expressionMutants(of).map((mutant) => ({ ...mutant, expr: put(mutant.expr) }));

function within(
  parts: readonly ExprPlan[],
  put: (parts: readonly ExprPlan[]) => ExprPlan,
): readonly ExpressionMutant[] {
  return parts.flatMap((part, index) =>
    inOne(part, (changed) => put(parts.with(index, changed))).map((mutant) => mutant),
  );
}

function without(
  parts: readonly ExprPlan[],
  put: (parts: readonly ExprPlan[]) => ExprPlan,
): readonly ExpressionMutant[] {
  if (parts.length < 2) return [];
  return parts.map((part, index) => ({
    what: `\`${print(part)}\` is taken out`,
    at: part.at,
    expr: put(parts.toSpliced(index, 1)),
  }));
}

type Literal = Extract<ExprPlan, { op: 'literal' }>;
const numeric: readonly string[] = ['int', 'decimal', 'money', 'duration', 'size', 'percent'];

/** A number moved by one of its last digit, both ways. */
function moves(expr: Literal): readonly ExpressionMutant[] {
  if (!numeric.includes(expr.type)) return [];
  return ([1n, -1n] as const).flatMap((step) => {
    const json = moved(expr.json, step);
    if (json === undefined) return [];
    const what = `\`${String(expr.json)}\` becomes \`${String(json)}\``;
    return [{ what, at: expr.at, expr: { ...expr, json } }];
  });
}

function moved(json: Json, step: bigint): Json | undefined {
  if (typeof json === 'number') return json + Number(step);
  const [, whole, part = '', unit] = /^(-?\d+)(?:\.(\d+))?(.*)$/s.exec(String(json)) ?? [];
  if (whole === undefined || unit === undefined) return undefined;
  const digits = BigInt(`${whole}${part}`) + step;
  const text = (digits < 0n ? -digits : digits).toString().padStart(part.length + 1, '0');
  const cut = text.length - part.length;
  const number = part === '' ? text : `${text.slice(0, cut)}.${text.slice(cut)}`;
  return `${digits < 0n ? '-' : ''}${number}${unit}`;
}
