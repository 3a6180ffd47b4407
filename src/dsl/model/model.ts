import type {
  CallPlan,
  ConditionPlan,
  ConstraintPlan,
  DutyPlan,
  Effect,
  ExamplePlan,
  ExprPlan,
  GatePlan,
  GrantsPlan,
  OrderPlan,
  Place,
  SandboxPlan,
  StagePlan,
  TestPlan,
  TracePlan,
  UsePlan,
  WindowPlan,
} from '../plan/plan.ts';
import type { Path, Rule as RuleNode } from '../syntax/ast.ts';
import type { Span } from '../text/source.ts';
import type { Module } from './modules/module.ts';
import type { RecordType, Type } from './types/type.ts';

/**
 * A file and all it imports, understood: names are resolved to what they name, selections expanded,
 * expressions typed. Only `check` makes one, and only without error diagnostics; `compile` writes it down
 * as a plan.
 */
export interface Model {
  readonly modules: readonly [Module, ...Module[]];
  readonly context: RecordType;
  readonly tools: readonly Tool[];
  readonly agents: readonly Agent[];
  readonly approvers: readonly Approvers[];
  readonly secrets: readonly Secret[];
  readonly rules: readonly Rule[];
  readonly limits: readonly Limit[];
  readonly constraints: readonly Constraint[];
  readonly gates: readonly Gate[];
  readonly pipelines: readonly Pipeline[];
  readonly audit: Audit | undefined;
  readonly trace: TracePlan | undefined;
  readonly uses: readonly UsePlan[];
  readonly proofs: readonly Proof[];
  readonly tests: readonly TestPlan[];
}

/** A tool's contract. What is settled in later passes is marked so. */
export interface Tool {
  readonly name: string;
  readonly module: Module;
  readonly path: Path;
  readonly effect: Effect;
  /** Where the effect is stated, or the name where it is not. */
  readonly effectSpan: Span;
  readonly labels: readonly string[];
  readonly args: RecordType;
  readonly result: Type | undefined;
  readonly trusted: boolean;
  readonly root: string | undefined;
  readonly run: { readonly path: string; readonly at: Place } | undefined;
  readonly memoryBytes: number;
  readonly timeMs: number;
  readonly sandbox: SandboxPlan | undefined;
  /** What its code may reach, but for tools. */
  readonly grants: Omit<GrantsPlan, 'tools'>;
  /** Public keys, one of which must have signed its code. */
  readonly signers: readonly string[];
  readonly event: boolean;
  readonly doc: string | undefined;
  readonly at: Place;
  /** Settled once every tool's arguments are known. */
  lookups: readonly Lookup[];
  /** What `lookup` reads; settled with the look-ups. */
  lookedUp: RecordType;
  /** Settled with the look-ups. */
  serialBy: ExprPlan | undefined;
  /** The tools that its code may call; settled once every tool is known. */
  calls: readonly Tool[];
}

export interface Lookup {
  readonly name: string;
  readonly tool: Tool;
  readonly args: readonly { readonly name: string; readonly value: ExprPlan }[];
  readonly at: Place;
}

export interface Agent {
  readonly name: string;
  readonly module: Module;
  readonly tools: ReadonlySet<Tool>;
  /** Names in the plan. */
  readonly delegates: readonly string[];
  readonly doc: string | undefined;
  readonly at: Place;
}

export interface Approvers {
  readonly name: string;
  readonly ask: CallPlan | undefined;
  readonly withinMs: number;
  readonly otherwise: Objection;
  readonly at: Place;
}

export interface Who {
  readonly count: number;
  /** The name in the plan. */
  readonly approvers: string;
}

export type Objection =
  | { readonly verdict: 'forbid' }
  | { readonly verdict: 'approval'; readonly from: Who };

export interface Secret {
  readonly name: string;
  readonly module: Module;
  readonly span: Span;
  readonly from: CallPlan;
  readonly for: readonly Tool[];
  readonly to: readonly string[];
  readonly as: CallPlan | undefined;
  readonly at: Place;
}

/** Whom and what a block speaks of; `agents` undefined is every agent. */
export interface Reach {
  readonly agents: readonly Agent[] | undefined;
  readonly tools: readonly Tool[];
}

export interface Rule extends Reach {
  readonly name: string;
  readonly module: Module;
  readonly verdict: 'permit' | 'forbid' | 'approval';
  readonly from: Who | undefined;
  readonly conditions: readonly ConditionPlan[];
  readonly withinMs: number | undefined;
  readonly because: string | undefined;
  readonly duties: readonly DutyPlan[];
  readonly examples: readonly ExamplePlan[];
  readonly doc: string | undefined;
  /** As it was written. */
  readonly node: RuleNode;
  readonly at: Place;
}

export interface Limit extends Reach {
  readonly name: string;
  readonly windows: readonly WindowPlan[];
  readonly forEach: readonly ExprPlan[];
  readonly otherwise: Objection;
  readonly because: string | undefined;
  readonly at: Place;
}

export interface Constraint extends Reach {
  readonly name: string;
  readonly holds: readonly {
    readonly tools: readonly Tool[];
    readonly expr: ExprPlan;
    readonly module: Module;
    readonly span: Span;
    readonly at: Place;
  }[];
  readonly scope: ConstraintPlan['scope'] | undefined;
  readonly order: readonly OrderPlan[];
  readonly otherwise: Objection;
  readonly because: string | undefined;
  readonly at: Place;
}

/** As its plan, with what it speaks of still whole. */
export interface Gate
  extends Reach,
    Pick<
      GatePlan,
      | 'name'
      | 'scorer'
      | 'window'
      | 'timeoutMs'
      | 'retries'
      | 'confidence'
      | 'backtrack'
      | 'hysteresis'
      | 'objections'
      | 'unavailable'
      | 'at'
    > {
  readonly because: string | undefined;
}

export interface Pipeline {
  readonly name: string;
  readonly agents: readonly Agent[] | undefined;
  readonly stages: readonly StagePlan[];
  readonly otherwise: Objection;
  readonly at: Place;
}

export interface Audit {
  readonly to: CallPlan | undefined;
  readonly hide: readonly (readonly string[])[];
  readonly sensitive: readonly (readonly string[])[];
  readonly keepMs: number | undefined;
  readonly heads: readonly CallPlan[];
  readonly events: readonly CallPlan[];
  readonly at: Place;
}

export interface Proof {
  readonly name: string;
  readonly claims: readonly (Reach & {
    readonly when: ExprPlan | undefined;
    readonly unless: ExprPlan | undefined;
    readonly at: Place;
  })[];
  readonly at: Place;
}
