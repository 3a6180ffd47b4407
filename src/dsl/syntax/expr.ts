import type { Span } from '../text/source.ts';

/** A word or string as written; `text` is its value without quotes. */
export interface Name {
  readonly text: string;
  readonly span: Span;
}

/** `a.b."c d"`; `text` joins the segments with dots. */
export interface Path {
  readonly segments: readonly Name[];
  readonly text: string;
  readonly span: Span;
}

/** What every node of the tree has: its kind and the range it covers. */
export interface Node<Kind extends string> {
  readonly kind: Kind;
  readonly span: Span;
}

/** Anything that has a value. */
export type Expr =
  | LiteralExpr
  | ReferenceExpr
  | WordExpr
  | ListExpr
  | RecordExpr
  | LogicExpr
  | NotExpr
  | CompareExpr
  | HasExpr
  | GivenByExpr
  | MayComeFromExpr
  | QuotesExpr
  | RunsExpr
  | ArithmeticExpr
  | NegateExpr;

/** A literal as written: `raw` keeps its text, so that no digit is lost on the way to a value. */
export interface LiteralExpr extends Node<'literal'> {
  readonly type: 'string' | 'int' | 'decimal' | 'bool' | 'money' | 'duration' | 'size' | 'percent';
  readonly raw: string;
  /** Decoded text of a string, digits of a number without `_`, `true` or `false`. */
  readonly value: string;
  /** `EUR`, `h`, `MB`; undefined where the type has none. */
  readonly unit: string | undefined;
}
/**
 * `args.order.id`, `lookup.order`, `time("…")`, `header("A", "B {}")`, `orders.read`, and a root
 * such as `args` alone. One word that is no root and is not called is a `WordExpr`.
 */
export interface ReferenceExpr extends Node<'reference'> {
  readonly path: Path;
  readonly call: readonly Expr[] | undefined;
}
/** A bare word that is no root: a member of an enum, or a name where a fact wants one. */
export interface WordExpr extends Node<'word'> {
  readonly text: string;
}
export interface ListExpr extends Node<'list'> {
  readonly items: readonly Expr[];
}
export interface RecordExpr extends Node<'record'> {
  readonly entries: readonly { readonly key: Name; readonly value: Expr; readonly span: Span }[];
}
/** `a and b and c`; mixing `and` with `or` needs parentheses. */
export interface LogicExpr extends Node<'and' | 'or'> {
  readonly operands: readonly Expr[];
}
export interface NotExpr extends Node<'not'> {
  readonly operand: Expr;
}
/** The words and signs between the two sides of a comparison. */
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'like';
export interface CompareExpr extends Node<'compare'> {
  readonly operator: CompareOperator;
  readonly left: Expr;
  readonly right: Expr;
}
export interface HasExpr extends Node<'has'> {
  readonly subject: Expr;
  readonly field: Name;
}
export interface GivenByExpr extends Node<'given by'> {
  readonly subject: Expr;
  readonly source: Path;
}
export interface MayComeFromExpr extends Node<'may come from'> {
  readonly subject: Expr;
  readonly source: Path;
}
export interface QuotesExpr extends Node<'quotes'> {
  readonly subject: Expr;
  readonly source: Path;
}
/** `args.cmd runs "rm" with ["-r"]` */
export interface RunsExpr extends Node<'runs'> {
  readonly subject: Expr;
  readonly program: Name;
  readonly flags: ListExpr | undefined;
}
export interface ArithmeticExpr extends Node<'arithmetic'> {
  readonly operator: '+' | '-' | '*';
  readonly left: Expr;
  readonly right: Expr;
}
export interface NegateExpr extends Node<'negate'> {
  readonly operand: Expr;
}
