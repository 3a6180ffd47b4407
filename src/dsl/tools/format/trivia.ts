import type { ConcreteNode, ConcreteToken } from '../../syntax/concrete.ts';

/** What stood around a token: comments on lines before it, and one behind it on its line. */
export interface Around {
  readonly before: ConcreteToken[];
  after: ConcreteToken | undefined;
  /** True where an empty line stood before the token, or before the first comment before it. */
  readonly spaced: boolean;
  /** True where an empty line stood between the comments before it and the token. */
  readonly apart: boolean;
}

/** Comments and empty lines of a text, attached to tokens; `last` holds those after all tokens. */
export interface Trivia {
  around(token: ConcreteToken): Around;
  /** True where an empty line stood before a comment. */
  spaced(comment: ConcreteToken): boolean;
  /** True where a line end stood between two places. */
  broken(from: number, to: number): boolean;
  readonly last: readonly ConcreteToken[];
}

/** Attaches every comment to exactly one token. */
export function attach(
  text: string,
  root: ConcreteNode,
  comments: readonly ConcreteToken[],
): Trivia {
  const tokens = leaves(root);
  const all = new Map<ConcreteToken, Around>();
  const spacedComments = new Set<ConcreteToken>();
  const last: ConcreteToken[] = [];
  const spaced = (from: number, to: number): boolean =>
    /(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)/.test(text.slice(from, to));
  const broken = (from: number, to: number): boolean => /[\r\n]/.test(text.slice(from, to));
  let next = 0;
  let end = 0;
  let previous: ConcreteToken | undefined;
  for (const token of [...tokens, undefined]) {
    const before: ConcreteToken[] = [];
    let first: boolean | undefined;
    for (; next < comments.length; next += 1) {
      const comment = comments[next] as ConcreteToken;
      if (token !== undefined && comment.start > token.start) break;
      const trailing =
        previous !== undefined && before.length === 0 && !broken(previous.end, comment.start);
      if (trailing) (all.get(previous as ConcreteToken) as Around).after = comment;
      else {
        before.push(comment);
        if (spaced(end, comment.start)) spacedComments.add(comment);
        first ??= spaced(end, comment.start);
      }
      end = comment.end;
    }
    if (token === undefined) last.push(...before);
    else {
      const here = spaced(end, token.start);
      const apart = before.length > 0 && here;
      all.set(token, { before, after: undefined, spaced: first ?? here, apart });
      end = token.end;
      previous = token;
    }
  }
  return {
    around: (token) => all.get(token) as Around,
    spaced: (comment) => spacedComments.has(comment),
    broken,
    last,
  };
}

/** All tokens of a tree, in order. */
export function leaves(node: ConcreteNode): readonly ConcreteToken[] {
  return node.children.flatMap((child) => ('rule' in child ? leaves(child) : [child]));
}

/** The first token of a node. */
export function firstToken(node: ConcreteNode | ConcreteToken): ConcreteToken | undefined {
  if (!('rule' in node)) return node;
  const first = node.children[0];
  return first === undefined ? undefined : firstToken(first);
}

/** The last token of a node. */
export function lastToken(node: ConcreteNode | ConcreteToken): ConcreteToken | undefined {
  if (!('rule' in node)) return node;
  const last = node.children.at(-1);
  return last === undefined ? undefined : lastToken(last);
}
