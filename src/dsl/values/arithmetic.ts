import { decimal, inRange, integer, one, percent } from './scalars/decimal.ts';
import { money } from './scalars/money.ts';
import { isTime, time } from './scalars/time.ts';
import { duration, size } from './scalars/units.ts';
import { isList } from './to-json.ts';
import type { Unknown, Value } from './value.ts';
import { unknown } from './value.ts';

type Result = Value | Unknown;

/** The exact sum; unknown across currencies and types, and past the range. */
export const add = (left: Value, right: Value): Result => sum(left, right, 1);

/** The exact difference; unknown as `add` is. A time less a time is a duration. */
export const subtract = (left: Value, right: Value): Result => sum(left, right, -1);

/** The value with its sign turned; unknown for what has none. */
export function negate(value: Value): Result {
  if (typeof value === 'number' || typeof value === 'bigint') return subtract(0, value);
  if (typeof value !== 'object' || isList(value)) return unknown;
  switch (value.kind) {
    case 'decimal':
      return decimal(-value.nano);
    case 'money':
      return money(-value.nano, value.currency);
    case 'percent':
      return percent(-value.nano);
    case 'duration':
      return duration(0 - value.ms);
    default:
      return unknown;
  }
}

type Sign = 1 | -1;

function sum(left: Value, right: Value, sign: Sign): Result {
  const [a, b] = [exact(left), exact(right)];
  if (a === undefined || b === undefined) return unknown;
  if (a.unit === 'int' && b.unit === 'int') return whole(a.of + signed(b.of, sign));
  if (isNumber(a) && isNumber(b)) return made('decimal', a.nano + signed(b.nano, sign));
  if (a.unit === 'time' && b.unit === 'duration') return made('time', a.of + signed(b.of, sign));
  if (a.unit === 'duration' && b.unit === 'time' && sign === 1) return made('time', a.of + b.of);
  if (a.unit === 'time' && b.unit === 'time') {
    return sign === -1 ? made('duration', a.of - b.of) : unknown;
  }
  return a.unit === b.unit ? made(a.unit, a.of + signed(b.of, sign)) : unknown;
}

const signed = (of: bigint, sign: Sign): bigint => (sign === 1 ? of : -of);

/**
 * The exact product of a number with a number, amount, percentage, duration or size, or of a percentage
 * with an amount. Unknown where it would need rounding, past the range, and for other types.
 */
export function multiply(left: Value, right: Value): Result {
  const [a, b] = [exact(left), exact(right)];
  if (a === undefined || b === undefined) return unknown;
  if (a.unit === 'int' && b.unit === 'int') return whole(a.of * b.of);
  if (isFactor(b)) return scaled(a, b.nano);
  return isFactor(a) ? scaled(b, a.nano) : unknown;
}

/** A value of `a` taken `nano` billionths of a time. */
function scaled(a: Exact, nano: bigint): Result {
  const unit = a.unit === 'int' ? 'decimal' : a.unit;
  if (unit === 'time') return unknown;
  const product = (a.unit === 'int' ? a.nano : a.of) * nano;
  return product % one === 0n ? made(unit, product / one) : unknown;
}

/** A value as an integer of its own unit: billionths, milliseconds, bytes, or ones. */
interface Exact {
  readonly unit: string;
  readonly of: bigint;
  /** In billionths of one, for numbers and percentages. */
  readonly nano: bigint;
}

const isNumber = (of: Exact): boolean => of.unit === 'int' || of.unit === 'decimal';
const isFactor = (of: Exact): boolean => isNumber(of) || of.unit === 'percent';

function exact(value: Value): Exact | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') {
    const of = BigInt(value);
    return { unit: 'int', of, nano: of * one };
  }
  if (typeof value !== 'object' || isList(value)) return undefined;
  switch (value.kind) {
    case 'decimal':
    case 'percent':
      return { unit: value.kind, of: value.nano, nano: value.nano };
    case 'money':
      return { unit: value.currency, of: value.nano, nano: 0n };
    case 'duration':
    case 'time':
      return { unit: value.kind, of: BigInt(value.ms), nano: 0n };
    case 'size':
      return { unit: 'size', of: BigInt(value.bytes), nano: 0n };
    default:
      return undefined;
  }
}

const whole = (of: bigint): Result => integer(of) ?? unknown;

function made(unit: string, of: bigint): Result {
  if (!inRange(of)) return unknown;
  if (unit === 'decimal') return decimal(of);
  if (unit === 'percent') return percent(of);
  if (unit !== 'duration' && unit !== 'time' && unit !== 'size') return money(of, unit);
  const number = Number(of);
  if (!Number.isSafeInteger(number)) return unknown;
  if (unit === 'duration') return duration(number);
  if (unit === 'time') return isTime(number) ? time(number) : unknown;
  return number < 0 ? unknown : size(number);
}
