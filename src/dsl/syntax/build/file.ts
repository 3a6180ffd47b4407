import type { IToken } from 'chevrotain';
import type { File } from '../ast.ts';
import type { TreeNode } from '../grammar/tree.ts';
import { readNumber } from '../lexer/numbers.ts';
import { declaration } from './declarations.ts';
import { all, type Building, each, span, token } from './node.ts';

/** The tree of a file. Declarations that could not be read at all are left out. */
export function file(at: Building, node: TreeNode): File {
  return {
    kind: 'file',
    span: { start: 0, end: at.source.text.length },
    edition: each(at, all(node, 'edition'), edition)[0],
    declarations: each(at, all(node, 'declaration'), declaration),
  };
}

function edition(_: Building, node: TreeNode): File['edition'] {
  const digits = readNumber(token(node, 'Int').image)?.digits;
  return { span: span(node), value: Number(digits ?? '0') };
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
    const owner = tokens[next]?.image === ',' ? tokens[next + 1] : tokens[next];
    if (owner === undefined) break;
    const line = comment.image.slice(3).replace(/^ /, '').trimEnd();
    const before = docs.get(owner.startOffset);
    docs.set(owner.startOffset, before === undefined ? line : `${before}\n${line}`);
  }
  return docs;
}

/** True for `///` but not for `////`, which is a plain comment. */
function isDoc(comment: string): boolean {
  return comment.startsWith('///') && comment[3] !== '/';
}
