import type { IToken } from 'chevrotain';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Source } from '../text/source.ts';
import type { TreeNode } from './grammar/tree.ts';
import { readText } from './text.ts';

/** A rule of the grammar as it was found in a text; children stand in the order of the text. */
export interface ConcreteNode {
  readonly rule: string;
  readonly children: readonly (ConcreteNode | ConcreteToken)[];
  readonly start: number;
  readonly end: number;
}

/** A token or a comment: `type` is the grammar's name for it. */
export interface ConcreteToken {
  readonly type: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A text with nothing lost: its tree, its comments, and where it could not be read. */
export interface ConcreteText {
  readonly root: ConcreteNode | undefined;
  readonly comments: readonly ConcreteToken[];
  readonly diagnostics: readonly Diagnostic[];
  readonly damage: readonly number[];
}

/** Reads a text for those who need its tokens, comments and layout, such as the formatter. */
export function concrete(source: Source): ConcreteText {
  const { tree, comments, diagnostics, damage } = readText(source);
  return {
    root: tree === undefined ? undefined : node(tree),
    comments: comments.map(token),
    diagnostics,
    damage,
  };
}

/** A file has no tokens but those of its declarations, which may come from several lists of tokens. */
function node(of: TreeNode): ConcreteNode {
  const children: (ConcreteNode | ConcreteToken)[] = [];
  const own = (from: number, to: number): void => {
    if (of.rule === 'file') return;
    for (const each of of.in.tokens.slice(from, to)) children.push(token(each));
  };
  let at = of.from;
  for (let inner = of.first; inner !== undefined; inner = inner.next) {
    own(at, inner.from);
    if (inner.to > inner.from) children.push(node(inner));
    at = inner.to;
  }
  own(at, of.to);
  return {
    rule: of.rule,
    children,
    start: children[0]?.start ?? 0,
    end: children.at(-1)?.end ?? 0,
  };
}

function token(found: IToken): ConcreteToken {
  return {
    type: found.tokenType.name,
    text: found.image,
    start: found.startOffset,
    end: found.startOffset + found.image.length,
  };
}
