import type { IToken } from 'chevrotain';
import { file as entries } from '../../diagnostics/catalogue/text/file.ts';
import { diagnose } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Source } from '../../text/source.ts';
import { spanOf } from './report.ts';
import * as t from './tokens.ts';

/** How deep braces, brackets, parentheses and `list of` may nest. */
const deepest = 64;

const list = t.kw('list');
const of = t.kw('of');

/**
 * The diagnostic of a text that nests too deeply. It is counted on tokens, before anything recurses
 * over them, so that no text can exhaust the stack.
 */
export function nestingProblem(source: Source, tokens: readonly IToken[]): Diagnostic | undefined {
  let depth = 0;
  let lists = 0;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] as IToken;
    switch (token.tokenType) {
      case t.LeftBrace:
      case t.LeftBracket:
      case t.LeftParen:
        depth += 1;
        break;
      case t.RightBrace:
      case t.RightBracket:
      case t.RightParen:
        depth = Math.max(0, depth - 1);
        break;
      case list:
        lists = tokens[index - 1]?.tokenType === of ? lists + 1 : 1;
        break;
      default:
    }
    if (depth + lists > deepest) {
      return diagnose(entries.tooDeep, source, spanOf(token), { limit: deepest });
    }
    if (token.tokenType !== list && token.tokenType !== of) lists = 0;
  }
  return undefined;
}
