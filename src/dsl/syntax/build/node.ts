import type { IToken } from 'chevrotain';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Source, Span } from '../../text/source.ts';
import type { Name, Path } from '../ast.ts';
import type { TreeNode } from '../grammar/tree.ts';
import { decodeText, spanOf } from '../lexer/report.ts';

/** What building a tree needs beside the concrete tree. */
export interface Building {
  readonly source: Source;
  readonly diagnostics: Diagnostic[];
  /** Text of the `///` lines right before a token, by the token's offset. */
  readonly docs: ReadonlyMap<number, string>;
  /** Offsets at which something could not be read as it stands. */
  readonly damage: number[];
}

/**
 * Thrown while a node is built of which a needed part was not read; caught where nodes stand in a
 * list, which then lack this one and mark the declaration as broken. Never leaves the builder.
 */
class Unread extends Error {}

/** The one instance thrown; it carries nothing. */
export const unread = new Unread('a needed part was not read');

/** All child nodes of a rule's name, in order; broken ones included. */
export function all(node: TreeNode, rule: string): readonly TreeNode[] {
  const found: TreeNode[] = [];
  for (let one = node.first; one !== undefined; one = one.next) {
    if (one.role === rule) found.push(one);
  }
  return found;
}

/** A child node of a rule's name; throws `Unread` where there is none. */
export function child(node: TreeNode, rule: string, index: number = 0): TreeNode {
  const found = maybe(node, rule, index);
  if (found === undefined) throw unread;
  return found;
}

/** A child node of a rule's name, if it was written. */
export function maybe(node: TreeNode, rule: string, index: number = 0): TreeNode | undefined {
  let left = index;
  for (let one = node.first; one !== undefined; one = one.next) {
    if (one.role === rule && left-- === 0) return one;
  }
  return undefined;
}

/** All tokens of a type's name; throws `Unread` where recovery invented one of them. */
export function tokens(node: TreeNode, type: string): readonly IToken[] {
  const found: IToken[] = [];
  const { types } = node.in;
  let inner = node.first;
  for (let at = node.from; at < node.to; ) {
    while (inner !== undefined && inner.to <= at) inner = inner.next;
    if (inner !== undefined && inner.from <= at) at = inner.to;
    else {
      if (types[at] === type) found.push(written(node, at));
      at += 1;
    }
  }
  return found;
}

/** A token that must be there; throws `Unread` where it is not, or was invented by recovery. */
export function token(node: TreeNode, type: string, index: number = 0): IToken {
  let at = nextOf(node, type, node.from);
  for (let left = index; left > 0 && at >= 0; left -= 1) at = nextOf(node, type, at + 1);
  if (at < 0) throw unread;
  return written(node, at);
}

/** The type of a node's first token; throws `Unread` where there is none, or recovery invented it. */
export function opening(node: TreeNode): string {
  if (node.from >= node.to) throw unread;
  written(node, node.from);
  return node.in.types[node.from] as string;
}

/** A token, if it was written; throws `Unread` where recovery invented one. */
export function maybeToken(node: TreeNode, type: string): IToken | undefined {
  const at = nextOf(node, type, node.from);
  return at < 0 ? undefined : written(node, at);
}

/** Index of the next token of a node's own, not of its children's, that was taken as a type; or -1. */
function nextOf(node: TreeNode, type: string, from: number): number {
  const { types } = node.in;
  let inner = node.first;
  for (let at = from; at < node.to; ) {
    while (inner !== undefined && inner.to <= at) inner = inner.next;
    if (inner !== undefined && inner.from <= at) at = inner.to;
    else if (types[at] === type) return at;
    else at += 1;
  }
  return -1;
}

function written(node: TreeNode, at: number): IToken {
  const found = node.in.tokens[at] as IToken;
  if (found.isInsertedInRecovery === true) throw unread;
  return found;
}

/** The range a node covers; throws `Unread` for a node that covers nothing. */
export function span(node: TreeNode): Span {
  if (node.from >= node.to) throw unread;
  const { tokens: all } = node.in;
  const [first, last] = [all[node.from] as IToken, all[node.to - 1] as IToken];
  return { start: first.startOffset, end: last.startOffset + last.image.length };
}

/** A word or text as a name. */
export function name(found: IToken): Name {
  const quoted = /^["'`]/.test(found.image);
  return { text: quoted ? decodeText(found.image) : found.image, span: spanOf(found) };
}

/** A key or a segment of a path. */
export function segment(node: TreeNode): Name {
  return name(maybeToken(node, 'Word') ?? token(node, 'StringText'));
}

/** A path whose first segment is a token of the given type. */
export function pathFrom(first: IToken, node: TreeNode): Path {
  let last = name(first);
  const segments = [last];
  let { text } = last;
  for (let one = node.first; one !== undefined; one = one.next) {
    if (one.role !== 'segment') continue;
    last = segment(one);
    segments.push(last);
    text = `${text}.${last.text}`;
  }
  if (segments.length === 1) return { segments, text, span: last.span };
  return { segments, text, span: { start: first.startOffset, end: last.span.end } };
}

/** A path such as `orders.read`. */
export function path(node: TreeNode): Path {
  return pathFrom(maybeToken(node, 'PathWord') ?? token(node, 'StringText'), node);
}

/** Builds each node of a list; leaves out those of which a needed part was not read. */
export function each<T>(
  at: Building,
  nodes: readonly TreeNode[],
  build: (at: Building, node: TreeNode) => T,
): readonly T[] {
  const built: T[] = [];
  for (const node of nodes) {
    try {
      built.push(build(at, node));
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      at.damage.push(node.in.tokens[node.from]?.startOffset ?? 0);
    }
  }
  return built;
}

/** True where something inside a range could not be read. */
export function isBroken(at: Building, range: Span): boolean {
  return at.damage.some((offset) => offset >= range.start && offset <= range.end);
}
