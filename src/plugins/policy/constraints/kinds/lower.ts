import type { ExprPlan, Root, ScalarType, TypePlan } from '../../../../runtime/contract/index.ts';
import { likeOfRegex, readScalar } from '../../../../runtime/contract/index.ts';
import type { ConstraintKind, ConstraintValue } from './constraint.ts';

/** A constraint that means nothing for the fields it names. */
export class NotSound extends Error {
  /** The part of it that does not. */
  readonly kind: ConstraintKind | undefined;

  constructor(message: string, kind?: ConstraintKind) {
    super(message);
    this.kind = kind;
  }
}

/** What is known of what a constraint reads, and where it stands. */
export interface Reading {
  /**
   * The type of a field by its path; undefined where it may be anything.
   * @throws NotSound for a field that is not there
   */
  readonly typeOf: (root: Root, path: readonly string[]) => TypePlan | undefined;
  readonly at: (kind: ConstraintKind) => string;
}

const roots: readonly string[] = ['args', 'context', 'lookup', 'session', 'agent', 'tool'];

const operators = {
  EQUALS: '==',
  NOT_EQUALS: '!=',
  LESS_THAN: '<',
  LESS_THAN_OR_EQUAL: '<=',
  GREATER_THAN: '>',
  GREATER_THAN_OR_EQUAL: '>=',
} as const;

/**
 * The expression that a constraint means. Values are read in the type of their field, so that `50.00 EUR`
 * is money where the field is, and numbers are exact.
 * @throws NotSound for a value that does not fit its field, and for a pattern beyond the linear ones
 */
export function lower(kind: ConstraintKind, reading: Reading): ExprPlan {
  try {
    return lowered(kind, reading);
  } catch (cause) {
    if (!(cause instanceof NotSound) || cause.kind !== undefined) throw cause;
    throw new NotSound(cause.message, kind);
  }
}

function lowered(kind: ConstraintKind, reading: Reading): ExprPlan {
  const at = reading.at(kind);
  const below = (each: ConstraintKind): ExprPlan => lower(each, reading);
  switch (kind.type) {
    case 'AND':
    case 'OR':
      return { op: kind.type === 'AND' ? 'and' : 'or', of: kind.constraints.map(below), at };
    case 'NOT':
      return { op: 'not', of: below(kind.constraint), at };
    case 'IMPLIES': {
      const not: ExprPlan = { op: 'not', of: below(kind.condition), at };
      return { op: 'or', of: [not, below(kind.consequence)], at };
    }
    case 'FORBIDDEN':
      return forbidden(kind.resources, fieldOf(kind.field ?? 'resource', reading, at), at);
    default:
      return about(kind, fieldOf(kind.field, reading, at), at);
  }
}

interface Field {
  readonly name: string;
  readonly ref: ExprPlan;
  readonly type: TypePlan | undefined;
}

/** `amount` is an argument; a path that begins with a root is read from there. */
export function readField(field: string): {
  readonly root: Root;
  readonly path: readonly string[];
} {
  const [first = '', ...rest] = field.split('.');
  if (rest.length > 0 && roots.includes(first)) return { root: first as Root, path: rest };
  return { root: 'args', path: [first, ...rest] };
}

function fieldOf(name: string, { typeOf }: Reading, at: string): Field {
  const { root, path } = readField(name);
  const type = typeOf(root, path);
  if (type?.type === 'json')
    throw new NotSound(`\`${name}\` is json, which nothing is compared with`);
  return { name, ref: { op: 'ref', root, path, at }, type };
}

type Leaf = Exclude<ConstraintKind, { readonly type: 'AND' | 'OR' | 'NOT' | 'IMPLIES' }>;

/** The constraints that others are made of. */
export function simpleIn(kind: ConstraintKind): readonly Leaf[] {
  switch (kind.type) {
    case 'AND':
    case 'OR':
      return kind.constraints.flatMap(simpleIn);
    case 'NOT':
      return simpleIn(kind.constraint);
    case 'IMPLIES':
      return [...simpleIn(kind.condition), ...simpleIn(kind.consequence)];
    default:
      return [kind];
  }
}

export const fieldNamed = (kind: Leaf): string => kind.field ?? 'resource';

type Simple = Exclude<
  ConstraintKind,
  { readonly type: 'AND' | 'OR' | 'NOT' | 'IMPLIES' | 'FORBIDDEN' }
>;

function about(kind: Simple, field: Field, at: string): ExprPlan {
  const { ref } = field;
  const value = (of: ConstraintValue): ExprPlan => literal(of, field, at);
  switch (kind.type) {
    case 'IN':
    case 'NOT_IN': {
      const right: ExprPlan = { op: 'list', items: kind.values.map(value), at };
      const among: ExprPlan = { op: 'in', left: ref, right, at };
      return kind.type === 'IN' ? among : { op: 'not', of: among, at };
    }
    case 'BETWEEN': {
      requireOrder(field, [kind.min, kind.max], kind.type);
      const least: ExprPlan = { op: '>=', left: ref, right: value(kind.min), at };
      return { op: 'and', of: [least, { op: '<=', left: ref, right: value(kind.max), at }], at };
    }
    case 'CONTAINS':
      return contains(kind.value, field, at);
    case 'MATCHES': {
      requireText(field, 'MATCHES');
      const pattern = likeOfRegex(kind.pattern);
      if (pattern !== undefined) return { op: 'like', left: ref, pattern, at };
      throw new NotSound(
        `\`${kind.pattern}\` is no pattern of text, \`.*\`, escapes and anchors: others may take for ever`,
      );
    }
    default:
      if (kind.type !== 'EQUALS' && kind.type !== 'NOT_EQUALS') {
        requireOrder(field, [kind.value], kind.type);
      }
      return { op: operators[kind.type], left: ref, right: value(kind.value), at };
  }
}

