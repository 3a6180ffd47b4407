import { condition } from '../plan/evaluate.ts';
import type { FieldPlan, TypePlan } from '../plan/plan.ts';
import { print } from '../plan/print.ts';
import { readScalar, spelling } from './scalars/scalar.ts';
import { setOwn } from './to-json.ts';
import type { Json, RecordValue, Value } from './value.ts';

/** What reading JSON as a type gives: the value, or the first place that does not fit. */
export type Reading =
  | { readonly ok: true; readonly value: Value }
  | {
      readonly ok: false;
      /** `amount`, `items[2].name`; empty for the whole. */
      readonly path: string;
      readonly expected: string;
      /** What stands there, by its form; never its content. */
      readonly found: string;
    };

/** Bounds on what is read, and the folder below which relative paths lie. */
export interface ReadingOptions {
  readonly root?: string;
  /** Nesting of lists and records; 64 unless told. */
  readonly maxDepth?: number;
  /** Values in all; 100,000 unless told. */
  readonly maxValues?: number;
  /** UTF-16 units of text in all; 8 million unless told. */
  readonly maxText?: number;
}

/**
 * Reads JSON as a type: every field known, every required field there, every spelling canonicalised,
 * every `where` true (unknown is not). Values are frozen. Never throws, whatever the JSON is made of;
 * each property is read once.
 */
export function fromJson(json: unknown, type: TypePlan, options: ReadingOptions = {}): Reading {
  const reader = new Reader(options);
  try {
    return { ok: true, value: reader.read(json, type, 0) };
  } catch (problem) {
    if (problem instanceof Mismatch) {
      return {
        ok: false,
        path: reader.path(),
        expected: problem.expected,
        found: problem.found,
      };
    }
    return {
      ok: false,
      path: reader.path(),
      expected: 'plain JSON',
      found: 'an unreadable object',
    };
  }
}

class Mismatch {
  readonly expected: string;
  readonly found: string;

  constructor(expected: string, found: string) {
    this.expected = expected;
    this.found = found;
  }
}

const wheres = new WeakMap<FieldPlan, ReturnType<typeof condition>>();

class Reader {
  readonly #root: string | undefined;
  readonly #maxDepth: number;
  #values: number;
  #text: number;
  readonly #path: (string | number)[] = [];

  constructor(options: ReadingOptions) {
    this.#root = options.root;
    this.#maxDepth = options.maxDepth ?? 64;
    this.#values = options.maxValues ?? 100_000;
    this.#text = options.maxText ?? 8_000_000;
  }

  path(): string {
    return this.#path
      .map((step, index) =>
        typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${named(step)}`,
      )
      .join('');
  }

  read(json: unknown, type: TypePlan, depth: number): Value {
    this.#count(json, depth);
    switch (type.type) {
      case 'record':
        return this.#record(json, type.fields, depth);
      case 'list':
        return this.#list(json, type.of, depth);
      case 'one of': {
        if (typeof json === 'string' && type.members.includes(json)) return json;
        throw new Mismatch(`one of ${type.members.map((m) => `\`${m}\``).join(', ')}`, form(json));
      }
      case 'json':
        return Object.freeze({ kind: 'json', json: this.#tree(json, depth) });
      default: {
        const value = readScalar(json, type.type, this.#root);
        if (value !== undefined) return value;
        throw new Mismatch(spelling[type.type], form(json));
      }
    }
  }

  #record(json: unknown, fields: readonly FieldPlan[], depth: number): RecordValue {
    const given = entries(json);
    if (given === undefined) throw new Mismatch('a record', form(json));
    const values = new Map<string, Value>();
    let taken = 0;
    let places: Map<string, number> | undefined;
    for (const field of fields) {
      // Most often they come in the order in which they are declared.
      let at: number | undefined = taken;
      if (given[at]?.[0] !== field.name) {
        places ??= new Map(given.map(([name], index) => [name, index]));
        at = places.get(field.name);
      }
      const value = at === undefined ? undefined : given[at]?.[1];
      if (at !== undefined) taken += 1;
      this.#path.push(field.name);
      if (value !== undefined) values.set(field.name, this.#field(value, field, depth));
      else if (!field.optional) throw new Mismatch(expectation(field.type), 'nothing');
      this.#path.pop();
    }
    if (taken < given.length) holdKnown(given, fields);
    return Object.freeze({ kind: 'record', fields: values });
  }

  #field(json: unknown, field: FieldPlan, depth: number): Value {
    const value = this.read(json, field.type, depth + 1);
    if (field.where === undefined) return value;
    let where = wheres.get(field);
    if (where === undefined) {
      where = condition(field.where);
      wheres.set(field, where);
    }
    if (where({ value }) === true) return value;
    throw new Mismatch(`a value for which \`${print(field.where)}\` holds`, 'another');
  }

