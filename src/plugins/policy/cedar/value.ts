import type { CedarValueJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { RecordValue, Unknown, Value } from '../../../runtime/contract/index.ts';
import { toJson, unknown } from '../../../runtime/contract/index.ts';
import type { CedarType } from './schema.ts';

/** A value that has no exact form of the type that the schema declares. */
export class Unmappable extends Error {
  constructor(path: string, why: string) {
    super(`\`${path}\` ${why}`);
  }
}

type RecordType = Extract<CedarType, { type: 'Record' }>;

/**
 * A value as the schema's type spells it. Exact or not at all: nothing is rounded, no currency is lost,
 * no number passes through a double that cannot hold it. Attributes that the type does not declare are
 * left out.
 * @throws Unmappable naming the path
 */
export function cedarValue(value: Value, type: CedarType, path: string): CedarValueJson {
  switch (type.type) {
    case 'String':
      return text(value, path);
    case 'Boolean':
      if (typeof value === 'boolean') return value;
      break;
    case 'Long':
      return long(value, path);
    case 'decimal':
      return extension('decimal', decimal(value, path));
    case 'datetime':
      if (is(value, 'time')) return extension('datetime', new Date(value.ms).toISOString());
      break;
    case 'duration':
      if (is(value, 'duration')) return extension('duration', `${value.ms}ms`);
      break;
    case 'ipaddr':
      if (is(value, 'host')) return extension('ip', value.text.replace(/^\[|\]$/g, ''));
      break;
    case 'Entity':
      return { __entity: { type: type.name, id: text(value, path) } };
    case 'Set':
      if (Array.isArray(value)) {
        return value.map((item: Value, at) => cedarValue(item, type.of, `${path}[${at}]`));
      }
      break;
    case 'Record':
      return record(value, type, path);
  }
  throw new Unmappable(path, `has no form of type ${type.type}`);
}

/**
 * A record with the attributes that its type declares.
 * @throws Unmappable where one that is required is not there
 */
export function cedarRecord(
  find: (name: string) => Value | Unknown | undefined,
  type: RecordType,
  path: string,
): { [name: string]: CedarValueJson } {
  const made: { [name: string]: CedarValueJson } = {};
  for (const { name, required, type: of } of type.attributes) {
    const inner = path === '' ? name : `${path}.${name}`;
    const value = find(name);
    if (value !== undefined && value !== unknown) made[name] = cedarValue(value, of, inner);
    else if (required) throw new Unmappable(inner, 'is not there, and the schema requires it');
  }
  return made;
}

function record(value: Value, type: RecordType, path: string): CedarValueJson {
  if (is(value, 'record')) return cedarRecord((name) => value.fields.get(name), type, path);
  if (is(value, 'money')) {
    const parts = new Map<string, Value>([
      ['amount', { kind: 'decimal', nano: value.nano }],
      ['currency', value.currency],
    ]);
    return cedarRecord((name) => parts.get(name), type, path);
  }
  throw new Unmappable(path, 'is no record');
}

function text(value: Value, path: string): string {
  const json = is(value, 'record') || is(value, 'json') ? undefined : toJson(value);
  if (typeof json === 'string') return json;
  throw new Unmappable(path, 'has no form of type String');
}

function long(value: Value, path: string): number {
  const number = is(value, 'size')
    ? value.bytes
    : is(value, 'duration') || is(value, 'time')
      ? value.ms
      : value;
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw new Unmappable(
    path,
    typeof number === 'bigint' ? 'is beyond 2^53' : 'has no form of type Long',
  );
}

const billion = 1_000_000_000n;
/** Billionths in Cedar's smallest step of a decimal, and how many steps its 64 bits hold. */
const step = 100_000n;
const mostSteps = 2n ** 63n - 1n;

function decimal(value: Value, path: string): string {
  const nano =
    is(value, 'decimal') || is(value, 'percent')
      ? value.nano
      : typeof value === 'number' || typeof value === 'bigint'
        ? BigInt(value) * billion
        : undefined;
  if (nano === undefined) throw new Unmappable(path, 'has no form of type decimal');
  if (nano % step !== 0n) throw new Unmappable(path, 'has more than four decimal places');
  const steps = nano / step;
  const size = steps < 0n ? -steps : steps;
  if (size > mostSteps) throw new Unmappable(path, 'is beyond the range of decimal');
  const digits = String(size).padStart(5, '0');
  return `${steps < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

const extension = (fn: string, arg: string): CedarValueJson => ({ __extn: { fn, arg } });

type Kinded = Extract<Value, { readonly kind: string }> | RecordValue;

const is = <K extends Kinded['kind']>(
  value: Value,
  kind: K,
): value is Extract<Kinded, { readonly kind: K }> =>
  typeof value === 'object' && 'kind' in value && value.kind === kind;
