import type { IToken, TokenType } from 'chevrotain';
import { run, vakParser } from '../grammar/parser.ts';
import { childrenOf, type TreeNode } from '../grammar/tree.ts';
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
  /** The declarations read whole before this one and behind where the attempt began. */
  readonly whole: readonly Placed[];
}

/** A child of the root: the line of the edition or a declaration, and the index of its first token. */
export interface Placed {
  readonly node: TreeNode;
  readonly at: number;
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

/** Parses tokens from one on: gives the declarations where all of them fit, else the first that does not. */
export function attempt(
  tokens: readonly IToken[],
  from: number,
): { readonly whole: readonly Placed[] } | { readonly stop: Stop } {
  const parser = vakParser();
  const rest = from === 0 ? [...tokens] : [...edition, ...tokens.slice(from)];
  parser.progress.last = undefined;
  parser.progress.before = undefined;
  parser.progress.items = [];
  const { tree, error } = run(rest);
  const whole = placed(tree, from);
  if (error === undefined) return { whole };
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
    whole: top ? whole : whole.slice(0, -1),
  };
  return { stop };
}

function placed(tree: TreeNode, from: number): readonly Placed[] {
  if (from === 0) return childrenOf(tree).map((node) => ({ node, at: node.from }));
  const shift = from - edition.length;
  const behind = childrenOf(tree).slice(1);
  return behind.map((node) => ({ node, at: node.from + shift }));
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
  const { error } = run([...head, ...tail], { quiet: true });
  if (error === undefined) return tail.length + 1;
  if (error.token.tokenType.name === 'EOF') return cut ? tail.length + 1 : tail.length;
  return tail.indexOf(error.token);
}
