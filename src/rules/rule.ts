import type { Json } from '../dsl/values/value.ts';
import type { Verdict } from '../runtime/contract/call.ts';

/** What a rule does when its conditions hold: permit grants, forbid and approval object. */
export type PolicyEffect = Verdict;

/** How an attribute is held against a value. An unknown one is refused when the rules are loaded. */
export type PolicyOperator =
  | 'equals'
  | 'not_equals'
  | 'contains'
  | 'not_contains'
  | 'starts_with'
  | 'ends_with'
  | 'greater_than'
  | 'less_than'
  | 'at_least'
  | 'at_most'
  | 'in'
  | 'not_in'
  | 'exists'
  | 'regex';

/** One attribute held against one value, spelled as in JSON; `exists` takes none, or `false`. */
export interface AttributeCondition {
  /**
   * `args.x`, `context.x`, `lookup.x.y`, `tool.name`, `agent.name`, `session.tenant`, `principal.id`; any
   * other `principal.x` is an attribute of the principal.
   */
  readonly attribute: string;
  readonly operator: PolicyOperator;
  readonly value?: Json;
}

/** A condition of a rule: one attribute, or a composition. What cannot be evaluated is unknown. */
export type PolicyCondition =
  | AttributeCondition
  | { readonly all: readonly PolicyCondition[] }
  | { readonly any: readonly PolicyCondition[] }
  | { readonly not: PolicyCondition };

/** A rule written in code; it becomes the same node of the plan as one in a `.vak` file. */
export interface PolicyRule {
  /** `policy.rule`, unique among the rules of file and code. */
  readonly name: string;
  readonly effect: PolicyEffect;
  /** Names of tools of the file. */
  readonly tools: readonly string[];
  /** Names of agents of the file; every agent unless told. */
  readonly agents?: readonly string[];
  /** All of these must hold. */
  readonly when?: readonly PolicyCondition[];
  /** The author's words, which a model may be told. */
  readonly because?: string;
  /** With `approval`: approvers of the file, and how many of them; one unless told. */
  readonly from?: { readonly approvers: string; readonly count?: number };
}

/**
 * What the conditions of a rule may read, by root: the shape that `policy` takes attribute names from.
 * Types of values are those of the file; here only the names count.
 */
export interface PolicyContext {
  readonly args?: object;
  readonly context?: object;
  readonly principal?: object;
  readonly lookup?: object;
}

/** Every `root.key` that a context has, for each root that it declares. */
export type Roots<C extends PolicyContext> = {
  [R in keyof C & string]: `${R}.${keyof NonNullable<C[R]> & string}`;
}[keyof C & string];

/** The attributes that a context has, and those that every call has. */
export type AttributeOf<C extends PolicyContext> =
  | Roots<C>
  | 'tool.name'
  | 'tool.effect'
  | 'agent.name'
  | 'principal.id'
  | 'session.id'
  | 'session.tenant'
  | 'session.now'
  | 'session.labels';

/** Conditions on one attribute, one method an operator. */
export interface Attribute {
  /** Holds where the fact equals the value. */
  equals(value: Json): PolicyCondition;
  /** Holds where the fact differs from the value. */
  notEquals(value: Json): PolicyCondition;
  /** Holds where the text or list contains the value. */
  contains(value: Json): PolicyCondition;
  /** Holds where the text or list lacks the value. */
  notContains(value: Json): PolicyCondition;
  /** Holds where the text begins so. */
  startsWith(value: string): PolicyCondition;
  /** Holds where the text ends so. */
  endsWith(value: string): PolicyCondition;
  /** Holds above the value. */
  greaterThan(value: Json): PolicyCondition;
  /** Holds below the value. */
  lessThan(value: Json): PolicyCondition;
  /** Holds at the value and above. */
  atLeast(value: Json): PolicyCondition;
  /** Holds at the value and below. */
  atMost(value: Json): PolicyCondition;
  /** Holds where the fact is one of the values. */
  in(values: Json): PolicyCondition;
  /** Holds where the fact is none of the values. */
  notIn(values: Json): PolicyCondition;
  /** Holds where the fact is there. */
  exists(): PolicyCondition;
  /** The patterns that take linear time: text, `.*`, escapes, `^` and `$`. */
  regex(pattern: string): PolicyCondition;
}
