import { blockWords } from '../../../dsl/syntax/lexer/keywords.ts';
import type { Span } from '../../../dsl/text/source.ts';
import type { FlatToken } from '../names/flat.ts';
import type { Document } from '../workspace.ts';
import { type Expected, expectedAfter } from './expected.ts';

/** A cursor in a text: what stands before it in its declaration, and what may come. */
export interface Point {
  readonly document: Document;
  /** Tokens of the declaration up to the word at the cursor; rules that are closed are left out. */
  readonly tokens: readonly FlatToken[];
  /** The word at the cursor, which a completion replaces; empty where there is none. */
  readonly span: Span;
  /** The text of that word up to the cursor. */
  readonly typed: string;
  /** The text in quotes that the cursor is in, if it is in one. */
  readonly quoted: FlatToken | undefined;
  readonly expected: readonly Expected[];
}

/** The cursor as completion sees it; undefined inside a comment. */
export function pointAt(document: Document, offset: number): Point | undefined {
  const { tokens, comments } = document.flat;
  if (comments.some((each) => each.start < offset && offset <= each.end)) return undefined;
  const before = tokens.slice(0, countBefore(tokens, offset));
  const last = before.at(-1);
  const at = last !== undefined && touches(last, offset) ? last : undefined;
  const isWord = at !== undefined && (at.kind === 'word' || at.kind === 'keyword');
  const quoted = at?.kind === 'string' && (offset < at.end || !isClosed(at.text)) ? at : undefined;
  const replaced = isWord || quoted !== undefined ? at : undefined;
  const kept = sinceDeclaration(
    document.source.text,
    replaced === undefined ? before : before.slice(0, -1),
  );
  return {
    document,
    tokens: kept,
    span:
      replaced === undefined
        ? { start: offset, end: offset }
        : { start: replaced.start, end: replaced.end },
    typed: replaced === undefined ? '' : document.source.text.slice(replaced.start, offset),
    quoted,
    expected: expectedAfter('file', kept),
  };
}

const touches = (token: FlatToken, offset: number): boolean => token.end >= offset;

const isClosed = (text: string): boolean => text.length > 1 && text.endsWith('"');

/** How many tokens begin before an offset. */
function countBefore(tokens: readonly FlatToken[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle] as FlatToken).start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The tokens since the last word at the beginning of a line that starts a declaration, so that mistakes
 * in others do not matter. Of a block, only the rule or stage that is still open is kept.
 */
function sinceDeclaration(text: string, tokens: readonly FlatToken[]): readonly FlatToken[] {
  let from = tokens.length - 1;
  while (from > 0 && !startsDeclaration(text, tokens[from])) from -= 1;
  const kept: FlatToken[] = [];
  let depth = 0;
  let rule: number | undefined;
  for (let index = Math.max(0, from); index < tokens.length; index += 1) {
    const token = tokens[index] as FlatToken;
    if (depth === 1 && token.text === 'rule' && token.kind === 'keyword') rule = kept.length;
    if (token.text === '{') depth += 1;
    kept.push(token);
    if (token.text !== '}') continue;
    depth -= 1;
    if (depth === 1 && rule !== undefined) {
      kept.length = rule;
      rule = undefined;
    }
  }
  return kept;
}

const starts = new Set(blockWords);

const startsDeclaration = (text: string, token: FlatToken | undefined): boolean =>
  token !== undefined &&
  starts.has(token.text) &&
  token.kind === 'keyword' &&
  (token.start === 0 || text[token.start - 1] === '\n' || text[token.start - 1] === '\ufeff');
