// Load a policy and hold its runtime.

// Whose bundles are loaded.
export type { Trust } from './bundle/trust.ts';
export type { LoadOptions, PolicySource } from './opening/load-options.ts';
export type { Rehearsal } from './opening/rehearsal.ts';
// Plugins made of what the host holds: values of secrets, a terminal of its own.
export { type Terminal, terminalApprovals } from './plugins/host/terminal-approvals.ts';
// What the sandbox is set up with.
export type { SandboxConfig } from './plugins/isolation/config.ts';
// Text that a model reads and must not obey.
export {
  type DetectorConfig,
  PromptInjectionDetector,
} from './plugins/judgement/injection/detector.ts';
export {
  type Cassette,
  type CassetteOptions,
  cassette,
} from './plugins/judgement/judge/model/cassette.ts';
export {
  type ModelProposerOptions,
  modelProposer,
  type ProposingSession,
} from './plugins/judgement/judge/propose/model-proposer.ts';
export type { OfferedTool } from './plugins/judgement/judge/propose/proposal.ts';
export { memorySecrets } from './plugins/keeping/secrets/vaults.ts';
export type { ConstraintAnalysis, SetFinding } from './plugins/policy/constraints/analysis.ts';
export type {
  Constraint,
  ConstraintKind,
  ConstraintValue,
  VerificationResult,
} from './plugins/policy/constraints/kinds/constraint.ts';
export {
  ConstraintVerifier,
  type VerificationReport,
} from './plugins/policy/constraints/verifier.ts';
// Traces: W3C contexts, spans of the host's own; how signing keys are made.
export {
  readTraceparent,
  type TraceContext,
  writeTraceparent,
} from './plugins/telemetry/otel/trace-context.ts';
// Rules in code.
export { type DraftRule, type Policy, policy } from './rules/policy.ts';
export type {
  Attribute,
  AttributeCondition,
  AttributeOf,
  PolicyCondition,
  PolicyContext,
  PolicyEffect,
  PolicyOperator,
  PolicyRule,
  Roots,
} from './rules/rule.ts';
export type { Span, VakTracer } from './runtime/call/account/vak-tracer.ts';
export type { Revoking } from './runtime/call/execution/revoke.ts';
export type { MissedDeadline } from './runtime/call/order/call-order.ts';
export type { CallResult, EntryRef, Pending } from './runtime/call/road.ts';
// What the host supplies.
export type { Answer, Card } from './runtime/contract/approvals.ts';
// What is decided and refused.
export type {
  Decision,
  Decision as PolicyDecision,
  HeardMessage,
  Opinion,
  ReasoningStep,
  Refusal,
  Requirement,
  Used,
  Verdict,
} from './runtime/contract/call.ts';
export {
  type RefusalCode,
  refusalCodes,
  type SandboxError,
  type SandboxLimit,
  VakError,
} from './runtime/contract/errors.ts';
export type { Detection, Suspicion, TextChannel } from './runtime/contract/execution.ts';
export type {
  Clock,
  CompletionRequest,
  CompletionResponse,
  ConstraintReport,
  HostTool,
  LlmConfig,
  Message,
  ModelAbilities,
  ModelPort,
  Role,
  SdkModel,
  TokenLogprob,
  TokenPrice,
  TokenUsage,
  ToolFunction,
  ToolHost,
} from './runtime/contract/host.ts';
// From a proposal to its effect, and a bounded queue before it.
export type {
  Critique,
  DoneAction,
  GateDecision,
  PrmScore,
  ProposalRequest,
  ProposedAction,
  Proposer,
  ThoughtScore,
} from './runtime/contract/policy.ts';
export {
  type AuditLevel,
  type AuditQuery,
  auditLevels,
  type Integrity,
  type Receipt,
  type StreamEvent,
} from './runtime/contract/records.ts';
// The log of a running policy.
export type { AuditDecision, AuditEntry } from './runtime/evidence/audit/audit-entry.ts';
export type { AuditConfig, AuditLogger, AuditNote } from './runtime/evidence/audit/audit-logger.ts';
export { levelOf, levelsFrom } from './runtime/evidence/audit/level.ts';
export type { AuditReport, VerdictCounts } from './runtime/evidence/audit/report/audit-report.ts';
export type { Unfinished, UnfinishedCall } from './runtime/evidence/audit/report/unfinished.ts';
export type {
  AuditStreamManager,
  StreamStats,
} from './runtime/evidence/audit/stream/audit-stream.ts';
export type { AuditSubscription } from './runtime/evidence/audit/stream/audit-subscription.ts';
export type { StreamFilter } from './runtime/evidence/audit/stream/filter.ts';
export type { AlgorithmName } from './runtime/evidence/head/algorithm.ts';
export {
  newSigningKey,
  type SigningKey as AuditSigner,
} from './runtime/evidence/head/key.ts';
export type { Forgetting, Forgotten } from './runtime/evidence/withheld/forget.ts';
export type {
  Change,
  ConditionAccount,
  ExplainedDecision,
  Explanation,
  FactRead,
  LeafChange,
  LookupAccount,
  Repair,
  VoiceAccount,
} from './runtime/explanation/explanation.ts';
export {
  AsyncPipeline,
  type AsyncPipelineOptions,
  type AsyncPipelineState,
  type AsyncWork,
  type Priority,
  type Settled,
  type SubmitOptions,
} from './runtime/pipeline/async-pipeline.ts';
export {
  NeuroSymbolicPipeline,
  type PipelineAccount,
  type PipelineOptions,
  type PipelineOutcome,
} from './runtime/pipeline/neuro-symbolic-pipeline.ts';
export type { DecideRequest, Runtime, RuntimeHealth } from './runtime/runtime.ts';
// Sessions and their calls.
export type {
  Agent,
  ArgsOf,
  CallOptions,
  Delegated,
  LiveSession,
  ModelCalled,
  ResultOf,
  ToolFunctions,
} from './runtime/session/agent.ts';
export type { Principal } from './runtime/session/principal.ts';
export type { ContextSource, SessionOptions } from './runtime/session/session.ts';
export { type Spotlighting, type Spotlit, spotlight } from './runtime/session/spotlight.ts';
export type { SessionTool } from './runtime/session/tools.ts';
export { load } from './vak.ts';
