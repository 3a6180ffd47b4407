import type { Plan } from '../../dsl/plan/plan.ts';
import type { Json } from '../../dsl/values/value.ts';
import type { Answer, Card } from './approvals.ts';
import type { Used } from './call.ts';
import type { ToolCode } from './execution.ts';
import { capability, slot } from './token.ts';

/** The runtime's only clock. `now` never goes back within a process. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` of this clock, or rejects when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
/** The slot `clock`. */
export const Clock = slot<Clock>('Clock', 'clock');

/** The checked plan this runtime was made from, and its digest. */
export interface PlanInForce {
  readonly plan: Plan;
  /** `sha256:<hex>` */
  readonly digest: string;
  readonly code: ReadonlyMap<string, ToolCode>;
}
/** The capability `PlanInForce`, supplied by the host. */
export const PlanInForce = capability<PlanInForce>('PlanInForce');

/** What a host function may use while it runs. */
export interface ToolHost {
  /** The call's id: the idempotency key to hand on. */
  readonly call: string;
  readonly signal: AbortSignal;
  readonly traceparent: string | undefined;
  /** Writes to the trace of the call; capped in count and size. */
  log(text: string): void;
  /**
   * Says what the call really used of what its arguments asked for, such as `{ max_tokens: 731 }`: limits
   * that count by those are settled with it. Said again, it adds to what was said; what does not fit the
   * tool's arguments is a fault in `health()`, and what was reserved stands.
   */
  used(of: Used): void;
  /** A secret's value; only for a tool marked trusted which the secret's `for` names. */
  secret(name: string): Promise<string>;
}

/** A function of the embedder that answers a tool's calls. Receives canonical JSON arguments. */
// biome-ignore lint/suspicious/noExplicitAny: the embedder's own argument type stands here
export type ToolFunction = (args: any, host: ToolHost) => unknown;
/** `trusted` lets the function open the secrets that name its tool. */
export type HostTool = ToolFunction | { readonly run: ToolFunction; readonly trusted: boolean };

/** Who speaks in a message to a model. */
export type Role = 'system' | 'user' | 'assistant';
/** One message to a model. */
export interface Message {
  readonly role: Role;
  readonly content: string;
}
/** One question to a model. */
export interface CompletionRequest {
  readonly messages: readonly Message[];
  /** The most tokens the answer may have. */
  readonly maxTokens: number;
  readonly temperature: number;
  /** A JSON schema that the answer is to fit. */
  readonly schema?: Json;
  /** How many likely tokens to tell for each place of the answer, where the model can. */
  readonly topLogprobs?: number;
  readonly signal: AbortSignal;
}
/** A token and the natural logarithm of its probability. */
export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
}
/** What a question and its answer came to, in tokens. */
export interface TokenUsage {
  /** All of the question, what was read from a cache or written to one included. */
  readonly input: number;
  readonly output: number;
  /** The part of `input` that a cache of the provider had. */
  readonly cacheRead?: number;
  /** The part of `input` that was put into a cache of the provider. */
  readonly cacheWrite?: number;
}
/** What a model answered. */
export interface CompletionResponse {
  readonly text: string;
  /** `stop` where the model ended by itself; nothing else counts as a whole answer. */
  readonly finish: 'stop' | 'length' | 'other';
  /** Tokens; undefined where the provider does not say, and then what was reserved stands. */
  readonly usage: TokenUsage | undefined;
  /** For each place of the answer its likely tokens. */
  readonly logprobs?: readonly (readonly TokenLogprob[])[];
}
/** What a model can do beyond answering with text. */
export interface ModelAbilities {
  readonly logprobs: boolean;
  readonly schema: boolean;
}
/** A model of any provider, in two methods. */
export interface ModelPort {
  /** What the model can do; asked once, before the first question. */
  abilities(): ModelAbilities;
  /** Answers, or throws; a promise that hangs is given up by whoever asked. */
  complete(request: CompletionRequest): Promise<CompletionResponse>;
}
/** A model as the AI SDK has them, of specification v3 or v4: the part that is called, structurally. */
export interface SdkModel {
  readonly specificationVersion: 'v3' | 'v4';
  readonly provider: string;
  readonly modelId: string;
  /** Answers once, whole. */
  // biome-ignore lint/suspicious/noExplicitAny: two versions of one foreign type stand here
  doGenerate(options: any): PromiseLike<any>;
}
/** What a million tokens cost, in millionths of the user's currency, as whole numbers. */
export interface TokenPrice {
  readonly input: bigint;
  readonly output: bigint;
  /** As `input` unless given. */
  readonly cacheRead?: bigint;
  /** As `input` unless given. */
  readonly cacheWrite?: bigint;
}
/** A model that a host hands to `load`, and what it costs. */
export interface LlmConfig {
  readonly model: ModelPort | SdkModel;
  readonly price?: TokenPrice;
  /** True where a v3 or v4 model of `openai` may be asked for log probabilities. */
  readonly logprobs?: boolean;
}

