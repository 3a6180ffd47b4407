import type { DurationValue, SizeValue } from '../value.ts';
import { one, parseNano } from './decimal.ts';

/** Units of duration and their milliseconds, longest first; a day is 24 h, a year 365 d. */
const durationUnits = {
  y: 31_536_000_000,
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
} as const;

/** Units of size and their bytes, largest first. */
const sizeUnits = { GB: 1_073_741_824, MB: 1_048_576, KB: 1_024, B: 1 } as const;

type Units = Readonly<Record<string, number>>;

const form = /^(-?[0-9.]+)([A-Za-z]+)$/;

/** A frozen duration of milliseconds. */
export const duration = (ms: number): DurationValue => Object.freeze({ kind: 'duration', ms });

/** A frozen size of bytes. */
export const size = (bytes: number): SizeValue => Object.freeze({ kind: 'size', bytes });

/** The duration a text such as `4h` or `1.5s` spells, where that is whole milliseconds. */
export function parseDuration(text: string): DurationValue | undefined {
  const ms = parse(text, durationUnits);
  return ms === undefined ? undefined : duration(ms);
}

/** The size a text such as `64MB` spells, where that is whole bytes and not negative. */
export function parseSize(text: string): SizeValue | undefined {
  const bytes = parse(text, sizeUnits);
  return bytes === undefined || bytes < 0 ? undefined : size(bytes);
}

/** The canonical text of a duration: whole counts of the longest unit that fits, `90m`. */
export const formatDuration = (of: DurationValue): string => format(of.ms, durationUnits, 'ms');

/** The canonical text of a size: whole counts of the largest unit that fits, `1536KB`. */
export const formatSize = (of: SizeValue): string => format(of.bytes, sizeUnits, 'B');

function parse(text: string, units: Units): number | undefined {
  const parts = form.exec(text);
  if (parts === null || !Object.hasOwn(units, parts[2] as string)) return undefined;
  const count = parseNano(parts[1] as string);
  if (count === undefined) return undefined;
  const scaled = count * BigInt(units[parts[2] as string] as number);
  if (scaled % one !== 0n) return undefined;
  const whole = Number(scaled / one);
  return Number.isSafeInteger(whole) ? whole : undefined;
}

function format(amount: number, units: Units, least: string): string {
  for (const unit in units) {
    const worth = units[unit] as number;
    if (amount !== 0 && amount % worth === 0) return `${amount / worth}${unit}`;
  }
  return `${amount}${least}`;
}
