import type { IToken, TokenType } from 'chevrotain';
import { file as fileEntries } from '../../diagnostics/catalogue/text/file.ts';
import { grammar as entries } from '../../diagnostics/catalogue/text/grammar.ts';
import { tokens as tokenEntries } from '../../diagnostics/catalogue/text/tokens.ts';
import { diagnose } from '../../diagnostics/catalogue.ts';
import type { Diagnostic, Label } from '../../diagnostics/diagnostic.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { Source, Span } from '../../text/source.ts';
import { currencies } from '../../values/scalars/currencies.ts';
import { gluedUnits } from '../lexer/numbers.ts';
import { replacing, spanOf } from '../lexer/report.ts';
import * as t from '../lexer/tokens.ts';
import type { Stop } from './attempt.ts';
import { type Edit, synonyms } from './candidates.ts';
import { describe, wordsBefore } from './messages.ts';

/** What an author is told about an edit that made the text fit. */
export function explain(
  source: Source,
  tokens: readonly IToken[],
  stop: Stop,
  edit: Edit,
): Diagnostic {
  const first = tokens[edit.at];
  switch (edit.kind) {
    case 'respell':
      return respelt(source, first as IToken, edit.insert[0] as IToken);
    case 'swap':
      return swapped(source, first as IToken, tokens[edit.at + 1] as IToken);
    case 'remove':
      return removed(source, tokens, stop, edit);
    case 'insert':
    case 'replace':
      return expected(source, tokens, stop, edit);
    default:
      return dropped(source, tokens, stop);
  }
}

function respelt(source: Source, token: IToken, read: IToken): Diagnostic {
  const meant = (read.tokenType.LABEL ?? '').replaceAll('`', '');
  const span = spanOf(token);
  const fixes = [replacing(`replace with \`${meant}\``, isSafe(token.image, meant), span, meant)];
  return diagnose(entries.misspelt, source, span, { found: token.image, meant }, { fixes });
}

/** False for a word that may well be meant as it stands: a reserved one, or one of two letters. */
const isSafe = (word: string, meant: string): boolean =>
  synonyms.get(word) === meant || (word.length > 2 && !t.keywordTypes.has(word));

function swapped(source: Source, first: IToken, second: IToken): Diagnostic {
  const [one, two] = [spanOf(first), spanOf(second)];
  const between = source.text.slice(one.end, two.start);
  const span = { start: one.start, end: two.end };
  const text = `${second.image}${between}${first.image}`;
  const fixes = [replacing('swap the two', false, span, text)];
  const params = { first: second.image, second: first.image };
  return diagnose(entries.swapped, source, span, params, { fixes });
}

function removed(source: Source, tokens: readonly IToken[], stop: Stop, edit: Edit): Diagnostic {
  const token = tokens[edit.at] as IToken;
  const span = spanOf(token);
  const before = tokens[edit.at - 1];
  const loose = looseUnit(source, before, token) ?? badCurrency(source, before, token);
  if (loose !== undefined) return loose;
  const fixes = [replacing('remove it', false, span)];
  const closing = closers.get(token.tokenType.name);
  if (closing !== undefined && edit.at !== stop.at) {
    return diagnose(entries.unbalanced, source, span, { bracket: closing, open: false }, { fixes });
  }
  return diagnose(entries.surplus, source, span, { found: token.image }, { fixes });
}

/** `4 h`: the unit is a token of its own, and nothing else can be meant by it. */
function looseUnit(
  source: Source,
  number: IToken | undefined,
  unit: IToken,
): Diagnostic | undefined {
  if (number?.tokenType !== t.Int && number?.tokenType !== t.Decimal) return undefined;
  if (!gluedUnits.includes(unit.image)) return undefined;
  const span = { start: number.startOffset, end: spanOf(unit).end };
  const text = `${number.image}${unit.image}`;
  const fixes = [replacing(`write \`${text}\``, true, span, text)];
  const params = { number: number.image, unit: unit.image };
  return diagnose(tokenEntries.looseUnit, source, span, params, { fixes });
}

/** `50 EURO`, `50 eur`: what stands right after a number on its line, and nearly is a currency. */
function badCurrency(
  source: Source,
  number: IToken | undefined,
  word: IToken,
): Diagnostic | undefined {
  if (number?.tokenType !== t.Int && number?.tokenType !== t.Decimal) return undefined;
  if (!/^[A-Za-z]{2,6}$/.test(word.image) || t.keywordTypes.has(word.image)) return undefined;
  const span = spanOf(word);
  if (/[\r\n]/.test(source.text.slice(spanOf(number).end, span.start))) return undefined;
  const capitals = word.image.toUpperCase();
  const near = currencies.includes(capitals) ? capitals : suggest(capitals, currencies);
  if (near === undefined) return undefined;
  const fixes = [replacing(`write \`${near}\``, false, span, near)];
  const params = { found: word.image, near };
  return diagnose(tokenEntries.badCurrency, source, span, params, { fixes });
}

