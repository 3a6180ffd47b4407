import type { Json } from '../values/value.ts';
import type { ExprPlan } from './expression.ts';
import type { GrantsPlan } from './grants.ts';
import type { GatePlan, PipelinePlan } from './judging.ts';
import type { TestPlan } from './test.ts';

export type { ExprPlan, Root } from './expression.ts';
export type { GrantsPlan } from './grants.ts';
export type { GateObjectionPlan, GatePlan, PipelinePlan, StagePlan } from './judging.ts';
export type { TestPlan, TestStepPlan } from './test.ts';

/**
 * The plan: what a checked `.vak` file means, as plain JSON. Names are resolved, selections of
 * tools are expanded, literals are in canonical spelling. Collections that an author names are lists
 * with a `name`, never objects, so that `at` is always a place and never an author's word.
 * Only `compile` makes a plan. The meaning of a plan is the plan without its places (`at`) and `doc`s;
 * its digest is taken over that. What an author wrote as free JSON stands under the key `json` and is
 * kept whole.
 */
export interface Plan {
  readonly vak: 1;
  /** The entry file, as given. */
  readonly file: string;
  /** The version of vak that enforces it, put in by the runtime. */
  readonly engine?: string;
  readonly context: readonly FieldPlan[];
  readonly tools: readonly ToolPlan[];
  readonly agents: readonly AgentPlan[];
  readonly approvers: readonly ApproversPlan[];
  readonly secrets: readonly SecretPlan[];
  readonly rules: readonly RulePlan[];
  readonly limits: readonly LimitPlan[];
  readonly constraints: readonly ConstraintPlan[];
  readonly gates: readonly GatePlan[];
  readonly pipelines: readonly PipelinePlan[];
  readonly audit: AuditPlan | null;
  readonly trace: TracePlan | null;
  readonly uses: readonly UsePlan[];
  /** Digest over the files of rules that stages and uses name, put in by whoever read them. */
  readonly ruleFiles?: string;
  readonly proofs: readonly ProofPlan[];
}

/** `file:line:column`, as `Source.at` gives it. */
export type Place = string;

/** `env("X")` in a fact: the function's name and its arguments. */
export interface CallPlan {
  readonly name: string;
  readonly json: readonly Json[];
}

/** How far a tool reaches, from harmless to grave. */
export type Effect = 'pure' | 'read' | 'egress' | 'write' | 'irreversible';

/** The type of a field, an argument or a result. */
export type TypePlan =
  | { readonly type: ScalarType }
  | { readonly type: 'list'; readonly of: TypePlan }
  | { readonly type: 'one of'; readonly members: readonly string[] }
  | { readonly type: 'record'; readonly name?: string; readonly fields: readonly FieldPlan[] };

/** The types that hold one value, kinds such as `path` among them. */
export type ScalarType =
  | 'string'
  | 'int'
  | 'decimal'
  | 'bool'
  | 'money'
  | 'duration'
  | 'size'
  | 'percent'
  | 'time'
  | 'path'
  | 'url'
  | 'host'
  | 'email'
  | 'command'
  | 'json';

/** One field of a record, of the arguments or of the context. */
export interface FieldPlan {
  readonly name: string;
  readonly type: TypePlan;
  readonly optional: boolean;
  readonly label?: string;
  /** Refers to the value as root `value`. */
  readonly where?: ExprPlan;
  readonly doc?: string;
  readonly at: Place;
}

/** A tool's contract. */
export interface ToolPlan {
  readonly name: string;
  readonly effect: Effect;
  readonly labels: readonly string[];
  readonly args: readonly FieldPlan[];
  readonly result: TypePlan | null;
  /** True where the author wrote `returns: trusted`. */
  readonly trusted: boolean;
  readonly lookups: readonly LookupPlan[];
  readonly serialBy: ExprPlan | null;
  /** Root for relative `path` arguments, absolute or relative to the declaring file's folder. */
  readonly root: string | null;
  /** The module of the tool's code as written, relative to the declaring file; null for the host's. */
  readonly run: { readonly path: string; readonly at: Place } | null;
  /** The file that declares the tool; `run` and `root` are relative to its folder. */
  readonly declaredIn: string;
  /** Digest of the tool's code, put in by whoever read it; absent for the host's tools. */
  readonly code?: string;
  readonly limits: { readonly memoryBytes: number; readonly timeMs: number };
  /** Where its code runs, where the author says so; absent for a child process, a guest for each call. */
  readonly sandbox?: SandboxPlan;
  /** What its code may reach; absent for nothing. */
  readonly grants?: GrantsPlan;
  /** Public keys, one of which must have signed its code; absent where the policy asks for none. */
  readonly signers?: readonly string[];
  /** One of the four reserved events (`agent.input` …), which need no permit and run nothing. */
  readonly event: boolean;
  readonly doc?: string;
  readonly at: Place;
}

