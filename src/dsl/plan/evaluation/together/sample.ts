import type { Unknown, Value } from '../../../values/value.ts';
import type { ExprPlan } from '../../expression.ts';

/** What a condition comes to: true, false, unknown for good, or still open. */
export type State = 0 | 1 | 2 | 3;
export const no: State = 0;
export const yes: State = 1;
export const unclear: State = 2;
export const open: State = 3;

type Reference = Extract<ExprPlan, { op: 'ref' }>;

/** One way that what a variable stands for may be. */
export interface Sample {
  /** Undefined for what stands for no value: an order of two things, a truth of its own. */
  readonly value: Value | Unknown | undefined;
  /** Whether the field is there, as `has` asks. */
  readonly there: State;
}

/** Something that conditions ask about: a field, a term, the order of two of them, or a question. */
export interface Variable {
  /** The field, where it is one. */
  readonly ref: Reference | undefined;
  samples: readonly Sample[];
}

/** A question about one variable, with its answer for each sample. */
export interface Atom {
  readonly variable: number;
  readonly answers: (samples: readonly Sample[]) => readonly State[];
  table: readonly State[];
}

/** A condition taken apart into questions. */
export type Node =
  | { readonly is: 'and' | 'or'; readonly of: readonly Node[] }
  | { readonly is: 'not'; readonly of: Node }
  | { readonly is: 'atom'; readonly atom: Atom }
  | { readonly is: State };
