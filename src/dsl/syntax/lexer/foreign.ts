import type { IToken, TokenType } from 'chevrotain';
import { file as fileEntries } from '../../diagnostics/catalogue/text/file.ts';
import { tokens as entries } from '../../diagnostics/catalogue/text/tokens.ts';
import { diagnose } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Source } from '../../text/source.ts';
import { invisible, unreadable } from './characters.ts';
import { decodeText, replacing, spanOf } from './report.ts';
import * as t from './tokens.ts';

/**
 * Takes out or translates what vak does not write: characters outside ASCII, comments, operators and
 * quotes of other languages. Each is reported once, at its place.
 */
export function mendForeign(
  source: Source,
  tokens: readonly IToken[],
  comments: readonly IToken[],
  into: Diagnostic[],
): IToken[] {
  reportInvisible(source, into);
  for (const comment of comments) reportComment(source, comment, into);
  const mended: IToken[] = [];
  for (const [index, token] of tokens.entries()) {
    if (isCurrency.test(token.image)) leaveOut(token, [tokens[index - 1], tokens[index + 1]]);
    if (token.tokenType === t.Foreign) splitForeign(source, token, mended, into);
    else if (token.tokenType === t.Stray) reportStray(source, spanOf(token), into);
    else if (token.tokenType === t.ForeignOperator) translate(source, token, mended, into);
    else if (token.tokenType === t.ForeignString) requote(source, token, mended, into);
    else mended.push(join(mended, token) ?? token);
  }
  for (const token of mended) {
    if (token.payload === 'foreign') reportWord(source, token, into);
  }
  return mended;
}

function reportInvisible(source: Source, into: Diagnostic[]): void {
  for (const match of source.text.matchAll(invisible)) {
    const span = { start: match.index, end: match.index + match[0].length };
    const found = codePoint(match[0]);
    const fix = replacing('remove it', false, span);
    into.push(diagnose(entries.invisible, source, span, { found }, { fixes: [fix] }));
  }
  for (const match of source.text.matchAll(unreadable)) {
    const span = { start: match.index, end: match.index + match[0].length };
    into.push(diagnose(fileEntries.notUtf8, source, span, {}));
  }
}

function codePoint(text: string): string {
  return `U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function reportStray(source: Source, span: { start: number; end: number }, into: Diagnostic[]) {
  const found = source.text.slice(span.start, span.end);
  if (found.replace(invisible, '').replace(unreadable, '') === '') return;
  if (/^[\p{Z}\p{C}]+$/u.test(found)) {
    const fix = replacing('replace with a space', true, span, ' ');
    const params = { found: codePoint(found) };
    into.push(diagnose(entries.invisible, source, span, params, { fixes: [fix] }));
    return;
  }
  const sign = [...found][0] ?? found;
  into.push(diagnose(entries.stray, source, span, { found: sign, currency: currencyOf[sign] }));
}

const isCurrency = /^[$€£¥]$/;

/** A number beside a sign of a currency is an amount of it, of which nothing more is said. */
function leaveOut(sign: IToken, beside: readonly (IToken | undefined)[]): void {
  const end = spanOf(sign).end;
  for (const number of beside) {
    const touches =
      number?.startOffset === end || (number && spanOf(number).end) === sign.startOffset;
    if (number !== undefined && touches) number.isInsertedInRecovery = true;
  }
}

const currencyOf: Readonly<Record<string, string>> = {
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
};

function reportComment(source: Source, token: IToken, into: Diagnostic[]): void {
  const found = /^(?:#|--|\/\*|<!--)/.exec(token.image)?.[0] ?? '';
  const span = spanOf(token);
  const head = { start: span.start, end: span.start + found.length };
  const oneLine = found === '#' || found === '--';
  const fixes = oneLine ? [replacing('write `//`', true, head, '//')] : [];
  into.push(diagnose(entries.foreignComment, source, head, { found }, { fixes }));
}

function splitForeign(source: Source, token: IToken, mended: IToken[], into: Diagnostic[]): void {
  for (const match of token.image.matchAll(/[\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}]+/gu)) {
    const start = token.startOffset + match.index;
    const span = { start, end: start + match[0].length };
    if (!/^[\p{L}\p{N}\p{M}]/u.test(match[0])) {
      if (!(start === 0 && match[0] === '\ufeff')) reportStray(source, span, into);
      continue;
    }
    const word = make(match[0], start, t.Identifier);
    word.payload = 'foreign';
    mended.push(join(mended, word) ?? word);
  }
}

/** A word right after a word, one of them with foreign letters, is one word. */
function join(mended: IToken[], token: IToken): IToken | undefined {
  const last = mended.at(-1);
  if (last === undefined || (last.payload !== 'foreign' && token.payload !== 'foreign')) return;
  if (last.startOffset + last.image.length !== token.startOffset) return;
  const words = /^[\p{L}\p{N}\p{M}_]+$/u;
  if (!words.test(last.image) || !words.test(token.image)) return;
  mended.pop();
  const word = make(last.image + token.image, last.startOffset, t.Identifier);
  word.payload = 'foreign';
  return word;
}

