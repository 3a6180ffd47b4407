import type { TokenType } from 'chevrotain';
import { Decimal, Duration, Int, Money, Percent, Size } from './tokens.ts';

/** A number taken apart: what kind it is, its digits without `_`, and its unit. */
export interface NumberParts {
  readonly type: TokenType;
  readonly digits: string;
  readonly unit: string | undefined;
}

const plain = /^(?:0|[1-9]\d*)$/;
const form = /^(\d(?:_?\d)*)(?:\.(\d(?:_?\d)*))?[ \t]*(%|[A-Za-z_][A-Za-z0-9_]*)?$/;
const durations = new Set(['ms', 's', 'm', 'h', 'd', 'w', 'y']);
const sizes = new Set(['B', 'KB', 'MB', 'GB']);

/** The units that are glued to their number. */
export const gluedUnits: readonly string[] = [...durations, ...sizes];

/**
 * Reads a number as written, such as `2_000`, `0.8`, `50 EUR`, `4h`, `64MB` or `80%`. Undefined when it
 * is none: an unknown unit, a leading zero, an `_` that does not stand between digits. Any three
 * capitals pass for a currency; whether it exists is asked where its meaning is.
 */
export function readNumber(raw: string): NumberParts | undefined {
  if (plain.test(raw)) return { type: Int, digits: raw, unit: undefined };
  const match = form.exec(raw);
  if (match === null) return undefined;
  const [, whole = '', fraction, unit] = match;
  if (whole.length > 1 && whole.startsWith('0')) return undefined;
  const digits = (fraction === undefined ? whole : `${whole}.${fraction}`).replaceAll('_', '');
  const type = typeOf(unit, fraction);
  return type === undefined ? undefined : { type, digits, unit };
}

function typeOf(unit: string | undefined, fraction: string | undefined): TokenType | undefined {
  if (unit === undefined) return fraction === undefined ? Int : Decimal;
  if (unit === '%') return Percent;
  if (durations.has(unit)) return Duration;
  if (sizes.has(unit)) return Size;
  if (/^[A-Z]{3}$/.test(unit)) return Money;
  return undefined;
}