const closers: ReadonlyMap<string, string> = new Map([
  ['RightBrace', '}'],
  ['RightBracket', ']'],
  ['RightParen', ')'],
]);

function expected(source: Source, tokens: readonly IToken[], stop: Stop, edit: Edit): Diagnostic {
  const wanted = (edit.insert[0] as IToken).tokenType;
  const special = missingEdition(source, edit) ?? missingComma(source, tokens, edit);
  if (special !== undefined) return special;
  const after = wordsBefore(tokens, edit.at);
  const found = describe(tokens[edit.at]);
  const literal = /^`(.+)`$/.exec(wanted.LABEL ?? '')?.[1];
  const atStop = edit.at === stop.at && !sameFamily(stop, wanted.LABEL);
  const what = atStop ? stop.phrase : (wanted.LABEL ?? stop.phrase);
  const span = placeOf(source, tokens, edit.at);
  const closing = closers.get(wanted.name);
  const opening = closing === undefined ? undefined : openerOf(tokens, edit.at, wanted.name);
  if (opening !== undefined && tokens[edit.at] === undefined) {
    const params = { bracket: opening.image, open: true };
    return diagnose(entries.unbalanced, source, spanOf(opening), params);
  }
  const labels: Label[] =
    opening === undefined
      ? []
      : [{ source, span: spanOf(opening), text: `this \`${opening.image}\` is still open` }];
  const params = after === undefined ? { what, found } : { what, found, after };
  const fixes =
    literal === undefined || edit.kind === 'replace' || !isOffered(stop, wanted)
      ? []
      : [insertion(source, tokens, edit.at, literal)];
  return diagnose(entries.expected, source, span, params, { labels, fixes });
}

/** True for what an author can hardly have meant otherwise: a sign, or one of two words at most. */
function isOffered(stop: Stop, wanted: TokenType): boolean {
  return !t.keywordTypes.has((wanted.LABEL ?? '').replaceAll('`', '')) || stop.wanted.length <= 2;
}

function missingEdition(source: Source, edit: Edit): Diagnostic | undefined {
  if (edit.at > 0 || edit.insert[0]?.tokenType !== t.kw('vak')) return undefined;
  const place = { start: 0, end: 0 };
  const fixes = [replacing('write `vak` first', false, place, 'vak ')];
  return diagnose(fileEntries.noEdition, source, place, {}, { fixes });
}

function missingComma(
  source: Source,
  tokens: readonly IToken[],
  edit: Edit,
): Diagnostic | undefined {
  const before = tokens[edit.at - 1];
  if (edit.kind !== 'insert' || edit.insert[0]?.tokenType !== t.Comma) return undefined;
  if (before === undefined || before.image === '') return undefined;
  const end = spanOf(before).end;
  const place = { start: end, end };
  const fixes = [replacing('insert a comma', true, place, ',')];
  return diagnose(entries.noComma, source, place, {}, { fixes });
}

/** True where what was put in is one of the things the parser asked for by name. */
function sameFamily(stop: Stop, label: string | undefined): boolean {
  return stop.wanted.length === 1 && label !== undefined && stop.phrase === label;
}

function insertion(source: Source, tokens: readonly IToken[], at: number, text: string) {
  const before = tokens[at - 1];
  const offset = before === undefined ? 0 : spanOf(before).end;
  const glued = /^[,:.)\]]$/.test(text);
  const next = source.text[offset] ?? '\n';
  const put = `${glued || before === undefined ? '' : ' '}${text}${/\s/.test(next) || glued ? '' : ' '}`;
  return replacing(`insert \`${text}\``, false, { start: offset, end: offset }, put);
}

function placeOf(source: Source, tokens: readonly IToken[], at: number): Span {
  const token = tokens[at];
  if (token !== undefined && token.image !== '') return spanOf(token);
  const end = source.text.trimEnd().length;
  return { start: end, end };
}

/** The bracket that is still open before a place, of the kind that a closing one would close. */
function openerOf(tokens: readonly IToken[], at: number, closer: string): IToken | undefined {
  const opener = closer.replace('Right', 'Left');
  let depth = 0;
  for (let index = at - 1; index >= 0; index -= 1) {
    const token = tokens[index] as IToken;
    if (token.tokenType.name === closer) depth += 1;
    if (token.tokenType.name === opener) {
      if (depth === 0) return token.image === '' ? undefined : token;
      depth -= 1;
    }
  }
  return undefined;
}

function dropped(source: Source, tokens: readonly IToken[], stop: Stop): Diagnostic {
  const token = tokens[stop.at];
  const span = placeOf(source, tokens, stop.at);
  const begins = stop.at === stop.declaration || /clause|declaration/.test(stop.phrase);
  if (token !== undefined && begins && /^\w/.test(token.image)) {
    const params = { found: token.image, expected: stop.phrase };
    return diagnose(entries.unknownItem, source, span, params);
  }
  const after = wordsBefore(tokens, stop.at);
  const params = { what: stop.phrase, found: describe(token) };
  return diagnose(
    entries.expected,
    source,
    span,
    after === undefined ? params : { ...params, after },
  );
}
