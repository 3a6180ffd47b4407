import type { CstNode, IToken } from 'chevrotain';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Source, Span } from '../../text/source.ts';
import type { Name, Path } from '../ast.ts';
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
export function all(node: CstNode, rule: string): readonly CstNode[] {
  return (node.children[rule] ?? none) as readonly CstNode[];
}

const none: readonly CstNode[] = [];

/** A child node of a rule's name; throws `Unread` where there is none. */
export function child(node: CstNode, rule: string, index: number = 0): CstNode {
  const found = node.children[rule]?.[index];
  if (found === undefined) throw unread;
  return found as CstNode;
}

/** The only child node of a rule's name, if it was written. */
export function maybe(node: CstNode, rule: string): CstNode | undefined {
  return node.children[rule]?.[0] as CstNode | undefined;
}

/** All tokens of a type's name; throws `Unread` where recovery invented one of them. */
export function tokens(node: CstNode, type: string): readonly IToken[] {
  const found = (node.children[type] ?? none) as unknown as readonly IToken[];
  if (found.some((one) => one.isInsertedInRecovery === true)) throw unread;
  return found;
}

/** A token that must be there; throws `Unread` where it is not, or was invented by recovery. */
export function token(node: CstNode, type: string, index: number = 0): IToken {
  const found = node.children[type]?.[index] as IToken | undefined;
  if (found === undefined || found.isInsertedInRecovery === true) throw unread;
  return found;
}

/** A token, if it was written; throws `Unread` where recovery invented one. */
export function maybeToken(node: CstNode, type: string): IToken | undefined {
  const found = node.children[type]?.[0] as IToken | undefined;
  if (found?.isInsertedInRecovery === true) throw unread;
  return found;
}

/** The range a node covers; throws `Unread` for a node that covers nothing. */
export function span(node: CstNode): Span {
  const location = node.location;
  if (location === undefined || Number.isNaN(location.startOffset) || location.startOffset < 0) {
    throw unread;
  }
  const end = location.endOffset;
  return { start: location.startOffset, end: end === undefined ? location.startOffset : end + 1 };
}

/** A word or text as a name. */
export function name(found: IToken): Name {
  const quoted = found.image.startsWith('"') || found.image.startsWith("'");
  return { text: quoted ? decodeText(found.image) : found.image, span: spanOf(found) };
}

/** A key or a segment of a path. */
export function segment(node: CstNode): Name {
  return name(maybeToken(node, 'Word') ?? token(node, 'StringText'));
}

/** A path whose first segment is a token of the given type. */
export function pathFrom(first: IToken, node: CstNode): Path {
  const rest = all(node, 'segment');
  const only = name(first);
  if (rest.length === 0) return { segments: [only], text: only.text, span: only.span };
  const segments = [only, ...rest.map(segment)];
  const last = segments.at(-1) as Name;
  return {
    segments,
    text: segments.map(({ text }) => text).join('.'),
    span: { start: first.startOffset, end: last.span.end },
  };
}

/** A path such as `orders.read`. */
export function path(node: CstNode): Path {
  return pathFrom(maybeToken(node, 'PathWord') ?? token(node, 'StringText'), node);
}

/** Builds each node of a list; leaves out those of which a needed part was not read. */
export function each<T>(
  at: Building,
  nodes: readonly CstNode[],
  build: (at: Building, node: CstNode) => T,
): readonly T[] {
  const built: T[] = [];
  for (const node of nodes) {
    try {
      built.push(build(at, node));
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      at.damage.push(node.location?.startOffset ?? 0);
    }
  }
  return built;
}

/** True where something inside a range could not be read. */
export function isBroken(at: Building, range: Span): boolean {
  return at.damage.some((offset) => offset >= range.start && offset <= range.end);
}
