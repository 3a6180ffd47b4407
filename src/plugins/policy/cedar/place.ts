/**
 * `file:line:column` of a byte offset, as Cedar counts them: from 1, columns in UTF-16 units. An offset
 * behind the end is the end.
 */
export function placeOf(file: string, text: string, byte: number): string {
  const before = Buffer.from(text, 'utf8').subarray(0, byte).toString('utf8');
  const lines = before.split('\n');
  return `${file}:${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}

/** Where the character at `index` stands in bytes. */
export const bytesBefore = (text: string, index: number): number =>
  Buffer.byteLength(text.slice(0, index), 'utf8');
