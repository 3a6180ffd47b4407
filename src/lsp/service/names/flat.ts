import { keywords } from '../../../dsl/syntax/lexer/keywords.ts';
import type { Scan } from '../../../dsl/syntax/lexer/scan.ts';

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

/** The tokens and comments of a scanned text, in order. */
export function flatten({ tokens, comments }: Scan): Flat {
  return {
    tokens: tokens.map((token) => flat(kindOf(token.tokenType.name, token.image), token)),
    comments: comments.map((comment) => flat('comment', comment)),
  };
}

function flat(
  kind: FlatKind,
  { tokenType, image, startOffset }: Scan['tokens'][number],
): FlatToken {
  const end = startOffset + image.length;
  return { kind, type: tokenType.name, text: image, start: startOffset, end };
}

function kindOf(type: string, text: string): FlatKind {
  if (type === 'StringText') return 'string';
  if (amounts.has(type)) return 'amount';
  if (reserved.has(text)) return 'keyword';
  return /^[A-Za-z_]/.test(text) ? 'word' : 'sign';
}
