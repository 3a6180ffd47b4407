import { Buffer } from 'node:buffer';

/** What objects with the same keys in the same order have in common. */
export interface Shape {
  readonly keys: readonly string[];
  /** In the canonical order. */
  readonly members: readonly Member[];
}

/**
 * A key of a shape. Most entries say the same as the ones before them under most of their keys, so a
 * value that comes twice in a row is kept as it is spelled.
 */
export class Member {
  /** Which of the shape's keys it is. */
  readonly from: number;
  /** The key with the brace or comma before it and the colon behind it. */
  readonly opening: Spelled;
  /** What came last: a short text, a number or a boolean; undefined for anything else. */
  last: unknown;
  /** What `again` spells; nothing else equals it as long as there is none. */
  said: unknown = unsaid;
  /** The opening with the value behind it. */
  again: Spelled;
  /** The shape that an object had which came last here, or in a list here. */
  inside: Shape | undefined;

  constructor(from: number, opening: Buffer) {
    this.from = from;
    this.opening = spelledIn(opening);
    this.again = this.opening;
    this.inside = undefined;
  }

  /** Takes note of a value that is spelled, with its opening, in `bytes[start, end)`. */
  came(value: unknown, bytes: Buffer, start: number, end: number): void {
    const isKept = typeof value !== 'object' && end - start <= longestKept;
    if (isKept && value === this.last) {
      this.said = value;
      this.again = spelledIn(bytes.subarray(start, end));
    }
    this.last = isKept ? value : undefined;
  }
}

/**
 * UTF-8 as words of eight bytes, of which so many bytes count. No such word is a number that is none,
 * whose bits might change on the way: after 0xf0 and above there is no 0x7f.
 */
export interface Spelled {
  readonly words: Float64Array;
  readonly length: number;
}

const unsaid = Symbol('unsaid');
/** In bytes: a shape never holds more than some kilobytes of what entries said. */
const longestKept = 256;

/** Each shape has one place among so many; where two meet, the later one stays. */
const places = 1024;
const shapes: (Shape | undefined)[] = new Array<Shape | undefined>(places).fill(undefined);
/** Objects with more keys, or with long or unusual ones, are left to the general spelling. */
const mostKeys = 64;
const plain = /^[ !#-[\]-~]{0,64}$/;

/** The shape of an object by its own keys; undefined where it has none here. */
export function shapeOf(keys: readonly string[]): Shape | undefined {
  const [first = '', last = ''] = [keys[0], keys[keys.length - 1]];
  const middle = keys[keys.length >> 1] ?? '';
  const mixed =
    keys.length * 37 +
    first.length * 5 +
    last.length * 11 +
    middle.length * 17 +
    (middle.charCodeAt(0) | 0) * 13 +
    (last.charCodeAt(0) | 0) * 7;
  const at = mixed & (places - 1);
  const known = shapes[at];
  if (known !== undefined && same(known.keys, keys)) return known;
  const made = shaped(keys);
  if (made !== undefined) shapes[at] = made;
  return made;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let n = 0; n < a.length; n += 1) if (a[n] !== b[n]) return false;
  return true;
}

function shaped(keys: readonly string[]): Shape | undefined {
  if (keys.length > mostKeys || !keys.every((key) => plain.test(key))) return undefined;
  const order = keys
    .map((_, n) => n)
    .sort((a, b) => ((keys[a] as string) < (keys[b] as string) ? -1 : 1));
  const members = order.map(
    (from, at) =>
      new Member(from, Buffer.from(`${at === 0 ? '{' : ','}"${keys[from]}":`, 'latin1')),
  );
  return { keys, members };
}

function spelledIn(text: Buffer): Spelled {
  const { length } = text;
  const whole = new DataView(new ArrayBuffer(Math.ceil(length / 8) * 8));
  for (let at = 0; at < length; at += 1) whole.setUint8(at, text[at] as number);
  const words = Float64Array.from({ length: whole.byteLength / 8 }, (_, n) =>
    whole.getFloat64(n * 8, true),
  );
  return { words, length };
}
