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
  const nano = (total * one) / divisor;
  if (typeof own === 'number' || typeof own === 'bigint') {
    const whole = nano / one;
    return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
  }
  if (typeof own !== 'object' || isList(own)) return undefined;
  if (own.kind === 'money') return money(nano, own.currency);
  if (own.kind === 'decimal') return decimal(nano);
  return own.kind === 'percent' ? percent(nano) : undefined;
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
