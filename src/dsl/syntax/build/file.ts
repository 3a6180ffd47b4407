import type { CstNode, IToken } from 'chevrotain';
import type { File } from '../ast.ts';
import { readNumber } from '../lexer/numbers.ts';
import { declaration } from './declarations.ts';
import { all, type Building, each, maybe, maybeToken, span } from './node.ts';

/** The tree of a file. Declarations that could not be read at all are left out. */
export function file(at: Building, node: CstNode): File {
  const written = maybe(node, 'edition');
  const number = written === undefined ? undefined : maybeToken(written, 'Int');
  const value = number === undefined ? undefined : readNumber(number.image)?.digits;
  return {
    kind: 'file',
    span: { start: 0, end: at.source.text.length },
    edition:
      written === undefined || value === undefined
        ? undefined
        : { span: span(written), value: Number(value) },
    declarations: each(at, all(node, 'declaration'), declaration),
  };
}

/** The text of the `///` lines before a token, by the offset of that token. */
export function docsBefore(
  tokens: readonly IToken[],
  comments: readonly IToken[],
): ReadonlyMap<number, string> {
  const docs = new Map<number, string>();
  let next = 0;
  for (const comment of comments) {
    if (!isDoc(comment.image)) continue;
    while (next < tokens.length && (tokens[next] as IToken).startOffset < comment.startOffset) {
      next += 1;
    }
    const owner = tokens[next];
    if (owner === undefined) break;
    const line = comment.image.slice(3).replace(/^ /, '').trimEnd();
    const before = docs.get(owner.startOffset);
    docs.set(owner.startOffset, before === undefined ? line : `${before}\n${line}`);
  }
  return docs;
}

/** True for `///` but not for `////`, which is a plain comment. */
export function isDoc(comment: string): boolean {
  return comment.startsWith('///') && comment[3] !== '/';
}
