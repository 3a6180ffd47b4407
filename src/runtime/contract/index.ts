// The door for plugin authors: `vak/plugin`.

// The pure parts of the language: plans, values, their JSON, and expressions over them.
export { canonicalJson, meaning, NotCanonicalError } from '../../dsl/plan/canonical.ts';
export type { Evaluation, Facts } from '../../dsl/plan/evaluate.ts';
export { condition, expression, literal } from '../../dsl/plan/evaluate.ts';
export { reasonUnknown } from '../../dsl/plan/evaluation/reason.ts';
export type * from '../../dsl/plan/plan.ts';
export { print } from '../../dsl/plan/print.ts';
export { add, multiply, negate, subtract } from '../../dsl/values/arithmetic.ts';
export { compare, equal } from '../../dsl/values/compare.ts';
export type { Reading, ReadingOptions } from '../../dsl/values/from-json.ts';
export { fromJson } from '../../dsl/values/from-json.ts';
export { otherReading } from '../../dsl/values/kinds/url.ts';
export { readScalar } from '../../dsl/values/scalars/scalar.ts';
export { toJson } from '../../dsl/values/to-json.ts';
export type * from '../../dsl/values/value.ts';
export { unknown } from '../../dsl/values/value.ts';

// Points, and what passes through them.
export type * from './approvals.ts';
export { ApprovalChannel, Approvals } from './approvals.ts';
export type * from './call.ts';
export * from './errors.ts';
export * from './evidence.ts';
export type * from './execution.ts';
export { Sandbox, Scrubber, ToolSource } from './execution.ts';
export * from './host.ts';
export * from './plugin.ts';
export type * from './policy.ts';
export { OpinionSource, PolicyEngine, RateLimiter } from './policy.ts';
export type * from './records.ts';
export { AuditLog, SpanSink } from './records.ts';
export type * from './secrets.ts';
export { SecretSource, Secrets } from './secrets.ts';
export * from './token.ts';
