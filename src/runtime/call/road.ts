import type { ApproversPlan, ToolPlan } from '../../dsl/plan/plan.ts';
import type { Json } from '../../dsl/values/value.ts';
import type { ApprovalChannel, Approvals, Card } from '../contract/approvals.ts';
import type { Refusal } from '../contract/call.ts';
import type { Executor, InjectionDetector, Scrubber } from '../contract/execution.ts';
import type { Clock, HostSide, PlanInForce } from '../contract/host.ts';
import type {
  Compensator,
  OpinionSource,
  PolicyEngine,
  Proposer,
  RateLimiter,
} from '../contract/policy.ts';
import type { AuditLog, Receipt } from '../contract/records.ts';
import type { AuditStreamManager } from '../evidence/audit/stream/audit-stream.ts';
import type { Deliveries } from '../evidence/audit/stream/delivery.ts';
import type { ProposalEntry } from '../evidence/decision-entry.ts';
import type { Courier } from '../evidence/recording/courier.ts';
import type { Ledger } from '../evidence/recording/ledger.ts';
import type { Recorder } from '../evidence/recording/recorder.ts';
import type { StepTrail } from '../evidence/recording/trail.ts';
import type { Observer } from '../evidence/replay/observer.ts';
import type { ExplainedDecision } from '../explanation/explanation.ts';
import type { Faults } from '../kernel/faults.ts';
import type { Hooked } from '../kernel/hooks.ts';
import type { KeyedLock } from '../session/keyed-lock.ts';
import type { Traffic } from '../session/traffic.ts';
import type { VakTracer } from './account/vak-tracer.ts';
import type { CarriedTickets } from './approval/carried-tickets.ts';
import type { Questions } from './approval/questions.ts';
import type { Gates } from './decision/gates.ts';
import type { Limits } from './decision/limits.ts';
import type { Pipelines } from './decision/pipelines.ts';
import type { Grants } from './execution/grants.ts';
import type { CallOrder } from './order/call-order.ts';
import type { Deadlines } from './order/deadlines.ts';

/** Everything a call passes, resolved once at start; nothing is looked up by name on the way. */
export interface Road {
  readonly force: PlanInForce;
  readonly tools: ReadonlyMap<string, ToolPlan>;
  readonly approvers: ReadonlyMap<string, ApproversPlan>;
  readonly executors: ReadonlyMap<string, Executor>;
  readonly grants: Grants;
  readonly clock: Clock;
  readonly log: AuditLog;
  readonly policy: PolicyEngine;
  readonly opinions: readonly OpinionSource[];
  readonly gates: Gates;
  readonly pipelines: Pipelines;
  readonly limiter: RateLimiter;
  readonly limits: Limits;
  /** What constraints say about the order of calls. */
  readonly order: CallOrder;
  readonly deadlines: Deadlines;
  readonly approvals: CarriedTickets;
  readonly channels: ReadonlyMap<string, ApprovalChannel>;
  readonly questions: Questions;
  readonly scrubbers: readonly Scrubber[];
  readonly detectors: readonly InjectionDetector[];
  readonly tracer: VakTracer;
  readonly proposers: readonly Proposer[];
  readonly compensators: readonly Compensator[];
  readonly transforms: readonly Hooked<'transform'>[];
  readonly before: readonly Hooked<'before'>[];
  readonly deciders: readonly Hooked<'decided'>[];
  readonly recorder: Recorder;
  readonly ledger: Ledger;
  /** What the steps of sessions were, where gates are shown them. */
  readonly trail?: StepTrail | undefined;
  readonly serial: KeyedLock;
  readonly faults: Faults;
  /** Takes signed heads to where the `audit` block wants them. */
  readonly courier: Courier;
  /** Those who read the log along, in this process and elsewhere. */
  readonly streams: AuditStreamManager;
  readonly deliveries: Deliveries;
  readonly traffic: Traffic;
  /** Evaluates another policy beside the one in force. */
  readonly observer?: Observer | undefined;
  /** True where nothing is executed: what tools answer was given beforehand. */
  readonly rehearsed: boolean;
  readonly host: HostSide;
  readonly newId: () => string;
}

/** What it takes to admit and decide a call, and nothing that executes or records. */
export interface DecidingRoad
  extends Pick<
    Road,
    | 'force'
    | 'tools'
    | 'approvers'
    | 'clock'
    | 'policy'
    | 'opinions'
    | 'limiter'
    | 'limits'
    | 'transforms'
    | 'before'
    | 'newId'
  > {
  readonly gates: Pick<Gates, 'concern' | 'judge' | 'isImpure'>;
  readonly pipelines: Pick<Pipelines, 'concern' | 'judge' | 'isImpure' | 'gatesOf'>;
  readonly approvals: Pick<Approvals, 'status'>;
  readonly order: Pick<CallOrder, 'object'>;
  readonly ledger: Pick<Ledger, 'unknownOutcome'>;
  readonly host: Pick<HostSide, 'base' | 'deadlines'>;
}

/** A call as the host asks for it; nothing in it is believed yet. */
export interface Request {
  readonly tool: string;
  readonly args: unknown;
  /** True for one of the reserved events; a tool that has the name of one is unknown otherwise. */
  readonly event?: boolean;
  /** The call's id and idempotency key; made up when absent. */
  readonly id?: string;
  /** Overlays the session's context by top-level key. */
  readonly context?: Json;
  /** The ticket of an approval that was granted. */
  readonly ticket?: string;
  /** What the model said it was thinking; shown to the scorers of gates, and part of no decision else. */
  readonly thought?: string;
  /** Wait for the answer instead of returning `pending`. */
  readonly wait?: boolean;
  /** W3C trace context of the caller. */
  readonly traceparent?: string;
  readonly signal?: AbortSignal;
  /** Whose proposal it is, where a pipeline asks; for the entry. */
  readonly proposal?: ProposalEntry;
  /** The label that an event brings into the session when it passes. */
  readonly brings?: string;
}

/** The call whose code asks for another one. */
export interface Caller {
  readonly call: string;
  /** The tools whose code asks, outermost first. */
  readonly tools: readonly string[];
  /** Shared by all calls that one call of an agent leads to. */
  readonly budget: { left: number };
}

/** A question that waits for people. */
export interface Pending {
  readonly ticket: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
  readonly card: Card;
}

/** Where a call's last entry stands, as proof to keep. */
export interface EntryRef extends Receipt {
  readonly call: string;
}

/** What came of a call. `decision` is for the host; a model is shown `value` or `refusal.because`. */
export type CallResult<Value = Json> =
  | {
      readonly ok: true;
      readonly value: Value;
      readonly entry: EntryRef;
      readonly decision: ExplainedDecision;
    }
  | {
      readonly ok: false;
      readonly pending: Pending;
      readonly decision: ExplainedDecision;
      readonly refusal?: undefined;
    }
  | {
      readonly ok: false;
      readonly refusal: Refusal;
      /** Undefined when the log could not be written. */
      readonly entry?: EntryRef;
      readonly decision: ExplainedDecision;
      readonly pending?: undefined;
    };
