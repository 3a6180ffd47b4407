const zero = 0x30;
const usual = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:[0-5]\d\.\d{3}Z$/;
/** How many characters tell the minute: `2026-01-31T12:34:`. */
const upToMinute = 17;

/** What was read last: times of entries are asked for again, and mostly are of the same minute as the one before. */
const last = { at: '', ms: Number.NaN, minute: '', since: 0 };

/** The time of an entry in ms since 1970, as `Date.parse` reads it; `NaN` for what is no time. */
export function timeOf(at: string): number {
  if (at === last.at) return last.ms;
  last.ms = read(at);
  last.at = at;
  return last.ms;
}

function read(at: string): number {
  if (!usual.test(at)) return Date.parse(at);
  const minute = at.slice(0, upToMinute);
  if (minute !== last.minute) {
    last.since = Date.parse(`${minute}00.000Z`);
    last.minute = minute;
  }
  const digit = (place: number): number => at.charCodeAt(place) - zero;
  const seconds = digit(17) * 10 + digit(18);
  return last.since + seconds * 1000 + digit(20) * 100 + digit(21) * 10 + digit(22);
}
