import { type IToken, Lexer, type TokenType } from 'chevrotain';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Source } from '../../text/source.ts';
import { invisible, plainText, unreadable } from './characters.ts';
import { mendForeign } from './foreign.ts';
import { readNumber } from './numbers.ts';
import { scanPlain } from './plain.ts';
import { reportNumber, reportText } from './report.ts';
import * as t from './tokens.ts';

/** What the scanner makes of a text. Tokens, comments and the space between them are the text. */
export interface Scan {
  readonly tokens: IToken[];
  /** `//` and `///` comments, in order. */
  readonly comments: readonly IToken[];
  readonly diagnostics: Diagnostic[];
}

/**
 * Splits a text into tokens. Never fails: what is no token is reported and left out, and what another
 * language would write is reported and turned into what vak writes. Costs one pass over the text.
 */
export function scan(source: Source): Scan {
  const plain = scanPlain(source.text);
  if (plain === undefined) return scanAny(source);
  const diagnostics: Diagnostic[] = [];
  for (const token of plain.texts) checkText(source, token, diagnostics);
  if (plain.odd && isStrange(source.text)) {
    const tokens = mendForeign(source, plain.tokens, [], diagnostics);
    return { tokens, comments: plain.comments, diagnostics };
  }
  return { tokens: plain.tokens, comments: plain.comments, diagnostics };
}

let lexer: Lexer | undefined;

/** The same by the token definitions alone, which know what to do with any character. */
export function scanAny(source: Source): Scan {
  lexer ??= new Lexer(t.scanned, { positionTracking: 'onlyOffset', skipValidations: true });
  const found = lexer.tokenize(source.text);
  const diagnostics: Diagnostic[] = [];
  let foreign = (found.groups.foreign ?? []).length > 0 || found.errors.length > 0;
  for (const token of found.tokens) {
    if (token.tokenType === t.Identifier) {
      const keyword = t.keywordTypes.get(token.image);
      if (keyword !== undefined) retag(token, keyword);
    } else if (token.tokenType === t.RawNumber) {
      const number = readNumber(token.image);
      if (number === undefined) reportNumber(source, token, diagnostics);
      retag(token, number?.type ?? t.Int);
      if (number === undefined) token.isInsertedInRecovery = true;
    } else if (token.tokenType === t.StringText) {
      checkText(source, token, diagnostics);
    } else if (isForeign(token.tokenType)) {
      foreign = true;
    }
  }
  const comments = found.groups.comments ?? [];
  if (!foreign && !isStrange(source.text)) {
    return { tokens: found.tokens, comments, diagnostics };
  }
  const tokens = mendForeign(source, found.tokens, found.groups.foreign ?? [], diagnostics);
  return { tokens, comments, diagnostics };
}

const isStrange = (text: string): boolean =>
  text.search(invisible) >= 0 || text.search(unreadable) >= 0;

function checkText(source: Source, token: IToken, into: Diagnostic[]): void {
  if (!plainText.test(token.image)) reportText(source, token, into);
}

/** Gives a token another type in place; every later step sees only the new one. */
function retag(token: IToken, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx as number;
}

function isForeign(type: TokenType): boolean {
  return (
    type === t.Foreign || type === t.Stray || type === t.ForeignOperator || type === t.ForeignString
  );
}