function reportWord(source: Source, token: IToken, into: Diagnostic[]): void {
  const letter = [...token.image].find((char) => char > '\u007f') ?? '';
  const like = lookAlikes[letter];
  const found = `\`${letter}\` (${codePoint(letter)})`;
  const params = { name: token.image, found, ...(like === undefined ? {} : { like }) };
  const plain = [...token.image].map((char) => lookAlikes[char] ?? char).join('');
  const fixes = /^[A-Za-z_]\w*$/.test(plain)
    ? [replacing(`write \`${plain}\` in ASCII letters`, false, spanOf(token), plain)]
    : [];
  into.push(diagnose(entries.foreignLetters, source, spanOf(token), params, { fixes }));
}

/** Letters of other alphabets that are drawn like ours. */
const lookAlikes: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...zip('аеорсухіјѕһԁԛԝ', 'aeopcyxijshdqw'),
    ...zip('АВЕКМНОРСТХІЈЅ', 'ABEKMHOPCTXIJS'),
    ...zip('αορνικυ', 'aopviku'),
    ...zip('ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'),
  ].map(([from, to]) => [from, to]),
);

function zip(from: string, to: string): (readonly [string, string])[] {
  return [...from].map((char, index) => [char, to[index] ?? char] as const);
}

const translations: Readonly<Record<string, readonly [string, TokenType]>> = {
  '&&': ['and', t.kw('and')],
  '&': ['and', t.kw('and')],
  '||': ['or', t.kw('or')],
  '|': ['or', t.kw('or')],
  '===': ['==', t.Equals],
  '!==': ['!=', t.Differs],
  '=': ['==', t.Equals],
  '=<': ['<=', t.AtMost],
  '=>': ['>=', t.AtLeast],
  '=~': ['like', t.kw('like')],
  '!': ['not', t.kw('not')],
};

function translate(source: Source, token: IToken, mended: IToken[], into: Diagnostic[]): void {
  const span = spanOf(token);
  const found = token.image;
  const translation = translations[found];
  const isArrow = found === '=>' && afterKey(source, token);
  if (translation === undefined || isArrow) {
    const comma = found === ';' && dividesLine(source, span.end);
    const fix = comma
      ? replacing('write `,`', true, span, ',')
      : replacing('remove it', !isArrow, span);
    into.push(diagnose(entries.stray, source, span, { found }, { fixes: [fix] }));
    if (comma) mended.push(make(found, token.startOffset, t.Comma));
    return;
  }
  const [word, type] = translation;
  const key = found === '=' && afterKey(source, token);
  const instead = key
    ? '`:`'
    : found === '='
      ? '`==` to compare, or `:` after a key'
      : found === '|'
        ? '`or` in a condition, `one of ["a", "b"]` for a type'
        : `\`${word}\``;
  const text = key ? ':' : found === '!' ? 'not ' : word;
  const sure = key || !/^(?:[=|]|=~)$/.test(found);
  const fixes = found === '|' ? [] : [replacing(`write \`${text.trim()}\``, sure, span, text)];
  into.push(diagnose(entries.foreignOperator, source, span, { found, instead }, { fixes }));
  mended.push(make(found, token.startOffset, key ? t.Colon : type));
}

/** True where more stands on the line than the brackets that end it. */
function dividesLine(source: Source, end: number): boolean {
  return /^[ \t]*[^\s})\]/]/.test(source.text.slice(end, end + 200));
}

/** True where a word alone stands before the sign on its line, as in `key = value`. */
function afterKey(source: Source, token: IToken): boolean {
  const before = source.text.slice(0, token.startOffset);
  return /(?:^|[\r\n{,])[ \t]*(?:\w+|"[^"\r\n]*")[ \t]*$/.test(before.slice(-200));
}

function requote(source: Source, token: IToken, mended: IToken[], into: Diagnostic[]): void {
  const span = spanOf(token);
  if (token.image.startsWith('/')) {
    into.push(diagnose(entries.stray, source, span, { found: '/' }));
    mended.push(make(token.image, token.startOffset, t.StringText));
    return;
  }
  const straight = /^['`]/.test(token.image)
    ? token.image
    : `'${token.image.slice(1, -1).replaceAll("'", "\\'")}'`;
  const text = JSON.stringify(decodeText(straight));
  const fix = replacing('write it in double quotes', true, span, text);
  into.push(diagnose(entries.singleQuotes, source, span, {}, { fixes: [fix] }));
  const image = /^['`]/.test(token.image) ? token.image : `'${token.image.slice(1, -1)}'`;
  mended.push(make(image, token.startOffset, t.StringText));
}

function make(image: string, startOffset: number, tokenType: TokenType): IToken {
  return {
    image,
    startOffset,
    tokenTypeIdx: tokenType.tokenTypeIdx as number,
    tokenType,
  };
}
