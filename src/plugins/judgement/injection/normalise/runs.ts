/** A stretch of a text, as `[from, to)`. */
export type Run = readonly [number, number];

const hex = 1;
const base64 = 2;
/** What ends a piece that may hold escapes. */
const gap = 4;

const classes = new Uint8Array(65_536);
for (let code = 0; code < classes.length; code += 1) {
  const letter = String.fromCharCode(code);
  if (code < 128 && /[0-9a-fA-F]/.test(letter)) classes[code] = hex;
  if (code < 128 && /[A-Za-z0-9+/_-]/.test(letter)) classes[code] = (classes[code] ?? 0) | base64;
  if (/[\s"'<>]/.test(letter)) classes[code] = gap;
}

const isOf = (text: string, at: number, wanted: number): boolean =>
  ((classes[text.charCodeAt(at)] ?? 0) & wanted) !== 0;

const fewestPairs = 12;

/** Pairs of hexadecimal digits, at least twelve, with a space or colon after each at most. */
export function hexRuns(text: string): readonly Run[] {
  const found: Run[] = [];
  for (let at = 0; at + 1 < text.length; at += 1) {
    if (!isOf(text, at, hex) || !isOf(text, at + 1, hex)) continue;
    let end = at;
    let pairs = 0;
    while (end + 1 < text.length && isOf(text, end, hex) && isOf(text, end + 1, hex)) {
      pairs += 1;
      end += 2;
      const code = text.charCodeAt(end);
      if (code === 32 || code === 58) end += 1;
    }
    if (pairs < fewestPairs) continue;
    found.push([at, end]);
    at = end - 1;
  }
  return found;
}

const shortestBase64 = 20;

/** Letters of base64 or its form for addresses, at least twenty, with what pads them. */
export function base64Runs(text: string): readonly Run[] {
  const found: Run[] = [];
  let from = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (at < text.length && isOf(text, at, base64)) continue;
    if (at - from >= shortestBase64) {
      let end = at;
      while (end < at + 2 && text.charCodeAt(end) === 61) end += 1;
      found.push([from, end]);
    }
    from = at + 1;
  }
  return found;
}

/** Pieces between spaces, quotes and angles that hold a percent sign. */
export function escapedRuns(text: string): readonly Run[] {
  const found: Run[] = [];
  let last = 0;
  for (let at = text.indexOf('%'); at !== -1; at = text.indexOf('%', last)) {
    let from = at;
    while (from > last && !isOf(text, from - 1, gap)) from -= 1;
    let end = at + 1;
    while (end < text.length && !isOf(text, end, gap)) end += 1;
    found.push([from, end]);
    last = end;
  }
  return found;
}