/** How long plugins may think of one call, in milliseconds. Who is later has failed. */
export interface ThinkingTime {
  /** An opinion, a hook `before`; 250 unless given. Later, it counts as a forbid. */
  readonly opinionMs?: number;
  /** An injection detector; 250 unless given. Later, the text counts as suspicious. */
  readonly detectorMs?: number;
}

/** What the embedder gave to `load`, for the built-in sources and channels that serve it. */
export interface HostSide {
  readonly tools: Readonly<Record<string, HostTool>>;
  /** Models by the names that plugins ask for them by. */
  readonly models?: Readonly<Record<string, LlmConfig>>;
  /** Asked for approvers without `ask`; undefined leaves the answer to come otherwise. */
  readonly approve: ((card: Card, signal: AbortSignal) => Promise<Answer | undefined>) | undefined;
  /** Whether an identity may answer for a group; without it every identity but the principal may. */
  readonly authorize: ((by: string, approvers: string) => boolean | Promise<boolean>) | undefined;
  readonly deadlines?: ThinkingTime;
  /** The folder for keys, locks and the default log. */
  readonly state: string;
  /** The entry file's folder. */
  readonly base: string;
  /** Where the log goes in spite of the `audit` block; undefined leaves it to the block. */
  readonly audit: string | undefined;
  /**
   * Texts by path of the files that facts of the policy name (rules, constraints, other policies), as they
   * were when it was read and its lock held: what stands on the disk since then counts no more.
   */
  readonly texts?: ReadonlyMap<string, string>;
  /**
   * Paths of what governs the tools, as they are named and where their links led at the start: policy, lock, code,
   * plugins, keys and log. None is written to.
   */
  readonly guarded?: readonly string[];
  /** Those of them that no tool reads either: the state with its keys, the log, files of secrets. */
  readonly closed?: readonly string[];
}
/** The capability `HostSide`, supplied by the host. */
export const HostSide = capability<HostSide>('HostSide');

export type { Json };

/** What the constraints in force mean together, about the calls of tools. */
export interface ConstraintReport {
  readonly findings: readonly {
    /** No call meets all of these; every call meets this one; what meets the first meets the second. */
    readonly finding: 'conflict' | 'vacuous' | 'implied';
    readonly constraints: readonly string[];
    /** Where each of them stands, `file:line:column`. */
    readonly at: readonly string[];
    /** Of a conflict: the tool that no call can be made of. */
    readonly tool?: string;
    /** Who proved it: `vak`, or a solver. */
    readonly by: string;
  }[];
  /** What can be, with values of fields that show it, evaluated; only of what a solver was asked. */
  readonly shown: readonly {
    readonly what: string;
    readonly tool: string;
    readonly values: Readonly<Record<string, Json>>;
    readonly by: string;
  }[];
  readonly undecided: readonly {
    readonly what: string;
    readonly tool: string;
    /** `VAK5230` */
    readonly code: string;
    readonly because: string;
  }[];
}
