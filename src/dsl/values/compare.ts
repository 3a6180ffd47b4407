import { otherReading } from './kinds/url.ts';
import { one } from './scalars/decimal.ts';
import { readScalar } from './scalars/scalar.ts';
import { isList } from './to-json.ts';
import type {
  ListValue,
  PathValue,
  QueryValue,
  RecordValue,
  Truth,
  Unknown,
  UrlValue,
  Value,
} from './value.ts';
import { unknown } from './value.ts';

/** The kinds whose values carry a canonical `text`. */
type TextKind = 'path' | 'url' | 'host' | 'email' | 'command';

/** The kind of a value whose `text` stands for it; undefined for every other value. */
function textKind(value: Value): TextKind | undefined {
  if (typeof value !== 'object' || isList(value)) return undefined;
  return 'text' in value && value.kind !== 'query' ? value.kind : undefined;
}

/**
 * Order of two values: negative, 0 or positive. Unknown across currencies, across types, and for
 * values that have no order; an int and a decimal compare exactly.
 */
export function compare(left: Value, right: Value): number | Unknown {
  if (isNumeric(left) && isNumeric(right)) return order(left, right);
  if (typeof left !== 'object' || typeof right !== 'object') return mixed(left, right);
  if (isList(left) || isList(right)) return unknown;
  switch (left.kind) {
    case 'money':
      if (right.kind !== 'money' || right.currency !== left.currency) return unknown;
      return order(left.nano, right.nano);
    case 'decimal':
    case 'percent':
      return right.kind === left.kind ? order(left.nano, right.nano) : unknown;
    case 'duration':
    case 'time':
      return right.kind === left.kind ? order(left.ms, right.ms) : unknown;
    case 'size':
      return right.kind === 'size' ? order(left.bytes, right.bytes) : unknown;
    default:
      return unknown;
  }
}

const isNumeric = (value: Value): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

const order = (left: number | bigint, right: number | bigint): number =>
  left < right ? -1 : left > right ? 1 : 0;

/** An int beside a decimal, in billionths. */
function mixed(left: Value, right: Value): number | Unknown {
  const nanos = [left, right].map(asNano);
  const [a, b] = nanos;
  return a === undefined || b === undefined ? unknown : order(a, b);
}

function asNano(value: Value): bigint | undefined {
  if (isNumeric(value)) return BigInt(value) * one;
  if (typeof value !== 'object' || isList(value)) return undefined;
  return value.kind === 'decimal' ? value.nano : undefined;
}

/**
 * Whether two values are equal. Unknown across currencies and types, inside `json`, where parts of
 * lists or records are, and for URLs that differ only in an escaped slash; a plain string beside a
 * path, URL, host or e-mail is read as that kind first.
 */
export function equal(left: Value, right: Value): Truth {
  if (typeof left !== 'object' && typeof left === typeof right) return left === right;
  if (isList(left) || isList(right)) {
    return isList(left) && isList(right) ? equalLists(left, right) : unknown;
  }
  if (typeof left === 'object' && left.kind === 'query') return equalQueries(left, right);
  if (typeof right === 'object' && right.kind === 'query') return equalQueries(right, left);
  const kind = textKind(left);
  if (kind !== undefined) return equalTexts(left, right, kind);
  const other = textKind(right);
  if (other !== undefined) return equalTexts(right, left, other);
  if (typeof left === 'object' && typeof right === 'object') {
    if (left.kind === 'record') {
      return right.kind === 'record' ? equalRecords(left, right) : unknown;
    }
  }
  const ordered = compare(left, right);
  return ordered === unknown ? unknown : ordered === 0;
}

/** True or false where both readings say so. */
function equalQueries({ text, decoded }: QueryValue, other: Value): Truth {
  if (typeof other === 'object' && 'kind' in other && other.kind === 'query') {
    if (text === other.text) return true;
    return decoded === other.decoded ? unknown : false;
  }
  if (typeof other !== 'string') return unknown;
  return other === text || other === decoded ? unknown : false;
}

function equalTexts(left: Value, right: Value, kind: TextKind): Truth {
  const read = typeof right === 'string' ? readScalar(right, kind) : right;
  if (read === undefined || textKind(read) !== kind) return unknown;
  if (kind === 'path') return samePath(left as PathValue, read as PathValue);
  const [a, b] = [(left as UrlValue).text, (read as UrlValue).text];
  if (a === b) return true;
  return kind === 'url' && otherReading(a) === otherReading(b) ? unknown : false;
}

/** A relative path in the source is meant from the tool's root: it meets the form shown below it. */
function samePath(left: PathValue, right: PathValue): boolean {
  const [a, b] = [left.text.startsWith('/'), right.text.startsWith('/')];
  if (a === b) return left.text === right.text;
  return a ? left.shown === right.text : left.text === right.shown;
}

/** Strong Kleene conjunction, one part at a time. */
function both(so: Truth, next: Truth): Truth {
  if (so === false || next === false) return false;
  return so === unknown || next === unknown ? unknown : true;
}

function equalLists(left: ListValue, right: ListValue): Truth {
  if (left.length !== right.length) return false;
  let truth: Truth = true;
  for (let index = 0; index < left.length && truth !== false; index += 1) {
    truth = both(truth, equal(left[index] as Value, right[index] as Value));
  }
  return truth;
}

function equalRecords(left: RecordValue, right: RecordValue): Truth {
  if (left.fields.size !== right.fields.size) return false;
  let truth: Truth = true;
  for (const [name, value] of left.fields) {
    const other = right.fields.get(name);
    if (other === undefined) return false;
    truth = both(truth, equal(value, other));
  }
  return truth;
}

/** Whether a list holds a value: true on one equal item, unknown where an item might be, else false. */
export function contains(list: ListValue, value: Value): Truth {
  let truth: Truth = false;
  for (const item of list) {
    const same = equal(value, item);
    if (same === true) return true;
    if (same === unknown) truth = unknown;
  }
  return truth;
}
