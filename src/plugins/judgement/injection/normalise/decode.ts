import { shortestCode } from '../signals/words.ts';
import { backslashRuns, base64Runs, escapedRuns, hexRuns, type Run, wrapped } from './runs.ts';
import { type Reading, type View, ViewBuilder } from './view.ts';

const fewEscapes = 3;
/** Keeps the sentences of one piece from those of the next. */
const between = '\n\n';

/** One way of writing text so that it is not read at sight. */
interface Coding {
  readonly reading: Reading;
  /** Finds candidates in linear time; each begins after the last one's end. */
  readonly runs: (text: string) => readonly Run[];
  /** What it may say; the first that is readable counts. */
  decode(written: string): readonly Buffer[];
}

const codings: readonly Coding[] = [
  {
    reading: 'hex',
    runs: hexRuns,
    decode: (written) =>
      groupings(written).map((each) => Buffer.from(each.replace(/[ :]/g, ''), 'hex')),
  },
  {
    reading: 'base64',
    // Each line alone and all together: neither a line that is none nor one that is cut in two hides the others.
    runs: (text) => {
      const lines = base64Runs(text);
      return [...lines, ...wrapped(text, lines)];
    },
    decode: (written) => [Buffer.from(written, 'base64'), Buffer.from(turned(written), 'base64')],
  },
  {
    reading: 'escapes',
    runs: backslashRuns,
    decode: (written) => [
      Buffer.from(
        written.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4}))/gi, (_, byte, unit) =>
          String.fromCharCode(Number.parseInt(byte ?? unit, 16)),
        ),
      ),
    ],
  },
  {
    reading: 'url',
    runs: escapedRuns,
    decode: (written) => {
      // An address with a letter or two escaped says nothing that it does not say as it stands.
      if (!holds(written, '%', fewEscapes)) return [];
      try {
        return [Buffer.from(decodeURIComponent(written.replace(/\+/g, ' ')))];
      } catch {
        return [];
      }
    },
  },
];

/** All of it, and without its first group, its last, and both: a word beside it may be of such digits too. */
function groupings(written: string): readonly string[] {
  const first = written.search(/[ :]/) + 1;
  const last = Math.max(written.lastIndexOf(' ', written.length - 2), written.lastIndexOf(':'));
  if (first === 0 || last < first) return [written, written.slice(first)];
  return [written, written.slice(first), written.slice(0, last), written.slice(first, last)];
}

function firstReadable(candidates: readonly Buffer[]): string | undefined {
  for (const bytes of candidates) {
    const text = readable(bytes);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Whether a text holds a sign so many times. */
function holds(text: string, sign: string, times: number): boolean {
  let at = -1;
  for (let count = 0; count < times; count += 1) {
    at = text.indexOf(sign, at + 1);
    if (at === -1) return false;
  }
  return true;
}

/**
 * What the pieces of a text say once they are decoded: a view for each way of writing them, which holds its
 * pieces one after the other, each unit at about its place. Only what comes out as readable text
 * counts: data that merely is base64 does not.
 */
export function decoded(view: View): readonly View[] {
  return codings.flatMap(({ reading, runs, decode }) => {
    let built: ViewBuilder | undefined;
    for (const [from, to] of runs(view.text)) {
      if (to - from < shortestCode) continue;
      const text = firstReadable(decode(view.text.slice(from, to)));
      if (text === undefined) continue;
      built ??= new ViewBuilder(text.length + between.length);
      const each = (to - from) / text.length;
      for (let unit = 0; unit < text.length; unit += 1) {
        built.unit(text.charCodeAt(unit), view.at[from + Math.floor(unit * each)] ?? 0);
      }
      built.add(between, view.at[to] ?? 0);
    }
    const end = view.at[view.text.length] ?? 0;
    return built === undefined ? [] : [built.view(end, [...view.through, reading])];
  });
}

/** Text that is encoded in turn; what it says is seen when it is decoded too. */
const code = /^[\w+/%.~!*()-]{16,}={0,2}$/;

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
    const sign = text.charCodeAt(unit);
    if (sign < 9 || (sign > 13 && sign < 32) || sign === 127) return undefined;
    if (sign === 32 || sign === 10) spaces += 1;
    else if (sign > 64) letters += 1;
  }
  const wordy = text.length < 24 || spaces >= text.length / 40;
  if (wordy ? letters / text.length > 0.6 : code.test(text)) return text;
  return undefined;
}

const thirteenFurther = (code: number): number => {
  const lower = code | 32;
  return lower < 97 || lower > 122 ? code : lower < 110 ? code + 13 : code - 13;
};

const turned = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) => String.fromCharCode(thirteenFurther(letter.charCodeAt(0))));

/** The text with every letter thirteen further, units in their places. */
export function rotated(view: View): View {
  const built = new ViewBuilder(view.text.length);
  for (let unit = 0; unit < view.text.length; unit += 1) {
    built.unit(thirteenFurther(view.text.charCodeAt(unit)), view.at[unit] ?? 0);
  }
  return built.view(view.at[view.text.length] ?? 0, [...view.through, 'rot13']);
}

/** The text from its end to its beginning. */
export function reversed(view: View): View {
  const built = new ViewBuilder(view.text.length);
  for (let unit = view.text.length - 1; unit >= 0; unit -= 1) {
    built.unit(view.text.charCodeAt(unit), view.at[unit] ?? 0);
  }
  return built.view(view.at[0] ?? 0, [...view.through, 'reversed']);
}
