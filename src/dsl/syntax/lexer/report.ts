import type { IToken } from 'chevrotain';
import { tokens as entries } from '../../diagnostics/catalogue/text/tokens.ts';
import { diagnose } from '../../diagnostics/catalogue.ts';
import type { Diagnostic, Fix } from '../../diagnostics/diagnostic.ts';
import { distance } from '../../diagnostics/suggest.ts';
import type { Source, Span } from '../../text/source.ts';
import { gluedUnits } from './numbers.ts';

/** The range a token covers. */
export function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: token.startOffset + token.image.length };
}

/** A fix that replaces a range; without a text it takes the range out. */
export function replacing(title: string, safe: boolean, span: Span, text: string = ''): Fix {
  return { title, safe, edits: [{ span, text }] };
}

/** Reports digits that form no number, with the nearest unit where one is near. */
export function reportNumber(source: Source, token: IToken, into: Diagnostic[]): void {
  const span = spanOf(token);
  const near = nearNumber(token.image);
  const fixes =
    near === undefined ? [] : [replacing(`replace with \`${near}\``, false, span, near)];
  const params = near === undefined ? { found: token.image } : { found: token.image, near };
  into.push(diagnose(entries.badNumber, source, span, params, { fixes }));
}

function nearNumber(image: string): string | undefined {
  const match = /^(\d[\d_]*(?:\.\d+)?)[ \t]*([A-Za-z_]\w*)$/.exec(image);
  const unit = match?.[2]?.toLowerCase();
  if (unit === undefined) return undefined;
  const long: Readonly<Record<string, string>> = {
    sec: 's',
    second: 's',
    min: 'm',
    minute: 'm',
    hour: 'h',
    hr: 'h',
    day: 'd',
    week: 'w',
    year: 'y',
  };
  const known = long[unit.replace(/s$/, '')];
  const same = gluedUnits.find((candidate) => candidate.toLowerCase() === unit);
  const close = gluedUnits.find((candidate) => distance(unit, candidate.toLowerCase(), 1) <= 1);
  const found = known ?? same ?? (unit.length > 1 ? close : undefined);
  return found === undefined ? undefined : `${match?.[1]}${found}`;
}

const escapeForm = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/y;

/** Reports what keeps a text from being a JSON string: the first such thing of each text. */
export function reportText(source: Source, token: IToken, into: Diagnostic[]): void {
  const image = token.image;
  const start = token.startOffset;
  let at = 1;
  while (at < image.length) {
    const code = image.charCodeAt(at);
    if (code === 0x22) break;
    if (code === 0x5c) {
      escapeForm.lastIndex = at;
      const match = escapeForm.exec(image);
      if (match === null) {
        const found = image.slice(at, at + 2);
        into.push(badEscape(source, start + at, found.length, `\`${found}\``));
        return;
      }
      at += match[0].length;
    } else if (code === 0x09) {
      const span = { start: start + at, end: start + at + 1 };
      const fix = replacing('write the tab as `\\t`', true, span, '\\t');
      into.push(diagnose(entries.badEscape, source, span, { found: 'a tab' }, { fixes: [fix] }));
      return;
    } else {
      const pair = image.codePointAt(at) ?? code;
      if (pair >= 0xd800 && pair <= 0xdfff) {
        into.push(badEscape(source, start + at, 1, 'half of a surrogate pair'));
        return;
      }
      at += pair > 0xffff ? 2 : 1;
    }
  }
  if (at >= image.length) {
    const span = spanOf(token);
    into.push(diagnose(entries.openText, source, { start: span.start, end: span.end }, {}));
    return;
  }
  if (/\\u[dD][89a-fA-F]/.test(image) && !decodeText(image).isWellFormed()) {
    into.push(badEscape(source, start, image.length, 'half of a surrogate pair'));
  }
}

function badEscape(source: Source, start: number, length: number, found: string): Diagnostic {
  return diagnose(entries.badEscape, source, { start, end: start + length }, { found });
}

/**
 * The text a string token stands for. Of a text that was reported as broken, what can be read of it:
 * unknown escapes stay as they are written.
 */
export function decodeText(image: string): string {
  const quote = image[0];
  const closed = image.length > 1 && image.endsWith(quote ?? '"');
  const inner = image.slice(1, closed ? -1 : undefined);
  if (!inner.includes('\\')) return inner;
  return inner.replace(/\\(u[0-9A-Fa-f]{4}|.)/g, (all, body: string) => {
    if (body.length === 5) return String.fromCharCode(Number.parseInt(body.slice(1), 16));
    return simple[body] ?? all;
  });
}

const simple: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
