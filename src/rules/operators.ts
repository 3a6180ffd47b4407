import type { ExprPlan, Place, ScalarType, TypePlan } from '../dsl/plan/plan.ts';
import { likeOf, likeOfRegex } from '../dsl/values/kinds/like.ts';
import { whyUnmatched } from '../dsl/values/kinds/unmatched.ts';
import { readScalar } from '../dsl/values/scalars/scalar.ts';
import { toJson } from '../dsl/values/to-json.ts';
import type { Json } from '../dsl/values/value.ts';
import type { Resolved } from './attributes.ts';
import type { PolicyOperator } from './rule.ts';

/** Why a condition cannot be had; the words that follow the rule's name in the message. */
export class Refused extends Error {}

type Ref = Extract<ExprPlan, { op: 'ref' }>;
type Lowering = (ref: Ref, type: TypePlan, value: Json | undefined, at: Place) => ExprPlan;

const texts: readonly string[] = ['string', 'path', 'url', 'host', 'email', 'command', 'one of'];
const ordered: readonly string[] = [
  ...['int', 'decimal', 'money', 'duration', 'size', 'percent', 'time'],
];

const lowerings: Readonly<Record<PolicyOperator, Lowering>> = {
  equals: (ref, type, value, at) => relation('==', ref, literal(type, value, at), at),
  not_equals: (ref, type, value, at) => relation('!=', ref, literal(type, value, at), at),
  contains,
  not_contains: (ref, type, value, at) => not(contains(ref, type, value, at), at),
  starts_with: (ref, type, value, at) => like(ref, type, likeOf([text(value), '']), at),
  ends_with: (ref, type, value, at) => like(ref, type, likeOf(['', text(value)]), at),
  greater_than: comparison('>'),
  less_than: comparison('<'),
  at_least: comparison('>='),
  at_most: comparison('<='),
  in: membership,
  not_in: (ref, type, value, at) => not(membership(ref, type, value, at), at),
  exists: (ref, _type, value, at) => {
    if (value !== undefined && typeof value !== 'boolean') {
      throw new Refused('`exists` takes `true`, `false` or nothing');
    }
    const of: Ref = { ...ref, path: ref.path.slice(0, -1) };
    const has: ExprPlan = { op: 'has', of, field: ref.path.at(-1) ?? '', at };
    return value === false ? not(has, at) : has;
  },
  regex: (ref, type, value, at) => {
    const pattern = likeOfRegex(text(value));
    if (pattern !== undefined) return like(ref, type, pattern, at);
    throw new Refused('`regex` takes text, `.*`, escapes, `^` and `$`, which take linear time');
  },
};

/**
 * The plan's expression for one condition.
 * @throws Refused for an operator there is none of, or a value that does not fit the attribute's type
 */
export function lowerOperator(
  operator: string,
  { root, path, type }: Resolved,
  value: Json | undefined,
  at: Place,
): ExprPlan {
  if (!Object.hasOwn(lowerings, operator)) {
    const names = Object.keys(lowerings).map((name) => `\`${name}\``);
    throw new Refused(`there is no operator \`${operator}\`; there are ${names.join(', ')}`);
  }
  return lowerings[operator as PolicyOperator]({ op: 'ref', root, path, at }, type, value, at);
}

const relation = (
  op: '==' | '!=' | 'in' | '<' | '<=' | '>' | '>=',
  left: ExprPlan,
  right: ExprPlan,
  at: Place,
): ExprPlan => ({ op, left, right, at });

const not = (of: ExprPlan, at: Place): ExprPlan => ({ op: 'not', of, at });

function comparison(op: '<' | '<=' | '>' | '>='): Lowering {
  return (ref, type, value, at) => {
    if (ordered.includes(type.type)) return relation(op, ref, literal(type, value, at), at);
    throw new Refused(`\`${type.type}\` has no order`);
  };
}

function contains(ref: Ref, type: TypePlan, value: Json | undefined, at: Place): ExprPlan {
  if (type.type === 'list') return relation('in', literal(type.of, value, at), ref, at);
  return like(ref, type, likeOf(['', text(value), '']), at);
}

/** One of a list; for a path, the folder it lies in. */
function membership(ref: Ref, type: TypePlan, value: Json | undefined, at: Place): ExprPlan {
  if (type.type === 'path' && typeof value === 'string') {
    return relation('in', ref, literal(type, value, at), at);
  }
  if (!Array.isArray(value)) throw new Refused('`in` and `not_in` take a list');
  const items = value.map((item: Json) => literal(type, item, at));
  return relation('in', ref, { op: 'list', items, at }, at);
}

function like(ref: Ref, type: TypePlan, pattern: string | undefined, at: Place): ExprPlan {
  if (pattern === undefined) throw new Refused('no pattern can spell a backslash before a run');
  if (!texts.includes(type.type)) throw new Refused(`\`${type.type}\` is no text`);
  const why = whyUnmatched(type.type, pattern);
  if (why !== undefined) throw new Refused(`no ${type.type} is ever like \`${pattern}\`: ${why}`);
  return { op: 'like', left: ref, pattern, at };
}

function text(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  throw new Refused('its value must be a string');
}

/** A literal in canonical spelling, of exactly the attribute's type. */
function literal(type: TypePlan, value: Json | undefined, at: Place): ExprPlan {
  if (value === undefined) throw new Refused('a value is missing');
  if (type.type === 'list') {
    if (!Array.isArray(value)) throw new Refused('its value must be a list');
    return { op: 'list', items: value.map((item: Json) => literal(type.of, item, at)), at };
  }
  if (type.type === 'one of') {
    if (typeof value === 'string' && type.members.includes(value)) {
      return { op: 'literal', type: 'string', json: value, at };
    }
    const members = type.members.map((member) => `\`${member}\``).join(', ');
    throw new Refused(`its value must be one of ${members}`);
  }
  if (type.type === 'record' || type.type === 'json') {
    throw new Refused(`no condition looks into \`${type.type}\` as a whole`);
  }
  const read = readScalar(value, type.type as Exclude<ScalarType, 'json'>);
  if (read === undefined) throw new Refused(`${JSON.stringify(value)} is no ${type.type}`);
  return { op: 'literal', type: type.type, json: toJson(read), at };
}
