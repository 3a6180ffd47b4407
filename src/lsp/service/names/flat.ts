import { keywords } from '../../../dsl/syntax/lexer/keywords.ts';
import { scan } from '../../../dsl/syntax/lexer/scan.ts';
import type { Source } from '../../../dsl/text/source.ts';

/** What kind of sign a token is, as far as an editor tells them apart. */
export type FlatKind = 'word' | 'keyword' | 'string' | 'amount' | 'sign' | 'comment';

/** One token or comment of a text. */
export interface FlatToken {
  readonly kind: FlatKind;
  /** The scanner's name for it, such as `Duration`. */
  readonly type: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A text as a row of tokens, whether it can be parsed or not. */
export interface Flat {
  readonly tokens: readonly FlatToken[];
  readonly comments: readonly FlatToken[];
}

const reserved = new Set(keywords);
const amounts = new Set(['Int', 'Decimal', 'Money', 'Duration', 'Size', 'Percent']);

/** Splits a text into tokens and comments, in order. Never fails. */
export function flatten(source: Source): Flat {
  const { tokens, comments } = scan(source);
  const plain = (kind: FlatKind | undefined) => (token: (typeof tokens)[number]) => ({
    kind: kind ?? kindOf(token.tokenType.name, token.image),
    type: token.tokenType.name,
    text: token.image,
    start: token.startOffset,
    end: token.startOffset + token.image.length,
  });
  return { tokens: tokens.map(plain(undefined)), comments: comments.map(plain('comment')) };
}

function kindOf(type: string, text: string): FlatKind {
  if (type === 'StringText') return 'string';
  if (amounts.has(type)) return 'amount';
  if (reserved.has(text)) return 'keyword';
  return /^[A-Za-z_]/.test(text) ? 'word' : 'sign';
}
