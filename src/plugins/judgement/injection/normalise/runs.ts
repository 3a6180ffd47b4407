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
/** Any run has four such units in a row at one of every so many places. */
const stride = 2 * fewestPairs - 3;

/** Pairs of hexadecimal digits, at least twelve, with a space or colon after each at most. */
export function hexRuns(text: string): readonly Run[] {
  const found: Run[] = [];
  let from = 0;
  for (let probe = 0; probe < text.length; probe += stride) {
    if (!hexLike(text, probe)) continue;
    // A run over the probe begins less than a stride before it.
    const least = Math.max(from, probe - stride + 1);
    for (let at = least; at <= probe; at += 1) {
      const end = hexRunAt(text, at);
      if (end === 0) continue;
      found.push([at, end]);
      from = end;
      break;
    }
    if (from > probe) probe = Math.max(probe, from - stride);
  }
  return found;
}

function hexLike(text: string, at: number): boolean {
  let digits = 0;
  for (let unit = at; unit < at + 4; unit += 1) {
    const code = text.charCodeAt(unit);
    if (((classes[code] ?? 0) & hex) !== 0) digits += 1;
    else if (code !== 32 && code !== 58) return false;
  }
  return digits > 1;
}

/** Where the run that starts here ends; 0 for none that is long enough. */
function hexRunAt(text: string, at: number): number {
  let end = at;
  let pairs = 0;
  while (end + 1 < text.length && isOf(text, end, hex) && isOf(text, end + 1, hex)) {
    pairs += 1;
    end += 2;
    const code = text.charCodeAt(end);
    if (code === 32 || code === 58) end += 1;
  }
  return pairs < fewestPairs ? 0 : end;
}

const shortestBase64 = 20;

/** Letters of base64 or its form for addresses, at least twenty, with what pads them. */
export function base64Runs(text: string): readonly Run[] {
  const found: Run[] = [];
  let from = 0;
  while (from + shortestBase64 <= text.length) {
    // The last of the next twenty that is not of base64: no run starts before it.
    let last = from + shortestBase64 - 1;
    while (last >= from && isOf(text, last, base64)) last -= 1;
    if (last >= from) {
      from = last + 1;
      continue;
    }
    let at = from + shortestBase64;
    while (at < text.length && isOf(text, at, base64)) at += 1;
    let end = at;
    while (end < at + 2 && text.charCodeAt(end) === 61) end += 1;
    found.push([from, end]);
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

const fewestEscaped = 4;

/** Rows of at least four characters in the escapes of strings, `\\x69` or `\\u0069`, with what stands between them. */
export function backslashRuns(text: string): readonly Run[] {
  const found: Run[] = [];
  let [from, end, count] = [0, -1, 0];
  const close = (): void => {
    if (count >= fewestEscaped) found.push([from, end]);
    count = 0;
  };
  for (let at = text.indexOf('\\'); at !== -1; at = text.indexOf('\\', at + 1)) {
    const sign = text.charCodeAt(at + 1);
    const digits = sign === 120 ? 2 : sign === 117 ? 4 : 0;
    if (digits === 0 || !isHex(text, at + 2, at + 2 + digits)) continue;
    if (count > 0 && at - end > farthest) close();
    if (count === 0) from = at;
    count += 1;
    end = at + 2 + digits;
  }
  close();
  return found;
}

/** So many units may stand between two escapes of one row. */
const farthest = 12;

function isHex(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (!isOf(text, at, hex)) return false;
  return true;
}

/** Runs that go on in the next line, as one each; of the lines between them nothing but what ends them. */
export function wrapped(text: string, runs: readonly Run[]): readonly Run[] {
  const found: Run[] = [];
  let [from, to] = [-1, -1];
  for (const [start, end] of runs) {
    const goesOn = to !== -1 && start - to < 5 && /^\r?\n[ >]{0,2}$/.test(text.slice(to, start));
    if (goesOn && found.at(-1)?.[0] === from) found[found.length - 1] = [from, end];
    else if (goesOn) found.push([from, end]);
    else from = start;
    to = end;
  }
  return found;
}
