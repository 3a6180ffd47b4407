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
