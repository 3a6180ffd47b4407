import type { IToken, TokenType } from 'chevrotain';
import { run, vakParser } from '../grammar/parser.ts';
import type { TreeNode } from '../grammar/tree.ts';
import * as t from '../lexer/tokens.ts';
import { wanted } from './messages.ts';

/** Where a run of the parser stopped, and what it wanted there. */
export interface Stop {
  /** Index of the token that did not fit; the number of tokens where the text ended too early. */
  readonly at: number;
  readonly phrase: string;
  readonly wanted: readonly TokenType[];
  /** Indices of the first token of the declaration before, of this one, and of its items. */
  readonly before: number;
  readonly declaration: number;
  readonly items: readonly number[];
}

/** Makes a token that no text has: it covers nothing, and nodes that need its text are left out. */
export function invented(type: TokenType, offset: number): IToken {
  const concrete = concreteOf(type);
  return {
    image: '',
    startOffset: offset,
    tokenTypeIdx: concrete.tokenTypeIdx as number,
    tokenType: concrete,
    isInsertedInRecovery: !isFrame(concrete),
  };
}

/** Signs and words that only hold a text together; any other invented token would say something. */
function isFrame(type: TokenType): boolean {
  if (signs.has(type)) return true;
  return t.keywordTypes.get(wordOf(type)) === type && !speaking.has(wordOf(type));
}

const wordOf = (type: TokenType): string => (type.LABEL ?? '').replaceAll('`', '');

const signs: ReadonlySet<TokenType> = new Set([
  t.LeftBrace,
  t.RightBrace,
  t.LeftBracket,
  t.RightBracket,
  t.LeftParen,
  t.RightParen,
  t.Colon,
  t.Comma,
  t.Dot,
]);
const speaking: ReadonlySet<string> = new Set(['true', 'false', 'and', 'or', 'not', 'in', 'like']);

/** A token type that can stand in a text, for one that is a family of them. */
export function concreteOf(type: TokenType): TokenType {
  if (type === t.Amount) return t.Int;
  if (type === t.CompareOperator) return t.Equals;
  if (type === t.LogicOperator) return t.kw('and');
  if (type === t.SumOperator) return t.Plus;
  return type.categoryMatches !== undefined && type.categoryMatches.length > 0
    ? t.Identifier
    : type;
}

/** Parses tokens from one on: gives the tree where all of them fit, else the first that does not. */
export function attempt(
  tokens: readonly IToken[],
  from: number,
): { readonly tree: TreeNode } | { readonly stop: Stop } {
  const parser = vakParser();
  const rest = from === 0 ? [...tokens] : [...edition, ...tokens.slice(from)];
  parser.progress.last = undefined;
  parser.progress.before = undefined;
  parser.progress.items = [];
  const { tree, error } = run(rest);
  if (error === undefined) return { tree };
  const { before, last, items } = parser.progress;
  const index = (token: IToken | undefined): number =>
    token === undefined ? -1 : tokens.indexOf(token, from);
  const found = index(error.token);
  const at = found < 0 ? tokens.length : found;
  const top = error.name === 'NotAllInputParsedException';
  const stop = {
    at,
    phrase: error.message,
    wanted: [...wanted.types],
    before: Math.max(from, index(top ? last : before)),
    declaration: top ? at : Math.max(from, index(last)),
    items: top ? [] : indices(tokens, items, Math.max(from, index(items[0]))),
  };
  return { stop };
}

/** Where tokens stand that follow each other in a list; one walk, however many they are. */
function indices(
  tokens: readonly IToken[],
  items: readonly IToken[],
  from: number,
): readonly number[] {
  let at = from;
  return items.map((item) => {
    at = tokens.indexOf(item, at);
    return at;
  });
}

/** The line that must come before declarations parsed on their own. */
export const edition: readonly IToken[] = [
  invented(t.kw('vak'), 0),
  { ...invented(t.Int, 0), image: '1' },
];

/**
 * How far the parser gets in `head` followed by `tail`, counted in tokens of `tail`; all of `tail`
 * where nothing in it is wrong, or where it merely ends before the declaration does and `cut` says
 * that there is more.
 */
export function reach(head: readonly IToken[], tail: readonly IToken[], cut: boolean): number {
  const { error } = run([...head, ...tail]);
  if (error === undefined) return tail.length + 1;
  if (error.token.tokenType.name === 'EOF') return cut ? tail.length + 1 : tail.length;
  return tail.indexOf(error.token);
}
