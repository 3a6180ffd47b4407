import { shortestCode } from '../signals/words.ts';
import { base64Runs, escapedRuns, hexRuns, type Run } from './runs.ts';
import { placeIn, type Reading, type View } from './view.ts';

/** No piece longer than this is decoded beyond its beginning, in UTF-16 units. */
const longest = 65_536;
const fewEscapes = 3;

/** One way of writing text so that it is not read at sight. */
interface Coding {
  readonly reading: Reading;
  /** Finds candidates in linear time; each begins after the last one's end. */
  readonly runs: (text: string) => readonly Run[];
  decode(written: string): Buffer | undefined;
}

const codings: readonly Coding[] = [
  {
    reading: 'hex',
    runs: hexRuns,
    decode: (written) => Buffer.from(written.replace(/[ :]/g, ''), 'hex'),
  },
  {
    reading: 'base64',
    runs: base64Runs,
    decode: (written) => Buffer.from(written, 'base64'),
  },
  {
    reading: 'url',
    runs: escapedRuns,
    decode: (written) => {
      // An address with a letter or two escaped says nothing that it does not say as it stands.
      if (written.split('%').length <= fewEscapes) return undefined;
      try {
        return Buffer.from(decodeURIComponent(written.replace(/\+/g, ' ')));
      } catch {
        return undefined;
      }
    },
  },
];

/**
 * What pieces of a text say once they are decoded, as views whose every unit lies at the piece. Only
 * what comes out as readable text counts: data that merely is base64 does not.
 */
export function decoded(view: View): readonly View[] {
  const found: View[] = [];
  for (const { reading, runs, decode } of codings) {
    for (const [from, to] of runs(view.text)) {
      const written = view.text.slice(from, Math.min(to, from + longest));
      if (written.length < shortestCode) continue;
      const bytes = decode(written);
      const text = bytes === undefined ? undefined : readable(bytes);
      if (text === undefined) continue;
      const [start] = placeIn(view, from, to);
      const at = new Int32Array(text.length + 1).fill(start);
      at[text.length] = view.at[to] ?? start;
      found.push({ text, at, through: [...view.through, reading] });
    }
  }
  return found;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Undefined for what is no text: bad UTF-8, control characters, or hardly a letter. */
function readable(bytes: Buffer): string | undefined {
  if (bytes.length < 8) return undefined;
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return undefined;
  }
  let letters = 0;
  let spaces = 0;
  for (let unit = 0; unit < text.length; unit += 1) {
    const code = text.charCodeAt(unit);
    if (code < 9 || (code > 13 && code < 32) || code === 127) return undefined;
    if (code === 32 || code === 10) spaces += 1;
    else if (code > 64) letters += 1;
  }
  const wordy = text.length < 24 || spaces >= text.length / 40;
  return letters / text.length > 0.6 && wordy ? text : undefined;
}

/** The text with every letter thirteen further, units in their places. */
export function rotated(view: View): View {
  const text = view.text.replace(/[a-z]/gi, (letter) => {
    const code = letter.charCodeAt(0);
    const base = code < 97 ? 65 : 97;
    return String.fromCharCode(((code - base + 13) % 26) + base);
  });
  return { ...view, text, through: [...view.through, 'rot13'] };
}

/** The text from its end to its beginning. */
export function reversed(view: View): View {
  const { length } = view.text;
  const at = new Int32Array(length + 1);
  for (let unit = 0; unit < length; unit += 1) at[unit] = view.at[length - 1 - unit] ?? 0;
  at[length] = at[length - 1] ?? 0;
  return {
    text: [...view.text].reverse().join('').padStart(length),
    at,
    through: [...view.through, 'reversed'],
  };
}
