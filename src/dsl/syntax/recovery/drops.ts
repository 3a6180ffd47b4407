import type { IToken } from 'chevrotain';
import type { Source } from '../../text/source.ts';
import { blockWords } from '../lexer/keywords.ts';
import * as t from '../lexer/tokens.ts';
import type { Stop } from './attempt.ts';
import type { Edit } from './candidates.ts';

const blocks: ReadonlySet<string> = new Set(blockWords);

/** Line ends a dropped part may run over before the rest of the declaration is given up. */
const mostLines = 6;

/** Whole lines around the place of an error, whose brackets balance, as parts to leave out. */
export function* lineDrops(source: Source, tokens: readonly IToken[], stop: Stop): Generator<Edit> {
  const first = lineStart(source, tokens, Math.min(stop.at, tokens.length - 1));
  const earlier = first > 0 ? lineStart(source, tokens, first - 1) : first;
  for (const from of new Set([first, stop.at, earlier])) {
    let depth = 0;
    let lines = 0;
    for (let to = from; to < tokens.length && lines < mostLines; to += 1) {
      if (to > stop.at && depth <= 0 && startsLine(source, tokens, to)) {
        lines += 1;
        yield drop(from, to);
      }
      depth += step(tokens[to] as IToken);
      if (depth < -mostLines) break;
      if (depth < 0 && to > from) yield drop(from, to);
    }
  }
}

/** The rest of what cannot be read: up to the next line that begins a declaration. */
export function declarationDrop(source: Source, tokens: readonly IToken[], stop: Stop): Edit {
  const from = Math.min(stop.declaration, stop.at);
  let to = Math.max(stop.at, from + 1);
  while (to < tokens.length && !beginsDeclaration(source, tokens, to)) to += 1;
  return drop(from, to);
}

function drop(from: number, to: number): Edit {
  return { kind: 'drop', at: from, remove: to - from, insert: [] };
}

function beginsDeclaration(source: Source, tokens: readonly IToken[], at: number): boolean {
  const token = tokens[at] as IToken;
  if (!blocks.has(token.image) || !startsLine(source, tokens, at)) return false;
  return source.position(token.startOffset).column === 1;
}

function startsLine(source: Source, tokens: readonly IToken[], at: number): boolean {
  const [before, token] = [tokens[at - 1], tokens[at]];
  if (before === undefined || token === undefined) return true;
  return /[\r\n]/.test(
    source.text.slice(before.startOffset + before.image.length, token.startOffset),
  );
}

function lineStart(source: Source, tokens: readonly IToken[], at: number): number {
  let start = Math.max(0, at);
  while (start > 0 && !startsLine(source, tokens, start)) start -= 1;
  return start;
}

function step(token: IToken): number {
  if (token.tokenType === t.LeftBrace || token.tokenType === t.LeftBracket) return 1;
  if (token.tokenType === t.RightBrace || token.tokenType === t.RightBracket) return -1;
  return 0;
}
