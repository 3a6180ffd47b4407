/** A value that a constraint names or is held against. A whole number beyond 2^53 is a bigint. */
export type ConstraintValue = string | number | bigint | boolean | readonly ConstraintValue[];

/** What a constraint says, by `type`: sixteen kinds. `field` is a path such as `amount` or `context.tier`. */
export type ConstraintKind =
  | {
      readonly type:
        | 'EQUALS'
        | 'NOT_EQUALS'
        | 'LESS_THAN'
        | 'LESS_THAN_OR_EQUAL'
        | 'GREATER_THAN'
        | 'GREATER_THAN_OR_EQUAL'
        | 'CONTAINS';
      readonly field: string;
      readonly value: ConstraintValue;
    }
  | {
      readonly type: 'IN' | 'NOT_IN';
      readonly field: string;
      readonly values: readonly ConstraintValue[];
    }
  /** Files and folders that are out of bounds; a pattern with `*` is held against the whole path. */
  | {
      readonly type: 'FORBIDDEN';
      readonly resources: readonly string[];
      /** `resource` unless told. */
      readonly field?: string;
    }
  /** A regular expression of text, `.*`, escapes and anchors: what takes linear time in any text. */
  | { readonly type: 'MATCHES'; readonly field: string; readonly pattern: string }
  | {
      readonly type: 'BETWEEN';
      readonly field: string;
      /** Both ends are included. */
      readonly min: ConstraintValue;
      readonly max: ConstraintValue;
    }
  | { readonly type: 'AND' | 'OR'; readonly constraints: readonly ConstraintKind[] }
  | { readonly type: 'NOT'; readonly constraint: ConstraintKind }
  | {
      readonly type: 'IMPLIES';
      readonly condition: ConstraintKind;
      readonly consequence: ConstraintKind;
    };

/** A constraint with its name. */
export type Constraint = ConstraintKind & {
  readonly name: string;
  /** Told to whoever is refused. */
  readonly description?: string;
  /** Which of several is told first; the higher one. 100 unless told. */
  readonly priority?: number;
  /** False leaves it out of everything. */
  readonly enabled?: boolean;
  /** The tools it speaks of; every tool that has its arguments unless told. */
  readonly tools?: readonly string[];
};

/** Whether one constraint holds, and if not, by which values. */
export interface VerificationResult {
  readonly constraint: string;
  /** `unknown` where a fact is missing or cannot be compared: never to be taken for satisfied. */
  readonly status: 'satisfied' | 'violated' | 'unknown';
  /** With `violated`: the values that alone make it false. */
  readonly counterexample?: {
    readonly values: Readonly<Record<string, ConstraintValue>>;
    readonly explanation: string;
  };
  /** With `unknown`: which facts to supply, as questions. */
  readonly questions?: readonly string[];
}

/** The kinds there are. */
export const constraintTypes = [
  'EQUALS',
  'NOT_EQUALS',
  'LESS_THAN',
  'LESS_THAN_OR_EQUAL',
  'GREATER_THAN',
  'GREATER_THAN_OR_EQUAL',
  'IN',
  'NOT_IN',
  'FORBIDDEN',
  'CONTAINS',
  'MATCHES',
  'BETWEEN',
  'AND',
  'OR',
  'NOT',
  'IMPLIES',
] as const;
