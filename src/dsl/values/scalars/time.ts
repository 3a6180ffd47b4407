import type { TimeValue } from '../value.ts';

const form =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,3})0*)?Z$/;

/** The years 0000 to 9999, the range that RFC 3339 can spell. */
const first = -62_167_219_200_000;
const last = 253_402_300_799_999;

/** A frozen time of milliseconds since 1970-01-01T00:00:00Z. */
export const time = (ms: number): TimeValue => Object.freeze({ kind: 'time', ms });

/** Whether a number is whole milliseconds within the years 0000 to 9999. */
export const isTime = (ms: number): boolean => Number.isInteger(ms) && ms >= first && ms <= last;

/**
 * The time an RFC 3339 text in UTC spells, `2026-01-01T00:00:00Z`. Undefined for offsets, days that no
 * calendar has, leap seconds and more than milliseconds.
 */
export function parseTime(text: string): TimeValue | undefined {
  const parts = form.exec(text);
  if (parts === null) return undefined;
  const ms = Date.parse(`${text.slice(0, 19)}.${(parts[7] ?? '').padEnd(3, '0')}Z`);
  if (!isTime(ms) || new Date(ms).toISOString().slice(0, 19) !== text.slice(0, 19))
    return undefined;
  return time(ms);
}

/** The canonical text of a time; milliseconds are shown where there are any. */
export const formatTime = (of: TimeValue): string =>
  new Date(of.ms).toISOString().replace(/\.000Z$/, 'Z');
