import type { Buffer } from 'node:buffer';

const [quote, comma, colon, backslash] = [0x22, 0x2c, 0x3a, 0x5c];
const [opening, closing, openList, closeList] = [0x7b, 0x7d, 0x5b, 0x5d];
const [minus, zero, nine] = [0x2d, 0x30, 0x39];
const deepest = 32;

/**
 * Whether bytes are surely the canonical JSON of an object, told without parsing it: about a nanosecond a
 * byte. Answers false for what it does not know in a glance, such as escapes in keys, escapes by number,
 * fractions, texts beyond ASCII, and deep nesting; those are for `entryOf` to judge.
 */
export const plainlyCanonical = (bytes: Buffer): boolean => glance(bytes) !== undefined;

/** What was seen of an entry on the way, until the next glance. */
export interface Seen {
  /** Where the values of the keys `plan` and `whole` begin in the bytes; -1 where there is none. */
  readonly planAt: number;
  readonly wholeAt: number;
  /** Whether it may name what lies elsewhere, or what was forgotten. */
  readonly elsewhere: boolean;
}

const seen = { planAt: -1, wholeAt: -1, elsewhere: false };

/**
 * As `plainlyCanonical`, of `bytes[from, to)` behind which the bytes or the line end, with what was seen on
 * the way; undefined where that answers false.
 */
export function glance(bytes: Buffer, from = 0, to = bytes.length): Seen | undefined {
  seen.planAt = -1;
  seen.wholeAt = -1;
  seen.elsewhere = false;
  return bytes[from] === opening && value(bytes, from, 0) === to ? seen : undefined;
}

/** Takes in a key of the entry itself. A key that only resembles one has the entry looked at closely. */
function note(bytes: Buffer, key: number, length: number, at: number): void {
  const first = bytes[key];
  if (length === 4 && first === 0x70 && word(bytes, key, 'plan') > 0) seen.planAt = at;
  else if (length === 4 && first === 0x6b && bytes[at + 1] === 0x66) seen.elsewhere = true;
  else if (length === 5 && first === 0x77 && word(bytes, key, 'whole') > 0) seen.wholeAt = at;
  else if (length === 7 && first === 0x63 && bytes[key + 5] === 0x6e) seen.elsewhere = true;
  else if (length === 11 && first === 0x63) seen.elsewhere = true;
}

/** Where the plainly canonical value of a key of an entry ends that begins at a place; -1 for what is none. */
export const valueEnd = (bytes: Buffer, at: number): number => value(bytes, at, 1);

/** Where each value of an entry that is plainly canonical begins and ends, by its key. */
export function valuesOf(bytes: Buffer, from: number): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, readonly number[]>();
  for (let at = from; bytes[at] !== closing && bytes[at + 1] !== closing; ) {
    const end = text(bytes, at + 1, false);
    const key = bytes.toString('latin1', at + 2, end - 1);
    at = valueEnd(bytes, end + 1);
    places.set(key, [end + 1, at]);
  }
  return places;
}

/** Each gives where what it read ends; -1 for what is not plainly canonical. */
function value(bytes: Buffer, at: number, depth: number): number {
  const first = bytes[at];
  if (first === quote) return text(bytes, at, true);
  if (first === opening) return depth > deepest ? -1 : object(bytes, at, depth);
  if (first === openList) return depth > deepest ? -1 : list(bytes, at, depth);
  if (first === 0x74) return word(bytes, at, 'true');
  if (first === 0x66) return word(bytes, at, 'false');
  if (first === 0x6e) return word(bytes, at, 'null');
  return integer(bytes, at);
}

/** The escapes by letter that canonical JSON uses wherever it can: `"`, `\\`, b, f, n, r and t. */
const letters = new Uint8Array(256);
for (const letter of [quote, backslash, 0x62, 0x66, 0x6e, 0x72, 0x74]) letters[letter] = 1;

function text(bytes: Buffer, at: number, escapes: boolean): number {
  for (let place = at + 1; place < bytes.length; place += 1) {
    const byte = bytes[place] as number;
    if (byte === quote) return place + 1;
    if (byte < 0x20 || byte > 0x7e) return -1;
    if (byte !== backslash) continue;
    place += 1;
    if (!escapes || letters[bytes[place] as number] !== 1) return -1;
  }
  return -1;
}

function object(bytes: Buffer, at: number, depth: number): number {
  let place = at + 1;
  if (bytes[place] === closing) return place + 1;
  let before = -1;
  let beforeEnd = -1;
  for (;;) {
    if (bytes[place] !== quote) return -1;
    const end = text(bytes, place, false);
    if (end < 0 || bytes[end] !== colon) return -1;
    if (before >= 0 && !ordered(bytes, before, beforeEnd, place + 1, end - 1)) return -1;
    before = place + 1;
    beforeEnd = end - 1;
    if (depth === 0) note(bytes, before, beforeEnd - before, end + 1);
    place = value(bytes, end + 1, depth + 1);
    if (place < 0) return -1;
    if (bytes[place] === closing) return place + 1;
    if (bytes[place] !== comma) return -1;
    place += 1;
  }
}

function list(bytes: Buffer, at: number, depth: number): number {
  let place = at + 1;
  if (bytes[place] === closeList) return place + 1;
  for (;;) {
    place = value(bytes, place, depth + 1);
    if (place < 0) return -1;
    if (bytes[place] === closeList) return place + 1;
    if (bytes[place] !== comma) return -1;
    place += 1;
  }
}

/** Whether one key comes before another: of ASCII, the order of bytes is that of code units. */
function ordered(bytes: Buffer, a: number, aEnd: number, b: number, bEnd: number): boolean {
  for (let n = 0; a + n < aEnd && b + n < bEnd; n += 1) {
    const difference = (bytes[a + n] as number) - (bytes[b + n] as number);
    if (difference !== 0) return difference < 0;
  }
  return aEnd - a < bEnd - b;
}

/** Up to fifteen digits: what no double rounds. */
function integer(bytes: Buffer, at: number): number {
  const start = bytes[at] === minus ? at + 1 : at;
  let place = start;
  while ((bytes[place] as number) >= zero && (bytes[place] as number) <= nine) place += 1;
  const digits = place - start;
  if (digits < 1 || digits > 15) return -1;
  if (bytes[start] === zero && (digits > 1 || start > at)) return -1;
  const next = bytes[place];
  // A fraction or an exponent goes on.
  return next === 0x2e || next === 0x65 || next === 0x45 ? -1 : place;
}

function word(bytes: Buffer, at: number, of: string): number {
  for (let n = 0; n < of.length; n += 1) if (bytes[at + n] !== of.charCodeAt(n)) return -1;
  return at + of.length;
}
