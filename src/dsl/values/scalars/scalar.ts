import type { ScalarType } from '../../plan/plan.ts';
import { parseCommand } from '../kinds/command.ts';
import { parseEmail } from '../kinds/email.ts';
import { parseHost } from '../kinds/host.ts';
import { parsePath } from '../kinds/path.ts';
import { parseUrl } from '../kinds/url.ts';
import type { Value } from '../value.ts';
import { decimalOfNumber, parseDecimal, parseInteger, parsePercent } from './decimal.ts';
import { parseMoney } from './money.ts';
import { parseTime } from './time.ts';
import { parseDuration, parseSize } from './units.ts';

/** Every type of a single value but `json`, which is a tree. */
export type PlainType = Exclude<ScalarType, 'json'>;

/** What each type looks like in JSON, for messages: "expected …". */
export const spelling: Readonly<Record<ScalarType, string>> = {
  string: 'a string',
  int: 'a whole number, as a string of digits beyond 2^53',
  decimal: 'a decimal such as `"0.80"` with at most 9 fractional digits',
  bool: '`true` or `false`',
  money: 'an amount such as `"50.00 EUR"`',
  duration: 'a duration such as `"4h"`',
  size: 'a size such as `"64MB"`',
  percent: 'a percentage such as `"80%"`',
  time: 'a time such as `"2026-01-01T00:00:00Z"`',
  path: 'a path without hidden or ambiguous parts',
  url: 'a URL with a host and without user name',
  host: "a host's name or address",
  email: 'one bare e-mail address',
  command: 'a command line',
  json: 'JSON',
};

/** Every built-in type by the word it is written as. */
export const scalarNames = Object.keys(spelling) as readonly ScalarType[];

const texts: Readonly<
  Record<
    Exclude<PlainType, 'int' | 'decimal' | 'bool'>,
    (text: string, root?: string) => Value | undefined
  >
> = {
  string: (text) => text,
  money: parseMoney,
  duration: parseDuration,
  size: parseSize,
  percent: parsePercent,
  time: parseTime,
  path: parsePath,
  url: parseUrl,
  host: parseHost,
  email: parseEmail,
  command: parseCommand,
};

/**
 * The value that JSON spells as a type; undefined for every other spelling. `root` makes relative
 * paths absolute. Never throws; text must be well-formed Unicode.
 */
export function readScalar(json: unknown, type: PlainType, root?: string): Value | undefined {
  if (typeof json === 'string' && !json.isWellFormed()) return undefined;
  switch (type) {
    case 'bool':
      return typeof json === 'boolean' ? json : undefined;
    case 'int':
      return readInteger(json);
    case 'decimal':
      if (typeof json === 'number') return decimalOfNumber(json);
      return typeof json === 'string' ? parseDecimal(json) : undefined;
    default:
      return typeof json === 'string' ? texts[type](json, root) : undefined;
  }
}

/** Digits in a string are an int only where a number could not be trusted to hold it. */
function readInteger(json: unknown): number | bigint | undefined {
  if (typeof json === 'number') return Number.isSafeInteger(json) ? json || 0 : undefined;
  const parsed = typeof json === 'string' ? parseInteger(json) : undefined;
  return typeof parsed === 'bigint' ? parsed : undefined;
}
