import type { IToken, TokenType } from 'chevrotain';
import { distance } from '../../diagnostics/suggest.ts';
import * as t from '../lexer/tokens.ts';
import { concreteOf, invented, type Stop } from './attempt.ts';

/** One way to make tokens fit: `remove` tokens at `at` go, `insert` come in their place. */
export interface Edit {
  readonly kind: 'respell' | 'insert' | 'remove' | 'swap' | 'replace' | 'drop' | 'habit';
  readonly at: number;
  readonly remove: number;
  readonly insert: readonly IToken[];
}

const brackets: readonly TokenType[] = [
  t.RightBrace,
  t.LeftBrace,
  t.RightBracket,
  t.LeftBracket,
  t.RightParen,
  t.LeftParen,
  t.Colon,
  t.Comma,
  t.Dot,
];
const values: readonly TokenType[] = [t.Identifier, t.StringText, t.Int, t.Duration];

/** How many tokens before the place of an error a misspelt word is looked for. */
const lookBack = 12;

/**
 * Single edits near the place where the parser stopped, the likeliest first: a misspelt reserved
 * word, what was expected there, a token too many, two tokens swapped, then everything else.
 */
export function* candidates(tokens: readonly IToken[], stop: Stop): Generator<Edit> {
  const { at } = stop;
  if (at === 0) yield* insertions(tokens, at, [t.kw('vak')]);
  yield* respellings(tokens, stop);
  const here = tokens[at];
  const twice = here !== undefined && here.image === tokens[at - 1]?.image;
  if (twice) yield removal(at);
  const direct = stop.wanted.map(concreteOf).filter((type) => !values.includes(type));
  if (direct[0] === t.RightBracket || direct[0] === t.RightParen) {
    yield* insertions(tokens, at, [t.Comma]);
  }
  yield* insertions(tokens, at, direct);
  if (here !== undefined) {
    yield removal(at);
    yield* swap(tokens, at - 1);
    yield* swap(tokens, at);
  }
  yield* insertions(tokens, at, values);
  yield removal(at - 1);
  yield* swap(tokens, at - 2);
  for (const back of [0, 1, 2]) yield* insertions(tokens, at - back, brackets);
  yield* insertions(tokens, at - 1, values);
  yield* replacements(tokens, at, [...direct.slice(0, 4), ...values]);
  yield* replacements(tokens, at - 1, [...values, ...brackets]);
  yield removal(at - 2);
  yield* insertions(tokens, at, allWords);
  yield* insertions(tokens, at - 1, allWords);
  yield* insertions(tokens, at - 2, [...values, ...allWords]);
  for (const back of [3, 4, 5, 6]) yield removal(at - back);
  for (const back of [3, 4, 5]) yield* swap(tokens, at - back);
}

const allWords: readonly TokenType[] = [...t.keywordTypes.values()];

function removal(at: number): Edit {
  return { kind: 'remove', at, remove: 1, insert: [] };
}

function* swap(tokens: readonly IToken[], at: number): Generator<Edit> {
  const [first, second] = [tokens[at], tokens[at + 1]];
  if (first === undefined || second === undefined) return;
  const start = first.startOffset;
  const end = second.startOffset + second.image.length;
  const insert = [moved(second, start), moved(first, end - first.image.length)];
  yield { kind: 'swap', at, remove: 2, insert };
}

/** A token at another place, so that offsets keep rising. */
function moved(token: IToken, startOffset: number): IToken {
  return { ...token, startOffset };
}

function* insertions(
  tokens: readonly IToken[],
  at: number,
  types: readonly TokenType[],
): Generator<Edit> {
  const before = tokens[at - 1];
  const offset = before === undefined ? 0 : before.startOffset + before.image.length;
  for (const type of types) {
    yield { kind: 'insert', at, remove: 0, insert: [invented(type, offset)] };
  }
}

function* replacements(
  tokens: readonly IToken[],
  at: number,
  types: readonly TokenType[],
): Generator<Edit> {
  const offset = tokens[at]?.startOffset;
  if (offset === undefined) return;
  for (const type of types) {
    yield { kind: 'replace', at, remove: 1, insert: [invented(type, offset)] };
  }
}

/** Words near the place that resemble a reserved word, nearest place first, nearest spelling first. */
function* respellings(tokens: readonly IToken[], stop: Stop): Generator<Edit> {
  const earliest = Math.max(0, stop.at - lookBack);
  const places = [];
  for (let at = stop.at; at >= earliest; at -= 1) places.push(at);
  for (const at of [...places, stop.at + 1]) {
    const token = tokens[at];
    if (token === undefined || !/^[A-Za-z_]/.test(token.image)) continue;
    if (at !== stop.at && t.keywordTypes.has(token.image)) continue;
    for (const type of resembling(token.image)) {
      if (type === token.tokenType) continue;
      const insert = [{ ...token, tokenType: type, tokenTypeIdx: type.tokenTypeIdx as number }];
      yield { kind: 'respell', at, remove: 1, insert };
    }
  }
}

/** Words of other policy languages for what vak has a word of its own. */
export const synonyms: ReadonlyMap<string, string> = new Map([
  ['allow', 'permit'],
  ['deny', 'forbid'],
  ['block', 'forbid'],
  ['if', 'when'],
  ['where', 'when'],
  ['else', 'otherwise'],
  ['reason', 'because'],
]);

const spellings = new Map<string, readonly TokenType[]>();

/** Reserved words within a third of the length, nearest first. */
function resembling(word: string): readonly TokenType[] {
  const known = spellings.get(word);
  if (known !== undefined) return known;
  const near: { readonly type: TokenType; readonly away: number }[] = [];
  for (const [keyword, type] of t.keywordTypes) {
    const limit = Math.max(1, Math.floor(Math.max(keyword.length, word.length) / 3));
    if (Math.abs(keyword.length - word.length) > limit) continue;
    const away = distance(word.toLowerCase(), keyword, limit);
    if (away <= limit && word !== keyword) near.push({ type, away });
  }
  const meant = synonyms.get(word);
  if (meant !== undefined) near.push({ type: t.kw(meant), away: 0 });
  near.sort((a, b) => a.away - b.away);
  const found = near.map(({ type }) => type);
  if (spellings.size > 1000) spellings.clear();
  spellings.set(word, found);
  return found;
}
