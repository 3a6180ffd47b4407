import { Buffer } from 'node:buffer';

/** What objects with the same keys in the same order have in common. */
export interface Shape {
  readonly keys: readonly string[];
  /** By place in the canonical order, which of the keys it is. */
  readonly order: readonly number[];
  /** By place, the key with the brace or comma before it and the colon behind it, as words of four bytes. */
  readonly openings: readonly Int32Array[];
  /** By place, how many bytes of these count. */
  readonly lengths: readonly number[];
}

/** Each shape has one place among so many; where two meet, the later one stays. */
const places = 1024;
const shapes: (Shape | undefined)[] = new Array<Shape | undefined>(places).fill(undefined);
/** Objects with more keys, or with long or unusual ones, are left to the general spelling. */
const mostKeys = 64;
const plain = /^[ !#-[\]-~]{0,64}$/;

/** The shape of an object by its own keys, of which there are some; undefined where it has none here. */
export function shapeOf(keys: readonly string[]): Shape | undefined {
  const [first, last] = [keys[0] as string, keys[keys.length - 1] as string];
  const middle = keys[keys.length >> 1] as string;
  const mixed =
    keys.length * 37 +
    first.length * 5 +
    last.length * 11 +
    middle.length * 17 +
    middle.charCodeAt(0) * 13 +
    last.charCodeAt(0) * 7;
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
  const texts = order.map((n, at) => Buffer.from(`${at === 0 ? '{' : ','}"${keys[n]}":`, 'latin1'));
  return {
    keys,
    order,
    openings: texts.map(wordsOf),
    lengths: texts.map(({ length }) => length),
  };
}

function wordsOf(text: Buffer): Int32Array {
  const whole = Buffer.alloc(Math.ceil(text.length / 4) * 4);
  text.copy(whole);
  return Int32Array.from({ length: whole.length / 4 }, (_, n) => whole.readInt32LE(n * 4));
}
