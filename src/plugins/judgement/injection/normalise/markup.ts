import { type View, ViewBuilder } from './view.ts';

/** A stretch of a text that a reader of the rendered page does not see. */
interface Hidden {
  readonly start: number;
  readonly end: number;
}

/** Whether a stretch of a text lies within one that markup hides. */
export type Within = (start: number, end: number) => boolean;

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  zwnj: '',
  zwj: '',
  shy: '',
};

const hiding =
  /display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])|font-size\s*:\s{0,8}[01]?(?:px|pt|em)?\s{0,8}[;"']|color\s*:\s*(?:white|#fff(?:fff)?\b|transparent)|\bhidden\b|aria-hidden\s*=\s*["']?true/i;

/**
 * What markup keeps from a reader's eyes: comments, hidden elements, texts of attributes, and
 * addresses of images and links. Every look forward is bounded or starts where the last one ended, so
 * that it is linear in the text.
 */
export function hiddenIn(text: string): Within {
  let within: Within | undefined;
  // Most texts hold nothing that anyone asks about.
  return (start, end) => {
    within ??= withinOf(stretches(text));
    return within(start, end);
  };
}

function stretches(text: string): readonly Hidden[] {
  const found: Hidden[] = [];
  if (text.includes('<')) findTags(text, found);
  if (text.includes('](')) findLinks(text, found);
  return found.sort((a, b) => a.start - b.start);
}

function withinOf(hidden: readonly Hidden[]): Within {
  // Of those that begin no later, the one that reaches farthest holds whatever any of them holds.
  let farthest = 0;
  const reach = hidden.map(({ end }) => {
    farthest = Math.max(farthest, end);
    return farthest;
  });
  return (start, end) => {
    let [low, high] = [0, hidden.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((hidden[middle]?.start ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (reach[low - 1] ?? 0) >= end;
  };
}

const longestTag = 2_000;
/** `<p hidden`, without the last angle; a shorter tag hides nothing. */
const shortestHiding = 9;

function findTags(text: string, found: Hidden[]): void {
  let close = -1;
  for (let at = text.indexOf('<'); at !== -1; ) {
    if (text.startsWith('<!--', at)) {
      const ends = text.indexOf('-->', at + 4);
      const end = ends === -1 ? text.length : ends;
      found.push({ start: at + 4, end });
      at = text.indexOf('<', end);
      continue;
    }
    if (close < at) close = text.indexOf('>', at);
    if (close === -1) return;
    const size = close - at;
    const isTag = size <= longestTag && isLetter(text.charCodeAt(at + 1));
    if (isTag && size >= shortestHiding) hiddenBy(text, at, close, found);
    at = text.indexOf('<', isTag ? close : at + 1);
  }
}

const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122;

/** What one tag hides: what stands in it, and what its attributes say. */
function hiddenBy(text: string, at: number, close: number, found: Hidden[]): void {
  const tag = text.slice(at, close);
  if (hiding.test(tag)) {
    const end = text.indexOf('<', close);
    found.push({ start: close + 1, end: end === -1 ? text.length : end });
  }
  if (!tag.includes('=')) return;
  for (const each of tag.matchAll(
    /\b(?:alt|title|content|aria-label|data-[\w-]{1,40})\s*=\s*(["'])/gi,
  )) {
    const start = at + each.index + each[0].length;
    const quote = text.indexOf(each[1] ?? '"', start);
    if (quote !== -1 && quote - start > 20) found.push({ start, end: quote });
  }
}

function findLinks(text: string, found: Hidden[]): void {
  let stop = -1;
  for (let at = text.indexOf(']('); at !== -1; at = text.indexOf('](', at + 2)) {
    if (stop < at) {
      stop = at + 2;
      while (stop < text.length && text[stop] !== ')' && text[stop] !== '\n') stop += 1;
    }
    if (text[stop] === ')' && stop - at <= longestTag) found.push({ start: at + 2, end: stop });
  }
}

const entity = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,5}));/gi;

/** The text with character references read, or undefined where there are none. */
export function withoutEntities(view: View): View | undefined {
  if (!view.text.includes('&')) return undefined;
  const { text, at } = view;
  const built = new ViewBuilder(text.length);
  let from = 0;
  for (const each of text.matchAll(entity)) {
    const read = readEntity(each[1], each[2], each[3]);
    if (read === undefined) continue;
    built.copy(view, from, each.index);
    built.add(read, at[each.index] ?? 0);
    from = each.index + each[0].length;
  }
  if (from === 0) return undefined;
  built.copy(view, from, text.length);
  return built.view(at[text.length] ?? 0, [...view.through, 'markup']);
}

function readEntity(
  decimal: string | undefined,
  hex: string | undefined,
  name: string | undefined,
): string | undefined {
  if (name !== undefined) return entities[name.toLowerCase()];
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)
    ? undefined
    : String.fromCodePoint(code);
}
