import { type View, ViewBuilder } from './view.ts';

/** A stretch of a text that a reader of the rendered page does not see. */
export interface Hidden {
  readonly kind: 'comment' | 'style' | 'attribute' | 'image' | 'link';
  readonly start: number;
  readonly end: number;
}

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
  /display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])|font-size\s*:\s*[01]?(?:px|pt|em)?\s*[;"']|color\s*:\s*(?:white|#fff(?:fff)?\b|transparent)|\bhidden\b|aria-hidden\s*=\s*["']?true/i;

/**
 * What markup keeps from a reader's eyes: comments, hidden elements, texts of attributes, and
 * addresses of images and links. Every look forward is bounded or starts where the last one ended, so
 * that it is linear in the text.
 */
export function hiddenIn(text: string): readonly Hidden[] {
  const found: Hidden[] = [];
  if (text.includes('<')) findTags(text, found);
  if (text.includes('](')) findLinks(text, found);
  return found;
}

const longestTag = 2_000;

function findTags(text: string, found: Hidden[]): void {
  for (let at = text.indexOf('<'); at !== -1; ) {
    if (text.startsWith('<!--', at)) {
      const close = text.indexOf('-->', at + 4);
      const end = close === -1 ? text.length : close;
      found.push({ kind: 'comment', start: at + 4, end });
      at = text.indexOf('<', end);
      continue;
    }
    const close = text.indexOf('>', at);
    if (close === -1) return;
    const next = text.indexOf('<', at + 1);
    if (close - at <= longestTag && /[a-z]/i.test(text[at + 1] ?? '')) {
      const tag = text.slice(at, close);
      if (hiding.test(tag)) {
        const end = next === -1 || next > close ? next : text.indexOf('<', close);
        found.push({ kind: 'style', start: close + 1, end: end === -1 ? text.length : end });
      }
      for (const each of tag.matchAll(
        /\b(?:alt|title|content|aria-label|data-[\w-]{1,40})\s*=\s*(["'])/gi,
      )) {
        const start = at + each.index + each[0].length;
        const quote = text.indexOf(each[1] ?? '"', start);
        if (quote !== -1 && quote - start > 20) {
          found.push({ kind: 'attribute', start, end: quote });
        }
      }
    }
    at = next;
  }
}

function findLinks(text: string, found: Hidden[]): void {
  for (let at = text.indexOf(']('); at !== -1; at = text.indexOf('](', at + 2)) {
    const limit = Math.min(text.length, at + longestTag);
    let end = at + 2;
    while (end < limit && text[end] !== ')' && text[end] !== '\n') end += 1;
    if (text[end] !== ')') continue;
    const open = text.lastIndexOf('[', at);
    const kind = open > 0 && at - open < longestTag && text[open - 1] === '!' ? 'image' : 'link';
    found.push({ kind, start: at + 2, end });
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
    for (let unit = from; unit < each.index; unit += 1) built.add(text[unit] ?? '', at[unit] ?? 0);
    built.add(read, at[each.index] ?? 0);
    from = each.index + each[0].length;
  }
  if (from === 0) return undefined;
  for (let unit = from; unit < text.length; unit += 1) built.add(text[unit] ?? '', at[unit] ?? 0);
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
