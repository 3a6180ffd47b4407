import type { Facts } from '../../dsl/plan/evaluate.ts';
import type { DutyPlan, ToolPlan } from '../../dsl/plan/plan.ts';
import type { Json, RecordValue } from '../../dsl/values/value.ts';
import type { RefusalCode, SandboxError } from './errors.ts';
import type { RecordedCall } from './execution.ts';
import type { StageVerdict } from './policy.ts';

/** permit, approval or forbid: the three words of the grammar, the code, the log and the docs. */
export type Verdict = 'permit' | 'approval' | 'forbid';

/** Who speaks, outward in: the tenant and principal of the session, the agents, the tools. */
export interface Chain {
  readonly tenant: string;
  readonly principal: string;
  readonly session: string;
  readonly agents: readonly string[];
  /** The session of each of the agents, where there is more than one. */
  readonly sessions?: readonly string[];
  /** The tools whose code asked for the call, outermost first; absent where an agent asked. */
  readonly tools?: readonly string[];
}

/**
 * One call, admitted: the tool is known and granted, the arguments are valid, canonical and frozen,
 * and `hash` is over exactly what the tool will receive.
 */
export interface Call {
  readonly id: string;
  /** Milliseconds since the epoch by the runtime's clock, read once. */
  readonly at: number;
  readonly chain: Chain;
  readonly agent: string;
  readonly tool: ToolPlan;
  readonly args: RecordValue;
  /** The canonical arguments as JSON: what is hashed, recorded and handed to the tool. */
  readonly json: Json;
  /** SHA-256 in hex over canonical JSON of `{ tool, args }`. */
  readonly hash: string;
  /** What expressions read: args, context, tool, agent, session, lookup. */
  readonly facts: Facts;
  /**
   * The arguments before the links of their paths were followed, where there were any. Every voice is
   * asked about these too: a permit must hold of both, an objection counts for either.
   */
  readonly written?: RecordValue;
  /** What the model said it was thinking when it asked for this; not part of the call's hash. */
  readonly thought?: string;
}

/** Whose consent is needed: `count` different identities out of `approvers`. */
export interface Requirement {
  readonly approvers: string;
  readonly count: number;
  /** How long the question stands, in milliseconds. */
  readonly withinMs: number;
}

/** What one voice says of a call. Objections never grant; only the policy's `permit` does. */
export interface Opinion {
  /** `policy | limit | constraint | gate | pipeline | label | default` or a plugin's name. */
  readonly by: string;
  readonly verdict: Verdict;
  /** `policy.rule`, or the name of the block. */
  readonly rule?: string;
  /** `file:line:column` */
  readonly at?: string;
  /** The author's words, without values. */
  readonly because?: string;
  /** The refusal's code, where the voice knows a better one than its kind's. */
  readonly code?: RefusalCode;
  /** With `approval`: who is asked. */
  readonly from?: Requirement;
  readonly duties?: readonly DutyPlan[];
  /** With the forbid of a gate: other arguments may do, or another way is to be taken. */
  readonly advice?: 'retry' | 'backtrack';
  /** For the host: values and what made the difference. Never shown to a model. */
  readonly detail?: string;
  /** Facts that would have to be known to tell, where that is why it objects: `context.tier`. */
  readonly missing?: readonly string[];
  /** With a limit: when an equal call could be admitted, in ms from now. */
  readonly retryAfterMs?: number;
}

/** An opinion that does not grant. */
export type Objection = Opinion & { readonly verdict: 'approval' | 'forbid' };

/** What one stage of a pipeline found, as the log keeps it. `failed` threw, was late or answered nonsense. */
export interface StageRecord {
  /** `pipeline.stage` */
  readonly stage: string;
  readonly kind: string;
  readonly verdict: StageVerdict | 'failed';
  readonly because?: string;
  readonly missing?: readonly string[];
  readonly evidence?: Json;
  /** What a scorer took of limits for its answer; digits as text. */
  readonly takes?: readonly TakeEntry[];
}

/** A count as the log keeps it; digits as text. */
export interface TakeEntry {
  readonly window: string;
  readonly key: string;
  readonly form: 'at most' | 'rate';
  readonly amount: string;
  readonly max: string;
  readonly perMs: number;
  readonly burst?: string;
}

/** All that was said of a call, and what follows from it. Order of opinions carries no meaning. */
export interface Decision {
  readonly verdict: Verdict;
  /** The code of a refusal that would follow; undefined with `permit`. */
  readonly code?: RefusalCode;
  readonly because: string;
  readonly opinions: readonly Opinion[];
  /** With `approval`: every one of these must be met. */
  readonly requirements: readonly Requirement[];
  readonly duties: readonly DutyPlan[];
  /** What the stages of pipelines found, in the order in which they were asked. */
  readonly stages?: readonly StageRecord[];
}

