import type { TypePlan } from '../../dsl/plan/plan.ts';
import { add, subtract } from '../../dsl/values/arithmetic.ts';
import { decimal, one, percent } from '../../dsl/values/scalars/decimal.ts';
import { money } from '../../dsl/values/scalars/money.ts';
import { readScalar } from '../../dsl/values/scalars/scalar.ts';
import { duration, size } from '../../dsl/values/scalars/units.ts';
import { isList } from '../../dsl/values/to-json.ts';
import { type Unknown, unknown, type Value } from '../../dsl/values/value.ts';

const hundredth = 10_000_000n;

/** The step people count a quantity in: one, a hundredth, a second, a byte; undefined without order. */
function stepOf(value: Value): Value | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return 1;
  if (typeof value !== 'object' || isList(value)) return undefined;
  switch (value.kind) {
    case 'money':
      return money(hundredth, value.currency);
    case 'decimal':
      return decimal(hundredth);
    case 'percent':
      return percent(hundredth);
    case 'duration':
    case 'time':
      return duration(1_000);
    case 'size':
      return size(1);
    default:
      return undefined;
  }
}

/** A bound and what stands one step to either side of it. */
export function around(bound: Value): readonly Value[] {
  const step = stepOf(bound);
  return step === undefined ? [bound] : known([bound, subtract(bound, step), add(bound, step)]);
}

/** Values of the same type that differ from one; some for every type that a condition can name. */
export function unlike(value: Value): readonly Value[] {
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'string') return [`${value}-other`];
  const step = stepOf(value);
  if (step !== undefined) return known([add(value, step), subtract(value, step)]);
  if (typeof value !== 'object' || isList(value)) return [];
  switch (value.kind) {
    case 'path':
      return read('path', `${value.text === '/' ? '' : value.text}-other`);
    case 'host':
      return read('host', 'other.example');
    case 'url':
      return read('url', 'https://other.example/');
    case 'email':
      return read('email', 'other@other.example');
    case 'command':
      return read('command', 'true');
    default:
      return [];
  }
}

/** What times `by` comes nearest to `want` from below, of the type of `own`; undefined where nothing does. */
export function quotient(own: Value, want: Value, by: Value): Value | undefined {
  const [total, divisor] = [billionths(want), billionths(by)];
  if (total === undefined || divisor === undefined || divisor === 0n) return undefined;
  return amountLike(own, (total * one) / divisor);
}

/** So many billionths as a value of another's type, rounded down to what it can hold. */
export function amountLike(own: Value, nano: bigint): Value | undefined {
  const whole = nano / one;
  const plain = Number.isSafeInteger(Number(whole)) ? Number(whole) : undefined;
  if (typeof own === 'number' || typeof own === 'bigint') return plain ?? whole;
  if (typeof own !== 'object' || isList(own)) return undefined;
  switch (own.kind) {
    case 'money':
      return money(nano, own.currency);
    case 'decimal':
      return decimal(nano);
    case 'percent':
      return percent(nano);
    case 'duration':
      return plain === undefined ? undefined : duration(plain);
    case 'size':
      return plain === undefined ? undefined : size(plain);
    default:
      return undefined;
  }
}

function billionths(value: Value): bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return BigInt(value) * one;
  return typeof value === 'object' && 'nano' in value ? value.nano : undefined;
}

/** Texts that match a `like` pattern, and one that does not. */
export function likeTexts(pattern: string): readonly string[] {
  const plain = pattern.replace(/\\\*/g, '\u0000');
  const filled = (by: string): string => plain.replace(/\*/g, by).replaceAll('\u0000', '*');
  return [filled(''), filled('x'), `${filled('')}-other`, 'other'];
}

/** A path in a folder, and one beside it. */
export const folderTexts = (folder: string): readonly string[] => [
  folder,
  `${folder === '/' ? '' : folder}/x`,
  `${folder === '/' ? '' : folder}-other`,
];

const read = (type: 'path' | 'host' | 'url' | 'email' | 'command', text: string) => {
  const value = readScalar(text, type);
  return value === undefined ? [] : [value];
};

const known = (values: readonly (Value | Unknown)[]): readonly Value[] =>
  values.filter((value): value is Value => value !== unknown);

/** The spelling of a value of a kind, such as a URL, with one of its parts replaced; undefined where that gives none. */
export function withPart(
  type: TypePlan['type'],
  whole: Value,
  part: string,
  to: Value,
): string | undefined {
  if (typeof whole !== 'object' || !('text' in whole)) return undefined;
  const wanted = typeof to === 'object' && 'text' in to ? to.text : String(to);
  switch (type) {
    case 'url':
      return urlWith(whole.text, part, wanted);
    case 'email':
      return emailWith(whole.text, part, wanted);
    case 'path':
      return pathWith(whole.text, part, wanted);
    default:
      return undefined;
  }
}

const urlParts: Readonly<Record<string, 'protocol' | 'hostname' | 'port' | 'pathname' | 'search'>> =
  { scheme: 'protocol', host: 'hostname', port: 'port', path: 'pathname', query: 'search' };

function urlWith(text: string, part: string, wanted: string): string | undefined {
  const url = URL.parse(text);
  const name = Object.hasOwn(urlParts, part) ? urlParts[part] : undefined;
  if (url === null || name === undefined) return undefined;
  url[name] = wanted;
  return url.href;
}

function emailWith(text: string, part: string, wanted: string): string | undefined {
  const at = text.lastIndexOf('@');
  if (part === 'local') return `${wanted}${text.slice(at)}`;
  return part === 'domain' ? `${text.slice(0, at + 1)}${wanted}` : undefined;
}

function pathWith(text: string, part: string, wanted: string): string | undefined {
  const folder = text.slice(0, text.lastIndexOf('/') + 1);
  const name = text.slice(folder.length);
  if (part === 'name') return `${folder}${wanted}`;
  if (part !== 'extension') return undefined;
  const dot = name.lastIndexOf('.');
  const stem = dot > 0 ? name.slice(0, dot) : name;
  return `${folder}${stem}${wanted.startsWith('.') || wanted === '' ? '' : '.'}${wanted}`;
}
