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

type Roots<C extends PolicyContext> = {
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
  | 'session.now';

/** Conditions on one attribute, one method an operator. */
export interface Attribute {
  equals(value: Json): PolicyCondition;
  notEquals(value: Json): PolicyCondition;
  contains(value: Json): PolicyCondition;
  notContains(value: Json): PolicyCondition;
  startsWith(value: string): PolicyCondition;
  endsWith(value: string): PolicyCondition;
  greaterThan(value: Json): PolicyCondition;
  lessThan(value: Json): PolicyCondition;
  atLeast(value: Json): PolicyCondition;
  atMost(value: Json): PolicyCondition;
  in(values: Json): PolicyCondition;
  notIn(values: Json): PolicyCondition;
  exists(): PolicyCondition;
  /** The patterns that take linear time: text, `.*`, escapes, `^` and `$`. */
  regex(pattern: string): PolicyCondition;
}