/** What a model may be told, and what its host may know beyond that. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly because: string;
  readonly rule?: string;
  readonly at?: string;
  readonly opinions: readonly Opinion[];
  readonly detail?: string;
  readonly retryAfterMs?: number;
  /** Where a gate forbade: other arguments may do, or another way is to be taken. */
  readonly advice?: 'retry' | 'backtrack';
  /** Which bound of the sandbox the call ran into, and how much of it was used. */
  readonly exceeded?: SandboxError;
}

/**
 * What a call really used of what its arguments asked for: the arguments that differ, by name. A limit
 * that counts by one of them is settled with the value given here.
 */
export type Used = { readonly [argument: string]: Json };

/**
 * How an execution ended, by the host's own evidence. `not started` releases the reservation;
 * `unknown` (killed, crashed, timed out) counts as having happened.
 */
export type Outcome =
  | {
      readonly status: 'done';
      readonly value: Json;
      readonly usage?: Usage;
      readonly used?: Used;
      /** Of an exact run: what its host answered, so that it can be repeated. */
      readonly recorded?: readonly RecordedCall[];
      /** With `recorded`: what the guest was told it may ask. */
      readonly offered?: Offered;
    }
  | {
      readonly status: 'failed' | 'not started' | 'unknown';
      readonly code: RefusalCode;
      /** For people; holds no secret and no path of the host. */
      readonly message: string;
      /** Which bound of the sandbox it ran into; absent where it was none. */
      readonly exceeded?: SandboxError;
      readonly usage?: Usage;
      /** With `unknown`, what is less than was asked for is not believed. */
      readonly used?: Used;
      readonly recorded?: readonly RecordedCall[];
      readonly offered?: Offered;
    };

/** What a guest was told of its host: names, and bounds that hold inside already. */
export interface Offered {
  readonly offers: readonly string[];
  /** Names it saw that were not granted. */
  readonly withholds: readonly string[];
  readonly calls: number;
  readonly parallel: number;
  /** Arguments of all calls, in UTF-16 units. */
  readonly bytes: number;
}

/** What a tool's code asked of its host, so often and alike. */
export interface Asked {
  /** The name on its `host`, such as `fetch`; as the code wrote it where there is no such name. */
  readonly call: string;
  /** What for, without values: a method and an address, a path, a name. */
  readonly what: string;
  readonly times: number;
  /** Why it was not given; absent where it was. VAK7001 where nobody waited for the answer: it may have been done. */
  readonly code?: RefusalCode;
}

/** What an execution cost, as far as its place can tell. */
export interface Usage {
  readonly wallMs: number;
  /** Time on a processor, of the thread that ran it. */
  readonly cpuMs?: number;
  readonly peakRssBytes?: number;
  readonly heapBytes?: number;
  /** What the tool asked of its host while it ran, granted or not. */
  readonly hostCalls?: number;
  /** Arguments of those as JSON text in UTF-8. */
  readonly hostBytesOut?: number;
  /** Answers to those as JSON text in UTF-8. */
  readonly hostBytesIn?: number;
  /** How many of those were refused for want of a grant. */
  readonly denied?: number;
  /** Arguments as JSON text in UTF-8. */
  readonly bytesIn?: number;
  /** The result as JSON text in UTF-8. */
  readonly bytesOut?: number;
  /** What was asked of the host, granted or not; absent for nothing. */
  readonly asked?: readonly Asked[];
}

/** One step of an agent, as its scorer sees it. */
export interface ReasoningStep {
  /** Counted from 1 within the session. */
  readonly number: number;
  /** What the model said it was thinking; nobody believes it. */
  readonly thought?: string;
  readonly tool: string;
  /** Canonical arguments. */
  readonly args: Json;
  /** SHA-256 in hex over tool and arguments: equal calls have equal ones. */
  readonly hash: string;
  /**
   * The largest share of a limit that it takes, or took: 0.1 where ten like it would use one up. Absent where
   * no limit counts it.
   */
  readonly cost?: number | undefined;
  /** What came of it, as JSON text or in the words of its refusal; cut where it is long. */
  readonly observation?: string;
  /** True for a step before that was not taken: `observation` has the words of its refusal. */
  readonly refused?: true;
  /** Of the step in question alone: the last messages that came into the session, oldest first. */
  readonly heard?: readonly HeardMessage[];
}

/** A message that came into a session; what it asks for is as good as its source. */
export interface HeardMessage {
  /** As the host stated it: `user`, `host`, `untrusted` or another label. */
  readonly source: string;
  /** Cut where it is long. */
  readonly text: string;
}

/** Whose step is scored: what a scorer keeps its answers and its budgets apart by. */
export interface StepOwner {
  readonly tenant: string;
  readonly principal: string;
  readonly agent: string;
  readonly session: string;
  /** The sessions that handed on to this one, outermost first, and itself. */
  readonly sessions: readonly string[];
}