const ordered: readonly string[] = [
  'int',
  'decimal',
  'money',
  'duration',
  'size',
  'percent',
  'time',
];

/** Texts and lists have no order, and what has none is never less than anything. */
function requireOrder(
  { type, name }: Field,
  bounds: readonly ConstraintValue[],
  kind: string,
): void {
  if (type !== undefined) {
    if (ordered.includes(type.type) || name === 'tool.effect') return;
    throw new NotSound(`${kind} wants an order, and \`${name}\` is ${described(type)}`);
  }
  if (bounds.every((each) => typeof each === 'number' || typeof each === 'bigint')) return;
  throw new NotSound(`${kind} wants numbers`);
}

/** Of a list, that it has the item; of a text, that it has the text somewhere. */
function contains(value: ConstraintValue, field: Field, at: string): ExprPlan {
  if (field.type?.type === 'list') {
    const item = { ...field, type: field.type.of };
    return { op: 'in', left: literal(value, item, at), right: field.ref, at };
  }
  if (typeof value !== 'string')
    throw new NotSound('CONTAINS wants a text, unless its field is a list');
  requireText(field, 'CONTAINS');
  return { op: 'like', left: field.ref, pattern: `*${escaped(value)}*`, at };
}

const escaped = (text: string): string => {
  if (text.endsWith('\\'))
    throw new NotSound('a text that ends in a backslash cannot be looked for');
  return text.replaceAll('*', '\\*');
};

const texts: readonly string[] = ['string', 'path', 'url', 'host', 'email', 'one of'];

function requireText({ type, name }: Field, kind: string): void {
  if (type === undefined || texts.includes(type.type)) return;
  throw new NotSound(`${kind} wants a text, and \`${name}\` is ${described(type)}`);
}

/**
 * A path may be written in many ways, and is read as one. A text that is no path would have to be taken
 * by its letters, which every second way of writing it slips past.
 */
function forbidden(resources: readonly string[], field: Field, at: string): ExprPlan {
  const { name, type, ref: left } = field;
  if (type?.type === 'string') {
    throw new NotSound(
      `FORBIDDEN wants a path, and \`${name}\` is a string: give it the type \`path\``,
    );
  }
  requireText(field, 'FORBIDDEN');
  const hits = resources.map((resource): ExprPlan => {
    if (resource.includes('*')) return { op: 'like', left, pattern: resource, at };
    if (type === undefined || type.type === 'path') {
      if (readScalar(resource, 'path') === undefined)
        throw new NotSound(`\`${resource}\` is no path`);
      return { op: 'in', left, right: { op: 'literal', type: 'path', json: resource, at }, at };
    }
    const folder = resource.endsWith('/') ? resource.slice(0, -1) : resource;
    const same: ExprPlan = { op: '==', left, right: literal(folder, field, at), at };
    return { op: 'or', of: [same, { op: 'like', left, pattern: `${escaped(folder)}/*`, at }], at };
  });
  return { op: 'not', of: { op: 'or', of: hits, at }, at };
}

function literal(value: ConstraintValue, field: Field, at: string): ExprPlan {
  if (Array.isArray(value)) {
    if (field.type !== undefined && field.type.type !== 'list') {
      throw new NotSound(`a list is no ${field.type.type}, as \`${field.name}\` is`);
    }
    const of = field.type?.of;
    return {
      op: 'list',
      items: value.map((item) => literal(item, { ...field, type: of }, at)),
      at,
    };
  }
  const scalar = value as Exclude<ConstraintValue, readonly ConstraintValue[]>;
  const type = scalarOf(field.type) ?? typeOfValue(scalar);
  if (field.type?.type === 'one of' && !field.type.members.includes(String(scalar))) {
    const members = field.type.members.map((each) => `\`${each}\``).join(', ');
    throw new NotSound(`\`${String(scalar)}\` is none of ${members}, as \`${field.name}\` is`);
  }
  const isNumber = type === 'int' || type === 'decimal';
  const json = typeof scalar === 'bigint' || type === 'decimal' ? String(scalar) : scalar;
  const isSpelled = isNumber || type === 'bool' || typeof scalar === 'string';
  if (isSpelled && readScalar(json, type) !== undefined) return { op: 'literal', type, json, at };
  // A plain number beside a whole one may be a fraction; both compare exactly.
  if (type === 'int' && readScalar(String(json), 'decimal') !== undefined) {
    return { op: 'literal', type: 'decimal', json: String(json), at };
  }
  throw new NotSound(`\`${String(value)}\` is no ${type}, as \`${field.name}\` is`);
}

/** How a field's values are spelled; undefined where it may be anything. */
function scalarOf(type: TypePlan | undefined): Exclude<ScalarType, 'json'> | undefined {
  if (type === undefined || type.type === 'json') return undefined;
  if (type.type === 'one of') return 'string';
  if (type.type === 'list' || type.type === 'record') {
    throw new NotSound(`a value does not compare with ${described(type)}`);
  }
  return type.type;
}

function typeOfValue(value: string | number | bigint | boolean): Exclude<ScalarType, 'json'> {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'bigint' || Number.isInteger(value) ? 'int' : 'decimal';
}

const described = (type: TypePlan): string =>
  type.type === 'int' || type.type === 'email' ? `an ${type.type}` : `a ${type.type}`;
