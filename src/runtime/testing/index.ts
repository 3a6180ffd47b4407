// The door for those who test a plugin, or a policy, with Vitest: `vak/conformance`.

// One suite for each point, and all that apply to a plugin.
export { describeApprovals } from './conformance/approvals.ts';
export { type ClockOptions, describeClock } from './conformance/clock.ts';
// A plugin set up alone.
export { given, type Provided, type Wired, type Wiring, wire } from './conformance/harness.ts';
export {
  type CompensatorOptions,
  describeCompensator,
} from './conformance/judgement/compensator.ts';
export { describeConstraintAnalyst } from './conformance/judgement/constraint-analyst.ts';
export { describeConstraintSolver } from './conformance/judgement/constraint-solver.ts';
export { describeInjectionDetector } from './conformance/judgement/injection-detector.ts';
export { describeOpinionSource } from './conformance/judgement/opinion-source.ts';
export { describeProposer } from './conformance/judgement/proposer.ts';
export { describeScorer } from './conformance/judgement/scorer.ts';
export { describeStageKind, type StageOptions } from './conformance/judgement/stage-kind.ts';
export { describeScrubber } from './conformance/keeping/scrubber.ts';
export { describeSecrets } from './conformance/keeping/secrets.ts';
export { describePolicyEngine } from './conformance/policy-engine.ts';
export { describeRateLimiter } from './conformance/rate-limiter.ts';
export { type AuditLogOptions, describeAuditLog } from './conformance/records/audit-log.ts';
export { describeEventSink, type EventSinkOptions } from './conformance/records/event-sink.ts';
export { describeHeadSink, type HeadSinkOptions } from './conformance/records/head-sink.ts';
export { describeSpanSink } from './conformance/records/span-sink.ts';
export { describeSandbox } from './conformance/sandbox.ts';
export { describeToolSource, type ToolSourceOptions } from './conformance/tool-source.ts';
export { describePlugin, type PluginOptions } from './describe-plugin.ts';
// Time that moves when told, a log in memory, tools that answer from a recording, sample calls.
export { type FakeClock, fakeClock } from './fake-clock.ts';
export { type MemoryLog, memoryLog } from './memory-log.ts';
export { type Recording, recordedTools } from './recorded-tools.ts';
export { sampleCall, sampleTool } from './sample-call.ts';
export type { SuiteOptions } from './suite.ts';
