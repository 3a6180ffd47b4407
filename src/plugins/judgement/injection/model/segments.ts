const shortest = 24;
/** No segment has more UTF-16 units than this. */
const longestSegment = 320;

/**
 * Where the segments of a text end: at ends of sentences and lines, none much shorter than a sentence
 * nor longer than a paragraph.
 */
export function segmentsOf(text: Uint16Array, size: number): readonly number[] {
  const ends: number[] = [];
  let start = 0;
  while (start < size) {
    const limit = Math.min(size, start + longestSegment) - 1;
    let at = start + shortest - 1;
    while (at < limit && !closes(text, at)) at += 1;
    start = Math.min(size, at + 1);
    ends.push(start);
  }
  return ends;
}

function closes(text: Uint16Array, at: number): boolean {
  const code = text[at] as number;
  if (code > 63) return code === 0x3002;
  if (code === 10) return true;
  if (code !== 46 && code !== 33 && code !== 63) return false;
  const next = text[at + 1];
  return next === 32 || next === 10;
}
