import type { DecimalValue, PercentValue } from '../value.ts';

/** Billionths in one. */
export const one = 1_000_000_000n;

/** Exact numbers keep below this magnitude; past it they overflow. About 1.7e29 whole units. */
const bound = 2n ** 127n;

/** Whether an exact integer is within the range that values keep to. */
export const inRange = (integer: bigint): boolean => integer < bound && integer > -bound;

const form = /^(-?)(0|[1-9][0-9]{0,38})(?:\.([0-9]{1,40}))?$/;

const [zero, nine, point] = [0x30, 0x39, 0x2e];

/** The billionths of a short text such as `12.50`, which are a number without loss; -1 for any other text. */
function fewNano(text: string): number {
  if (text.length > 9) return -1;
  let [whole, at] = [0, 0];
  for (; at < text.length && at < 6; at += 1) {
    const digit = text.charCodeAt(at);
    if (digit < zero || digit > nine) break;
    whole = whole * 10 + digit - zero;
  }
  if (at === 0 || (at > 1 && text.charCodeAt(0) === zero)) return -1;
  if (at === text.length) return whole * 1_000_000_000;
  if (text.charCodeAt(at) !== point || at + 1 === text.length) return -1;
  let [fraction, unit] = [0, 100_000_000];
  for (at += 1; at < text.length; at += 1, unit /= 10) {
    const digit = text.charCodeAt(at);
    if (digit < zero || digit > nine) return -1;
    fraction += (digit - zero) * unit;
  }
  return whole * 1_000_000_000 + fraction;
}

/**
 * The billionths of a decimal text such as `-12.50`; undefined for any other spelling, for more than
 * nine significant fractional digits, and past the range.
 */
export function parseNano(text: string): bigint | undefined {
  const few = fewNano(text);
  if (few >= 0) return BigInt(few);
  const parts = form.exec(text);
  if (parts === null) return undefined;
  const fraction = (parts[3] ?? '').replace(/0+$/, '');
  if (fraction.length > 9) return undefined;
  const nano = BigInt(parts[2] as string) * one + BigInt(fraction.padEnd(9, '0'));
  const signed = parts[1] === '-' ? -nano : nano;
  return inRange(signed) ? signed : undefined;
}

const few = 1_000_000_000_000_000n;

/** The shortest decimal text of billionths, with at least `digits` fractional digits. */
export function formatNano(nano: bigint, digits = 0): string {
  if (nano >= 0n && nano < few) {
    const number = Number(nano);
    if (number % 1e9 === 0) return `${number / 1e9}${digits === 0 ? '' : `.${'0'.repeat(digits)}`}`;
  }
  const magnitude = nano < 0n ? -nano : nano;
  const fraction = (magnitude % one).toString().padStart(9, '0').replace(/0+$/, '');
  const shown = fraction.padEnd(digits, '0');
  return `${nano < 0n ? '-' : ''}${magnitude / one}${shown === '' ? '' : `.${shown}`}`;
}

/** A frozen decimal. */
export const decimal = (nano: bigint): DecimalValue => Object.freeze({ kind: 'decimal', nano });

/** The decimal a text such as `0.80` spells; undefined for any other spelling. */
export function parseDecimal(text: string): DecimalValue | undefined {
  const nano = parseNano(text);
  return nano === undefined ? undefined : decimal(nano);
}

const small = /^(-?)([0-9])(?:\.([0-9]+))?e-([0-9])$/;

/**
 * The decimal of a JSON number, by its shortest text. Undefined where a double cannot be trusted to
 * be what was written: more than 15 significant digits, or a positive exponent.
 */
export function decimalOfNumber(number: number): DecimalValue | undefined {
  const text = String(number);
  const digits = text.replace(/[-.]/g, '').replace(/^0+/, '');
  if (digits.length > 15) return undefined;
  const parts = small.exec(text);
  if (parts === null) return parseDecimal(text);
  const zeros = '0'.repeat(Number(parts[4]) - 1);
  return parseDecimal(`${parts[1]}0.${zeros}${parts[2]}${parts[3] ?? ''}`);
}

/** A frozen percentage of billionths of one. */
export const percent = (nano: bigint): PercentValue => Object.freeze({ kind: 'percent', nano });

/** The percentage a text such as `12.5%` spells; undefined for any other spelling. */
export function parsePercent(text: string): PercentValue | undefined {
  if (!text.endsWith('%')) return undefined;
  const hundredfold = parseNano(text.slice(0, -1));
  return hundredfold === undefined || hundredfold % 100n !== 0n
    ? undefined
    : percent(hundredfold / 100n);
}

/** The canonical text of a percentage, `12.5%`. */
export const formatPercent = (of: PercentValue): string => `${formatNano(of.nano * 100n)}%`;

const integerForm = /^-?(?:0|[1-9][0-9]{0,38})$/;

/** An integer as values keep it: a number while that is safe, a bigint beyond; undefined past the range. */
export function integer(of: bigint): number | bigint | undefined {
  if (of >= -9007199254740991n && of <= 9007199254740991n) return Number(of);
  return inRange(of) ? of : undefined;
}

/** The integer a text of digits spells; undefined for any other spelling, `-0` included. */
export function parseInteger(text: string): number | bigint | undefined {
  return integerForm.test(text) && text !== '-0' ? integer(BigInt(text)) : undefined;
}
