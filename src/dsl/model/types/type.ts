import type { ExprPlan, FieldPlan, Place, ScalarType, TypePlan } from '../../plan/plan.ts';

/** What the checker knows of a value. `broken` follows a reported error and fits everything. */
export type Type = SingleType | ListType | OneOfType | RecordType | BrokenType;

/** A single value of a built-in type; `currency` is known where the author pinned it. */
export interface SingleType {
  readonly kind: 'single';
  readonly of: ScalarType;
  readonly currency?: string;
}
export interface ListType {
  readonly kind: 'list';
  readonly of: Type;
}
export interface OneOfType {
  readonly kind: 'one of';
  readonly members: readonly string[];
}
export interface RecordType {
  readonly kind: 'record';
  /** The name it was declared under, if any. */
  readonly name?: string;
  readonly fields: ReadonlyMap<string, FieldType>;
  /** Set where part of the declaration could not be read: what is missing may only be lost. */
  readonly partial?: true;
}
export interface BrokenType {
  readonly kind: 'broken';
}

/** A field of a record, of a tool's arguments or of the context. */
export interface FieldType {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
  readonly label?: string;
  readonly where?: ExprPlan;
  readonly doc?: string;
  readonly at: Place;
}

export const broken: BrokenType = { kind: 'broken' };
export const noFields: RecordType = { kind: 'record', fields: new Map() };

const singles = new Map<ScalarType, SingleType>();

/** The type of a single value. */
export function single(of: ScalarType): SingleType {
  let type = singles.get(of);
  if (type === undefined) {
    type = { kind: 'single', of };
    singles.set(of, type);
  }
  return type;
}

/** Whether a type is this single one. */
export const is = (type: Type, ...of: readonly ScalarType[]): boolean =>
  type.kind === 'single' && of.includes(type.of);

/** A record type from fields of built-in types, for what the language itself declares. */
export function recordOf(fields: readonly (readonly [string, Type, 'optional'?])[]): RecordType {
  return {
    kind: 'record',
    fields: new Map(
      fields.map(([name, type, optional]) => [
        name,
        { name, type, optional: optional !== undefined, at: 'vak:1:1' },
      ]),
    ),
  };
}

/** A type of which parts may be lost, as far as it is written out where it stands. */
export function loosened(type: RecordType): RecordType;
export function loosened(type: Type): Type;
export function loosened(type: Type): Type {
  if (type.kind === 'list') return { kind: 'list', of: loosened(type.of) };
  if (type.kind !== 'record') return type;
  const fields = new Map<string, FieldType>();
  for (const [name, field] of type.fields) {
    fields.set(name, { ...field, type: loosened(field.type) });
  }
  return { ...type, fields, partial: true };
}

const urlParts = recordOf([
  ['scheme', single('string')],
  ['host', single('host')],
  ['port', single('int'), 'optional'],
  ['path', single('string')],
  ['query', single('string')],
]);
const pathParts = recordOf([
  ['name', single('string')],
  ['extension', single('string')],
]);
const emailParts = recordOf([
  ['local', single('string')],
  ['domain', single('host')],
]);

/** What stands below a value: a record's fields or a kind's typed parts; undefined for all others. */
export function partsOf(type: Type): RecordType | undefined {
  if (type.kind === 'record') return type;
  if (is(type, 'url')) return urlParts;
  if (is(type, 'path')) return pathParts;
  return is(type, 'email') ? emailParts : undefined;
}

/** The type in the author's words, for messages. */
export function describe(type: Type): string {
  switch (type.kind) {
    case 'single':
      return type.currency === undefined ? type.of : `${type.of} in ${type.currency}`;
    case 'list':
      return `list of ${describe(type.of)}`;
    case 'one of':
      return `one of ${type.members.map((member) => `"${member}"`).join(', ')}`;
    case 'record':
      return type.name ?? 'a record';
    default:
      return 'unknown';
  }
}

/** The type as the plan spells it. */
export function typePlan(type: Type): TypePlan {
  switch (type.kind) {
    case 'single':
      return { type: type.of };
    case 'list':
      return { type: 'list', of: typePlan(type.of) };
    case 'one of':
      return { type: 'one of', members: type.members };
    case 'record':
      return {
        type: 'record',
        ...(type.name === undefined ? {} : { name: type.name }),
        fields: fieldPlans(type),
      };
    default:
      return { type: 'json' };
  }
}

/** A record's fields as the plan spells them, in the author's order. */
export function fieldPlans(type: RecordType): FieldPlan[] {
  return [...type.fields.values()].map((field) => ({
    name: field.name,
    type: typePlan(field.type),
    optional: field.optional,
    ...(field.label === undefined ? {} : { label: field.label }),
    ...(field.where === undefined ? {} : { where: field.where }),
    ...(field.doc === undefined ? {} : { doc: field.doc }),
    at: field.at,
  }));
}