  #list(json: unknown, of: TypePlan, depth: number): Value {
    if (!Array.isArray(json)) throw new Mismatch('a list', form(json));
    const items: Value[] = [];
    const length = json.length;
    for (let index = 0; index < length; index += 1) {
      this.#path.push(index);
      items.push(this.read(json[index], of, depth + 1));
      this.#path.pop();
    }
    return Object.freeze(items);
  }

  /** A frozen copy of free JSON that shares nothing with what was given. */
  #tree(json: unknown, depth: number): Json {
    if (json === null || typeof json === 'boolean') return json;
    if (typeof json === 'number' && Number.isFinite(json)) return json || 0;
    if (typeof json === 'string' && json.isWellFormed()) return json;
    if (Array.isArray(json)) {
      const items: Json[] = [];
      const length = json.length;
      for (let index = 0; index < length; index += 1)
        items.push(this.#branch(index, json[index], depth));
      return Object.freeze(items);
    }
    const given = entries(json);
    if (given === undefined) throw new Mismatch('JSON', form(json));
    const branches = new Map<string, Json>();
    for (const [key, value] of inOrder(given)) {
      if (!key.isWellFormed()) throw new Mismatch('well-formed names', 'a name that is not');
      branches.set(key, this.#branch(key, value, depth));
    }
    const copy: Record<string, Json> = {};
    for (const [key] of given) setOwn(copy, key, branches.get(key) as Json);
    return Object.freeze(copy);
  }

  #branch(step: string | number, json: unknown, depth: number): Json {
    this.#path.push(step);
    this.#count(json, depth + 1);
    const branch = this.#tree(json, depth + 1);
    this.#path.pop();
    return branch;
  }

  #count(json: unknown, depth: number): void {
    this.#values -= 1;
    if (typeof json === 'string') this.#text -= json.length;
    if (depth > this.#maxDepth) throw new Mismatch(`at most ${this.#maxDepth} levels`, 'more');
    if (this.#values < 0) throw new Mismatch('fewer values', 'too many');
    if (this.#text < 0) throw new Mismatch('less text', 'too much');
  }
}

type Entries = readonly (readonly [string, unknown])[];

/** The own fields of a plain object, each read once; undefined for anything else. */
function entries(json: unknown): Entries | undefined {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(json);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return undefined;
  return Object.entries(json);
}

/** By their names, as canonical JSON has them: whatever the order they come in, the same one is the first that is wrong. */
const inOrder = (given: Entries): Entries =>
  given.length < 2 ? given : [...given].sort(([a], [b]) => (a < b ? -1 : 1));

function holdKnown(given: Entries, fields: readonly FieldPlan[]): void {
  const names = new Set(fields.map(({ name }) => name));
  const extra = inOrder(given).find(([key, value]) => value !== undefined && !names.has(key));
  if (extra === undefined) return;
  const known = fields.map(({ name }) => `\`${name}\``).join(', ');
  throw new Mismatch(
    known === '' ? 'no fields' : `only the fields ${known}`,
    `a field \`${named(extra[0])}\``,
  );
}

const named = (step: string): string => step.toWellFormed().slice(0, 40);

const expectation = (type: TypePlan): string => {
  if (type.type === 'record') return 'a record';
  if (type.type === 'list') return 'a list';
  return type.type === 'one of'
    ? `one of ${type.members.map((member) => `\`${member}\``).join(', ')}`
    : spelling[type.type];
};

function form(json: unknown): string {
  if (json === null) return '`null`';
  if (Array.isArray(json)) return 'a list';
  switch (typeof json) {
    case 'undefined':
      return 'nothing';
    case 'string':
      return json.isWellFormed() ? 'another string' : 'text that is no Unicode';
    case 'number':
      return Number.isSafeInteger(json) ? 'a number' : 'a number that is not exact';
    case 'object':
      return entries(json) === undefined ? 'an object of a class' : 'a record';
    default:
      return `a ${typeof json}`;
  }
}
