import type { Place, Root } from '../../plan/plan.ts';
import type { Expr } from '../../syntax/ast.ts';
import type { Span } from '../../text/source.ts';
import type { Module } from '../modules/module.ts';
import type { Findings } from '../parts/findings.ts';
import type { Type } from '../types/type.ts';

/** What one root gives, for one of the tools that an expression speaks of. */
export interface View {
  /** The tool, for messages; empty for what does not depend on a tool. */
  readonly of: string;
  readonly type: Type;
}

/** What may be read under a word that starts a reference. */
export interface RootView {
  readonly root: Root;
  /** One for each tool spoken of, or a single one. None: nothing is known and nothing is said. */
  readonly views: readonly View[];
}

/** Where an expression stands: what it may read, and what is known to be there. */
export interface Scope {
  readonly module: Module;
  readonly findings: Findings;
  readonly roots: ReadonlyMap<string, RootView>;
  /** Paths such as `args.note` that a `has` beside the expression has shown to be there. */
  readonly guards: ReadonlySet<string>;
}

/** The same place with more that is known to be there. */
export function guarded(scope: Scope, guards: readonly string[]): Scope {
  if (guards.length === 0) return scope;
  const all = new Set([...scope.guards, ...guards]);
  return all.size === scope.guards.size ? scope : { ...scope, guards: all };
}

/** The place of a span, as plans and diagnostics name it. */
export const placeOf = (scope: { readonly module: Module }, span: Span): Place =>
  scope.module.source.at(span);

/** A root that reads the same for every tool. */
export const plainRoot = (root: Root, type: Type): RootView => ({
  root,
  views: [{ of: '', type }],
});

/**
 * The paths that are there whenever an expression is true (`holds`) or false: what `has` asks, carried
 * through `and`, `or` and `not`.
 */
export function guardsOf(expr: Expr, holds: boolean): readonly string[] {
  switch (expr.kind) {
    case 'has':
      if (!holds || expr.subject.kind !== 'reference') return none;
      return [`${expr.subject.path.text}.${expr.field.text}`];
    case 'not':
      return guardsOf(expr.operand, !holds);
    case 'and':
    case 'or':
      if ((expr.kind === 'and') !== holds) return none;
      return expr.operands.flatMap((operand) => guardsOf(operand, holds));
    default:
      return none;
  }
}

const none: readonly string[] = [];
