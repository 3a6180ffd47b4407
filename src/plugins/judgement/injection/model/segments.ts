const shortest = 24;
/** No segment has more UTF-16 units than this. */
export const longestSegment = 320;

/**
 * Where the segments of a text end: at ends of sentences and lines, none much shorter than a sentence
 * nor longer than a paragraph.
 */
export function segmentsOf(text: ArrayLike<number>, size: number): readonly number[] {
  const ends: number[] = [];
  let start = 0;
  for (let at = 0; at < size; at += 1) {
    const length = at + 1 - start;
    if (length < shortest) continue;
    if (length >= longestSegment || closes(text, at)) {
      ends.push(at + 1);
      start = at + 1;
    }
  }
  if (start < size) ends.push(size);
  return ends;
}

function closes(text: ArrayLike<number>, at: number): boolean {
  const code = text[at];
  if (code === 10 || code === 0x3002) return true;
  if (code !== 46 && code !== 33 && code !== 63) return false;
  const next = text[at + 1];
  return next === 32 || next === 10;
}