/** What stands around a tool's code, where it is not the usual. */
export interface SandboxPlan {
  /** `inline` is a host function that the embedder marks trusted; absent for `process`. */
  readonly tier?: 'process' | 'isolate' | 'quickjs' | 'inline';
  /** A guest may serve further calls of its session. */
  readonly reuse?: 'session';
  /** A frozen clock and seeded random numbers, and a record from which the run can be repeated. */
  readonly replay?: 'exact';
  /** What its code may import; absent for nothing. Its digest covers theirs. */
  readonly modules?: readonly ModulePlan[];
}

/** A file that a tool's code imports under a name, as written, relative to the declaring file. */
export interface ModulePlan {
  readonly name: string;
  readonly path: string;
  readonly at: Place;
}

/** One record the runtime fetches before deciding. */
export interface LookupPlan {
  readonly name: string;
  readonly tool: string;
  readonly args: readonly { readonly name: string; readonly value: ExprPlan }[];
  readonly at: Place;
}

/** An agent, with the tools it was given. */
export interface AgentPlan {
  readonly name: string;
  readonly tools: readonly string[];
  readonly delegates: readonly string[];
  readonly doc?: string;
  readonly at: Place;
}

/** A group of people who may be asked. */
export interface ApproversPlan {
  readonly name: string;
  /** Which channel asks; null leaves it to the host's `approve`. */
  readonly ask: CallPlan | null;
  readonly withinMs: number;
  readonly otherwise: ObjectionPlan;
  readonly at: Place;
}

/** A secret by reference: where it comes from and whom it is for. */
export interface SecretPlan {
  readonly name: string;
  readonly from: CallPlan;
  readonly for: readonly string[];
  readonly to: readonly string[];
  readonly as: CallPlan | null;
  readonly at: Place;
}

/** A verdict that only tightens. */
export type ObjectionPlan =
  | { readonly verdict: 'forbid' }
  | { readonly verdict: 'approval'; readonly from: WhoPlan };
/** Whose consent is required, and how many of them. */
export interface WhoPlan {
  readonly count: number;
  readonly approvers: string;
}

/** The agents and tools a block speaks of, expanded; `agents: null` is every agent. */
export interface ScopePlan {
  readonly agents: readonly string[] | null;
  readonly tools: readonly string[];
}

export interface RulePlan extends ScopePlan {
  /** `policy.rule` */
  readonly name: string;
  readonly verdict: 'permit' | 'forbid' | 'approval';
  readonly from?: WhoPlan;
  readonly conditions: readonly ConditionPlan[];
  readonly withinMs?: number;
  readonly because?: string;
  readonly duties: readonly DutyPlan[];
  readonly examples: readonly ExamplePlan[];
  readonly doc?: string;
  readonly at: Place;
}
/** One `when` or `unless` of a rule. */
export interface ConditionPlan {
  /** `unless` holds where its expression is false. */
  readonly word: 'when' | 'unless';
  readonly expr: ExprPlan;
  readonly at: Place;
}
/** What follows from a rule that held, besides its verdict. */
export type DutyPlan =
  | { readonly duty: 'remove'; readonly root: 'args' | 'result'; readonly path: readonly string[] }
  | { readonly duty: 'hide'; readonly path: readonly string[] }
  | { readonly duty: 'notify'; readonly approvers: string }
  | { readonly duty: 'tell allowed' };
