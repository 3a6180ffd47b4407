import type { ExprPlan, Root, ScalarType, TypePlan } from '../../../src/dsl/plan/plan.ts';
import { fromJson } from '../../../src/dsl/values/from-json.ts';
import type { Json, RecordValue, Value } from '../../../src/dsl/values/value.ts';

const at = 'test.vak:1:1';

/** `args.order.id` */
export function ref(path: string): ExprPlan {
  const [root, ...rest] = path.split('.');
  return { op: 'ref', root: root as Root, path: rest, at };
}
export const lit = (type: ScalarType, json: Json): ExprPlan => ({ op: 'literal', type, json, at });
export const text = (json: string): ExprPlan => lit('string', json);
export const list = (...items: readonly ExprPlan[]): ExprPlan => ({ op: 'list', items, at });
export const op = (
  left: ExprPlan,
  by: '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-' | '*',
  right: ExprPlan,
): ExprPlan => ({ op: by, left, right, at });
export const and = (...of: readonly ExprPlan[]): ExprPlan => ({ op: 'and', of, at });
export const or = (...of: readonly ExprPlan[]): ExprPlan => ({ op: 'or', of, at });
export const not = (of: ExprPlan): ExprPlan => ({ op: 'not', of, at });
export const like = (left: ExprPlan, pattern: string): ExprPlan => ({
  op: 'like',
  left,
  pattern,
  at,
});
export const has = (of: ExprPlan, field: string): ExprPlan => ({ op: 'has', of, field, at });
export const runs = (of: ExprPlan, program: string, ...flags: readonly string[]): ExprPlan => ({
  op: 'runs',
  of,
  program,
  flags,
  at,
});

/** A value of a type from its JSON; throws when the JSON is none. */
export function value(type: ScalarType | TypePlan, json: Json, root?: string): Value {
  const plan: TypePlan = typeof type === 'string' ? { type } : type;
  const reading = fromJson(json, plan, root === undefined ? {} : { root });
  if (!reading.ok) throw new Error(`${JSON.stringify(json)}: expected ${reading.expected}`);
  return reading.value;
}

/** A record of values by name. */
export const record = (fields: Readonly<Record<string, Value>>): RecordValue => ({
  kind: 'record',
  fields: new Map(Object.entries(fields)),
});
