import type { Span } from '../text/source.ts';
import type { Expr, Name, Node, Path, RecordExpr, ReferenceExpr } from './expr.ts';

export type * from './expr.ts';

/**
 * The tree an author's file becomes. Immutable; every node has a span; a part that could not be
 * read is absent or marked `broken`, never invented. Spans are offsets into the file's own source.
 */
export interface File {
  readonly kind: 'file';
  readonly span: Span;
  readonly edition: { readonly span: Span; readonly value: number } | undefined;
  readonly declarations: readonly Declaration[];
}

interface Declared<Kind extends string> extends Node<Kind> {
  readonly name: Name;
  /** The text of the `///` lines before the declaration, without the slashes. */
  readonly doc: string | undefined;
  /** True when an error inside kept part of the declaration from being read. */
  readonly broken: boolean;
}

/** Any block or line at the top of a file. */
export type Declaration =
  | ImportDeclaration
  | UseDeclaration
  | TypeDeclaration
  | ContextDeclaration
  | ToolDeclaration
  | FactsDeclaration
  | PolicyDeclaration
  | LimitDeclaration
  | ConstraintDeclaration
  | GateDeclaration
  | PipelineDeclaration
  | ProveDeclaration
  | TestDeclaration;

export interface ImportDeclaration extends Node<'import'> {
  readonly from: Name;
  readonly alias: Name;
  readonly taking: readonly Name[];
  readonly broken: boolean;
}

export interface UseDeclaration extends Node<'use'> {
  readonly package: Name;
  readonly point: Name | undefined;
  readonly alias: Name | undefined;
  readonly config: Facts | undefined;
  readonly grant: Facts | undefined;
  readonly broken: boolean;
}

/** `type Order { … }` */
export interface TypeDeclaration extends Declared<'type'> {
  readonly fields: readonly Field[];
}

export interface ContextDeclaration extends Node<'context'> {
  readonly doc: string | undefined;
  readonly fields: readonly Field[];
  readonly broken: boolean;
}

export interface Field extends Node<'field'> {
  readonly name: Name;
  readonly type: Type;
  readonly optional: boolean;
  readonly label: Name | undefined;
  readonly where: Expr | undefined;
  readonly doc: string | undefined;
}

/** A type as written. */
export type Type = NamedType | ListType | OneOfType | RecordType;
/** A built-in type such as `money`, or a declared one, perhaps through an import's alias. */
export interface NamedType extends Node<'named'> {
  readonly path: Path;
}
export interface ListType extends Node<'list of'> {
  readonly of: Type;
}
export interface OneOfType extends Node<'one of'> {
  readonly members: readonly Expr[];
}
export interface RecordType extends Node<'fields'> {
  readonly fields: readonly Field[];
}

export interface ToolDeclaration extends Node<'tool'> {
  readonly path: Path;
  readonly doc: string | undefined;
  readonly broken: boolean;
  /** `effect: read`, `labels: […]`, `run: "…"` and the like, in the author's order. */
  readonly facts: readonly Fact[];
  readonly args: { readonly span: Span; readonly fields: readonly Field[] } | undefined;
  /** `result: T`, or a record of fields which may carry labels. */
  readonly result: { readonly span: Span; readonly type: Type } | undefined;
  readonly lookups: readonly Lookup[];
  readonly serialBy: Expr | undefined;
}

/** `order: orders.read { id: args.order_id }` */
export interface Lookup extends Node<'lookup'> {
  readonly name: Name;
  readonly tool: Path;
  readonly args: RecordExpr;
}

/** A block that is nothing but facts. */
export interface FactsDeclaration extends Declared<FactsBlock> {
  readonly facts: readonly Fact[];
}
/** The blocks that hold nothing but facts. */
export type FactsBlock = 'agent' | 'approvers' | 'secret' | 'memory' | 'audit' | 'trace';

export interface Facts extends Node<'facts'> {
  readonly facts: readonly Fact[];
}

/** `key: value`; the value is an expression or a verdict such as `forbid`. */
export interface Fact extends Node<'fact'> {
  readonly key: Name;
  readonly value: Expr | VerdictClause;
}

/** `forbid` or `require approval from [2 of] finance`. */
export interface VerdictClause extends Node<'verdict'> {
  readonly verdict: 'forbid' | 'approval';
  readonly from: Who | undefined;
}
export interface Who extends Node<'who'> {
  readonly count: number;
  readonly approvers: Path;
}

/** `any agent`, or names. */
export type Target = Node<'any agent'> | (Node<'paths'> & { readonly paths: readonly Path[] });

/** `any tool`, `any tool labelled x`, `any tool where E`, or names. */
export type Actions =
  | (Node<'any tool'> & { readonly labelled: Name | undefined; readonly where: Expr | undefined })
  | (Node<'paths'> & { readonly paths: readonly Path[] });

