import type { ScalarType, Value } from '../../../../../runtime/contract/index.ts';

/** A stretch of a rules file, in UTF-16 offsets. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What is wrong with a rules file, and where. */
export interface Problem extends Stretch {
  readonly file: string;
  readonly code: keyof typeof problemCodes;
  readonly message: string;
  readonly help?: string;
}

/** What a rules file can have wrong, by the code of its page. */
export const problemCodes = {
  syntax: 'VAK4601',
  unknownRelation: 'VAK4602',
  types: 'VAK4603',
  unbound: 'VAK4604',
  stratified: 'VAK4605',
  reserved: 'VAK4606',
  approvers: 'VAK4608',
} as const;

/** The type of a column; `any` takes a value of whatever type. */
export type ColumnType = Exclude<ScalarType, 'json'> | 'any';

/** `.decl name(column: type, …)` */
export interface Declaration {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
}
export interface DeclarationNode extends Declaration, Stretch {
  readonly file: string;
}

export type Term =
  | (Stretch & { readonly kind: 'variable'; readonly name: string })
  | (Stretch & { readonly kind: 'wildcard' })
  | (Stretch & { readonly kind: 'constant'; readonly value: Value; readonly type: ColumnType });

export interface Atom extends Stretch {
  readonly kind: 'atom';
  readonly relation: string;
  readonly terms: readonly Term[];
}

export type Arithmetic =
  | Term
  | (Stretch & {
      readonly kind: 'arithmetic';
      readonly op: '+' | '-' | '*';
      readonly left: Arithmetic;
      readonly right: Arithmetic;
    });

export const comparisons = ['=', '!=', '<', '<=', '>', '>='] as const;
export type Comparison = (typeof comparisons)[number];
export const aggregates = ['count', 'sum', 'min', 'max'] as const;
export type AggregateKind = (typeof aggregates)[number];

/** One condition of a rule's body. */
export type Literal =
  | Atom
  | (Stretch & { readonly kind: 'not'; readonly atom: Atom })
  | (Stretch & {
      readonly kind: 'compare';
      readonly op: Comparison;
      readonly left: Arithmetic;
      readonly right: Arithmetic;
    })
  | Aggregate;

/** `N = count : { … }`, `S = sum X : { … }` */
export interface Aggregate extends Stretch {
  readonly kind: 'aggregate';
  readonly into: Term;
  readonly of: AggregateKind;
  readonly value: Term | undefined;
  readonly body: readonly Literal[];
}

/** `head :- body.`; a fact is a rule without a body. */
export interface RuleNode extends Stretch {
  readonly file: string;
  readonly head: Atom;
  readonly body: readonly Literal[];
}

/** A rules file as it was written. */
export interface ProgramText {
  readonly declarations: readonly DeclarationNode[];
  readonly rules: readonly RuleNode[];
  readonly problems: readonly Problem[];
}

/** Every variable of a term, sum or literal, each as often as it stands. */
export function variablesOf(of: Arithmetic | Literal): readonly string[] {
  switch (of.kind) {
    case 'variable':
      return [of.name];
    case 'atom':
      return of.terms.flatMap(variablesOf);
    case 'not':
      return variablesOf(of.atom);
    case 'compare':
    case 'arithmetic':
      return [...variablesOf(of.left), ...variablesOf(of.right)];
    case 'aggregate':
      return [
        ...variablesOf(of.into),
        ...(of.value === undefined ? [] : variablesOf(of.value)),
        ...of.body.flatMap(variablesOf),
      ];
    default:
      return [];
  }
}
