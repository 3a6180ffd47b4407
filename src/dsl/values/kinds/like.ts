/**
 * A matcher for a `like` pattern: `*` is any run of characters, `/` included, `\*` a star itself. The
 * whole text must match. Compiled once; a match walks the text once and never goes back.
 */
export function like(pattern: string): (text: string) => boolean {
  const pieces = split(pattern);
  const first = pieces[0] as string;
  if (pieces.length === 1) return (text) => text === first;
  const last = pieces.at(-1) as string;
  const middle = pieces.slice(1, -1).filter((piece) => piece !== '');
  const least = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return (text) => {
    if (text.length < least || !text.startsWith(first) || !text.endsWith(last)) return false;
    let from = first.length;
    const end = text.length - last.length;
    for (const piece of middle) {
      const found = text.indexOf(piece, from);
      if (found < 0 || found + piece.length > end) return false;
      from = found + piece.length;
    }
    return from <= end;
  };
}

/** The literal pieces between the stars. */
function split(pattern: string): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const char = pattern.charAt(index);
    if (char === '\\' && pattern.charAt(index + 1) === '*') {
      piece += '*';
      index += 1;
    } else if (char === '*') {
      pieces.push(piece);
      piece = '';
    } else piece += char;
  }
  pieces.push(piece);
  return pieces;
}

/**
 * The `like` pattern that a regular expression means, searched anywhere unless anchored; undefined for
 * one that needs more than text, `.*`, escapes of punctuation, `^` at the front and `$` at the end. What
 * is left takes linear time in any text. `.*` runs over line ends too.
 */
export function likeOfRegex(regex: string): string | undefined {
  const start = regex.startsWith('^') ? 1 : 0;
  const anchored = /(^|[^\\])(\\\\)*\$$/.test(regex);
  const end = regex.length - (anchored ? 1 : 0);
  const pieces = [''];
  const add = (text: string): void => {
    pieces.push((pieces.pop() ?? '') + text);
  };
  for (let index = start; index < end; index += 1) {
    const char = regex.charAt(index);
    const next = index + 1 < end ? regex.charAt(index + 1) : '';
    if (char === '.' && next === '*') {
      pieces.push('');
      index += 1;
      // A lazy run finds what a greedy one finds.
      if (regex.charAt(index + 1) === '?' && index + 1 < end) index += 1;
    } else if (char === '\\') {
      if (!/^[\\^$.*+?()[\]{}|/-]$/.test(next)) return undefined;
      add(next);
      index += 1;
    } else if (/[\\^$.*+?()[\]{}|]/.test(char)) return undefined;
    else add(char);
  }
  return likeOf([...(start === 0 ? [''] : []), ...pieces, ...(anchored ? [] : [''])]);
}

/**
 * The `like` pattern of texts with any run of characters between them; undefined where a text ends in a
 * backslash before a run, for which patterns have no spelling.
 */
export function likeOf(pieces: readonly string[]): string | undefined {
  if (pieces.slice(0, -1).some((piece) => piece.endsWith('\\'))) return undefined;
  return pieces.map((piece) => piece.replaceAll('*', '\\*')).join('*');
}