/** `policy n for a, b { rule … }` */
export interface PolicyDeclaration extends Declared<'policy'> {
  readonly target: Target;
  readonly rules: readonly Rule[];
}
export interface Rule extends Node<'rule'> {
  readonly name: Name;
  readonly doc: string | undefined;
  readonly broken: boolean;
  readonly verdict: 'permit' | 'forbid' | 'approval';
  readonly verdictSpan: Span;
  readonly from: Who | undefined;
  readonly actions: Actions;
  readonly clauses: readonly Clause[];
}
/** One clause of a rule. */
export type Clause =
  | (Node<'when'> & { readonly expr: Expr })
  | (Node<'unless'> & { readonly expr: Expr })
  | (Node<'within'> & { readonly duration: Expr })
  | (Node<'because'> & { readonly text: Name })
  | (Node<'then'> & { readonly duties: readonly Duty[] })
  | (Node<'example'> & { readonly record: RecordExpr })
  | (Node<'counterexample'> & { readonly record: RecordExpr });

/** `hide args.x from records`, `remove args.x`, `remove result.x`, `notify who`, `tell allowed`. */
export interface Duty extends Node<'duty'> {
  readonly word: Name;
  readonly subject: ReferenceExpr | undefined;
  /** `who` of `notify who`, or the word after `tell`. */
  readonly path: Path | undefined;
  readonly fromRecords: boolean;
}

/** `limit n for a { … }` */
export interface LimitDeclaration extends Declared<'limit'> {
  readonly target: Target;
  readonly clauses: readonly LimitClause[];
}
/** One clause of a limit. */
export type LimitClause =
  | (Node<'on'> & { readonly actions: Actions })
  /** `at most 20 calls per 1h`, `at most 2_000 EUR of args.amount per 1d` */
  | (Node<'at most'> & { readonly max: Expr; readonly of: Expr | undefined; readonly per: Expr })
  /** `rate 10 calls per 1s burst 20` */
  | (Node<'rate'> & {
      readonly rate: Expr;
      readonly of: Expr | undefined;
      readonly per: Expr;
      readonly burst: Expr | undefined;
    })
  | (Node<'for each'> & { readonly expr: Expr })
  | (Node<'otherwise'> & { readonly verdict: VerdictClause })
  | (Node<'because'> & { readonly text: Name });

/** `constraint n { … }` */
export interface ConstraintDeclaration extends Declared<'constraint'> {
  readonly target: Target | undefined;
  readonly scope: Name | undefined;
  readonly clauses: readonly ConstraintClause[];
}
/** One clause of a constraint. */
export type ConstraintClause =
  /** `for every refunds.issue holds E` */
  | (Node<'for every'> & { readonly actions: Actions; readonly holds: Expr })
  /** `before B always A [matching E]`, and the two forms of `after`. */
  | (Node<'temporal'> & {
      readonly form: 'before always' | 'after never' | 'after eventually';
      readonly first: Actions;
      readonly second: Actions;
      readonly within: Expr | undefined;
      readonly matching: Expr | undefined;
    })
  | (Node<'because'> & { readonly text: Name })
  | (Node<'otherwise'> & { readonly verdict: VerdictClause });

/** `gate n for a { … }` */
export interface GateDeclaration extends Declared<'gate'> {
  readonly target: Target;
  readonly clauses: readonly GateClause[];
}
/** One clause of a gate. */
export type GateClause =
  | (Node<'on'> & { readonly actions: Actions })
  | (Node<'score'> & { readonly scorer: Path; readonly config: RecordExpr | undefined })
  | (Node<'objection'> & { readonly verdict: VerdictClause; readonly when: Expr })
  | (Node<'if unavailable'> & { readonly verdict: VerdictClause })
  | (Node<'because'> & { readonly text: Name });

/** `pipeline n for a { stage … }` */
export interface PipelineDeclaration extends Declared<'pipeline'> {
  readonly target: Target;
  readonly stages: readonly Stage[];
  readonly otherwise: VerdictClause | undefined;
}
export interface Stage extends Node<'stage'> {
  readonly name: Name;
  readonly stageKind: Name;
  readonly facts: Facts | undefined;
}

/** `prove "…" { never … }` */
export interface ProveDeclaration extends Declared<'prove'> {
  readonly claims: readonly Claim[];
}
/** `never support_desk calls refunds.issue when E [unless approved]` */
export interface Claim extends Node<'never'> {
  readonly agent: Target;
  readonly actions: Actions;
  readonly when: Expr | undefined;
  readonly unless: Expr | undefined;
}

/** `test "…" for a { … }` */
export interface TestDeclaration extends Declared<'test'> {
  readonly agent: Path;
  readonly steps: readonly TestStep[];
}
/** One line of a test. */
export type TestStep =
  | (Node<'given context'> & { readonly record: RecordExpr })
  | (Node<'given clock'> & { readonly time: Expr })
  | (Node<'given user'> & { readonly text: Name })
  | (Node<'given score'> & { readonly record: RecordExpr })
  | (Node<'given result'> & { readonly tool: Path; readonly value: Expr })
  | (Node<'call'> & {
      readonly tool: Path;
      readonly args: RecordExpr;
      readonly returns: Expr | undefined;
    })
  | (Node<'wait'> & { readonly duration: Expr })
  | (Node<'expect verdict'> & {
      readonly verdict: 'permit' | 'forbid';
      /** `default` as a path of that one word. */
      readonly by: Path | undefined;
    })
  | (Node<'expect approval'> & { readonly from: Who })
  | (Node<'expect hide'> & { readonly subject: ReferenceExpr })
  | (Node<'expect missed'> & { readonly constraint: Path })
  | (Node<'expect'> & { readonly expr: Expr });
