/** A text without its escapes, and from where in the original each of its characters came. */
export interface View {
  readonly text: string;
  /** What of the original the characters from `start` up to, and not including, `end` came from. */
  original(start: number, end: number): { readonly start: number; readonly end: number };
}

/**
 * The ways to read a text: as it stands and, where it holds such escapes, with JSON's backslashes
 * resolved, with URL percent signs resolved, and without line ends, as encoders wrap their output.
 * Each is made in one pass.
 */
export function views(text: string): readonly View[] {
  const all: View[] = [{ text, original: (start, end) => ({ start, end }) }];
  if (text.includes('\\')) all.push(unescaped(text, backslash));
  if (text.includes('%')) all.push(unescaped(text, percent));
  if (text.includes('\n') || text.includes('\r')) all.push(unescaped(text, lineEnd));
  return all;
}

/** What stands at `index`: how many characters it takes and what they mean; undefined for itself. */
type Escape = (
  text: string,
  index: number,
) => { readonly length: number; readonly means: string } | undefined;

/** A run of characters of the view and the run of the original that it came from. */
interface Stretch {
  readonly from: number;
  readonly start: number;
  readonly end: number;
  /** True for the meaning of an escape, which comes from the escape as a whole. */
  readonly escape: boolean;
}

function unescaped(text: string, read: Escape): View {
  const parts: string[] = [];
  const stretches: Stretch[] = [];
  let size = 0;
  let plain = 0;
  const put = (part: string, start: number, end: number, isEscape: boolean): void => {
    if (part === '') return;
    parts.push(part);
    stretches.push({ from: size, start, end, escape: isEscape });
    size += part.length;
  };
  for (let index = 0; index < text.length; ) {
    const found = read(text, index);
    if (found === undefined) {
      index += 1;
      continue;
    }
    put(text.slice(plain, index), plain, index, false);
    put(found.means, index, index + found.length, true);
    index += found.length;
    plain = index;
  }
  put(text.slice(plain), plain, text.length, false);

  const original = (start: number, end: number) => {
    const first = stretchAt(stretches, start);
    const last = stretchAt(stretches, end - 1);
    return {
      start: first.escape ? first.start : first.start + (start - first.from),
      end: last.escape ? last.end : last.start + (end - last.from),
    };
  };
  return { text: parts.join(''), original };
}

/** Finds by halving the stretch that a character of the view belongs to. */
function stretchAt(stretches: readonly Stretch[], index: number): Stretch {
  let low = 0;
  let high = stretches.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((stretches[middle] as Stretch).from <= index) low = middle;
    else high = middle - 1;
  }
  return stretches[low] as Stretch;
}

const letters: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  '/': '/',
};

const backslash: Escape = (text, index) => {
  if (text.charCodeAt(index) !== 92) return undefined;
  const letter = text[index + 1] ?? '';
  const means = letters[letter];
  if (means !== undefined) return { length: 2, means };
  const digits = text.slice(index + 2, index + 6);
  if (letter !== 'u' || !/^[0-9a-fA-F]{4}$/.test(digits)) return undefined;
  return { length: 6, means: String.fromCharCode(Number.parseInt(digits, 16)) };
};

const percent: Escape = (text, index) => {
  if (text.charCodeAt(index) !== 37) return undefined;
  const first = byteAt(text, index);
  if (first === undefined) return undefined;
  const count = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const bytes = [first];
  for (let more = 1; more < count; more += 1) {
    const byte = byteAt(text, index + more * 3);
    if (byte === undefined || byte >> 6 !== 2) return undefined;
    bytes.push(byte);
  }
  return { length: count * 3, means: Buffer.from(bytes).toString('utf8') };
};

function byteAt(text: string, index: number): number | undefined {
  const digits = text.slice(index + 1, index + 3);
  if (text.charCodeAt(index) !== 37 || !/^[0-9a-fA-F]{2}$/.test(digits)) return undefined;
  return Number.parseInt(digits, 16);
}

const lineEnd: Escape = (text, index) => {
  const char = text.charCodeAt(index);
  return char === 10 || char === 13 ? { length: 1, means: '' } : undefined;
};
