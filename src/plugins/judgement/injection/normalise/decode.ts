import { shortestCode } from '../signals/words.ts';
import { base64Runs, escapedRuns, hexRuns, type Run } from './runs.ts';
import { type Reading, type View, ViewBuilder } from './view.ts';

const fewEscapes = 3;
/** Keeps the sentences of one piece from those of the next. */
const between = '\n\n';

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
      if (!holds(written, '%', fewEscapes)) return undefined;
      try {
        return Buffer.from(decodeURIComponent(written.replace(/\+/g, ' ')));
      } catch {
        return undefined;
      }
    },
  },
];

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
      const bytes = decode(view.text.slice(from, to));
      const text = bytes === undefined ? undefined : readable(bytes);
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
  const built = new ViewBuilder(view.text.length);
  for (let unit = 0; unit < view.text.length; unit += 1) {
    const code = view.text.charCodeAt(unit);
    const lower = code | 32;
    const turns = lower < 97 || lower > 122 ? 0 : lower < 110 ? 13 : -13;
    built.unit(code + turns, view.at[unit] ?? 0);
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
