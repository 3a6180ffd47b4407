import type { Source, Span } from '../text/source.ts';

/** A line of source as a terminal can show it, and where in it a range stands. */
export interface Excerpt {
  readonly line: number;
  readonly text: string;
  /** Columns before the range, and columns of the range on this line; at least one. */
  readonly indent: number;
  readonly width: number;
}

const widest = 110;
/** Characters looked at on each side of the range, however long the line. */
const farthest = 4 * widest;

/**
 * The first line a range touches. Tabs become two spaces; what would move the cursor or turn the
 * direction of text is shown as its code; long lines are cut around the range.
 */
export function excerpt(source: Source, span: Span): Excerpt {
  const { line, column } = source.position(span.start);
  const text = source.line(line);
  const from = Math.min(column - 1, text.length);
  const to = Math.max(from, Math.min(text.length, from + (span.end - span.start)));
  const before = visible(text.slice(Math.max(0, from - farthest), from));
  const inside = visible(text.slice(from, Math.min(to, from + farthest)));
  const after = visible(text.slice(to, to + farthest));
  const start = Math.max(0, columns(before) - Math.floor(widest / 2));
  const cut = columns(before) + columns(inside) + columns(after) > widest ? start : 0;
  const lead = cut === 0 ? before : `…${[...before].slice(cut + 1).join('')}`;
  const shown = [...inside].slice(0, widest).join('');
  const room = Math.max(0, widest - columns(lead) - columns(shown));
  const tail = [...after].length > room ? `${[...after].slice(0, room).join('')}…` : after;
  return {
    line,
    text: `${lead}${shown}${tail}`,
    indent: columns(lead),
    width: Math.max(1, columns(shown)),
  };
}

/** Text with nothing in it that a terminal would obey. */
export function visible(text: string): string {
  return text.replaceAll('\t', '  ').replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (char) => {
    const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `<U+${code}>`;
  });
}

/** Terminal columns of a text: two for wide letters and emoji, none for combining marks. */
export function columns(text: string): number {
  let count = 0;
  for (const char of text) {
    if (/^(?:\p{Mn}|\p{Me}|\u200d)$/u.test(char)) continue;
    count +=
      /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]$/u.test(
        char,
      )
        ? 2
        : 1;
  }
  return count;
}