/** A call that a rule must, or must not, speak about. */
export interface ExamplePlan {
  readonly word: 'example' | 'counterexample';
  readonly args: readonly { readonly name: string; readonly value: ExprPlan }[];
  readonly at: Place;
}

export interface LimitPlan extends ScopePlan {
  readonly name: string;
  readonly windows: readonly WindowPlan[];
  /** Empty counts per tenant alone. */
  readonly forEach: readonly ExprPlan[];
  readonly otherwise: ObjectionPlan;
  readonly because?: string;
  readonly at: Place;
}
/** `max` and sums are integers of billionths when `of` is given, else whole calls. */
export interface WindowPlan {
  readonly form: 'at most' | 'rate';
  /** Decimal digits: of calls, or of billionths where `of` is given. */
  readonly max: string;
  readonly currency?: string;
  readonly of?: ExprPlan;
  readonly perMs: number;
  /** GCRA only; decimal digits as `max`. */
  readonly burst?: string;
  readonly at: Place;
}

export interface ConstraintPlan extends ScopePlan {
  readonly name: string;
  readonly holds: readonly ConditionHolds[];
  /** Whose calls clauses about their order look at; absent without such clauses. */
  readonly scope?: 'session' | 'principal' | 'tenant';
  readonly order?: readonly OrderPlan[];
  readonly otherwise: ObjectionPlan;
  readonly because?: string;
  readonly at: Place;
}
/** One clause about the order of calls. `earlier` and `later` are tools. */
export interface OrderPlan {
  readonly form: 'before always' | 'after never' | 'after eventually';
  readonly earlier: readonly string[];
  readonly later: readonly string[];
  /** With `eventually`: how long the later call may take to come. */
  readonly withinMs?: number;
  /** Which calls belong together: reads `earlier.args`, `earlier.result` and `later.args`. */
  readonly matching?: ExprPlan;
  readonly at: Place;
}
/** One `for every … holds E`; `tools` are those it speaks of. */
export interface ConditionHolds {
  readonly tools: readonly string[];
  readonly expr: ExprPlan;
  readonly at: Place;
}

/** The `audit` block: where the log goes and what it leaves out. */
export interface AuditPlan {
  readonly to: CallPlan | null;
  /** Arguments kept out of entries, as paths below `args`, for every tool that has them. */
  readonly hide: readonly (readonly string[])[];
  /**
   * Paths below `args`, `result` or `context`, their root included, whose values entries only commit to,
   * so that they can be forgotten; absent where the block names none.
   */
  readonly sensitive?: readonly (readonly string[])[];
  readonly keepMs: number | null;
  /** Where signed heads are sent; absent where the block names no place. */
  readonly heads?: readonly CallPlan[];
  /** Where entries are sent as they come; absent where the block names no place. */
  readonly events?: readonly CallPlan[];
  readonly at: Place;
}
/** The `trace` block. */
export interface TracePlan {
  readonly sampleNano: string;
  /** True where each phase of a call has a span of its own; absent otherwise. */
  readonly phases?: true;
  readonly hide: readonly (readonly string[])[];
  readonly at: Place;
}

/** One `use`: a plugin, the point it fills, its config and what it is granted. */
export interface UsePlan {
  readonly package: string;
  readonly point: string | null;
  readonly alias: string | null;
  /** Facts as JSON in canonical spelling; a secret is `{ "$secret": "name" }`. */
  readonly config: readonly { readonly name: string; readonly json: Json; readonly at: Place }[];
  readonly grant: readonly { readonly name: string; readonly json: Json; readonly at: Place }[];
  /** The declaring file; a relative package is resolved from its folder. */
  readonly declaredIn: string;
  /** Digest of the plugin's entry file, put in by whoever imported it. */
  readonly digest?: string;
  readonly at: Place;
}

/** `prove` is kept for the analyser; nothing at run time reads it. */
export interface ProofPlan {
  readonly name: string;
  readonly claims: readonly (ScopePlan & {
    readonly when?: ExprPlan;
    readonly unless?: ExprPlan;
    readonly at: Place;
  })[];
  readonly at: Place;
}

/** What `compile` gives: the plan, and the tests that stand beside it. */
export interface Compiled {
  readonly plan: Plan;
  readonly tests: readonly TestPlan[];
}
