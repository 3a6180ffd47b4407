// The door for plugin authors: `vak/plugin`.
export type * from './approvals.ts';
export { ApprovalChannel, Approvals } from './approvals.ts';
export type * from './call.ts';
export * from './errors.ts';
export * from './evidence.ts';
export type * from './execution.ts';
export { Sandbox, Scrubber, ToolSource } from './execution.ts';
export * from './expressions.ts';
export * from './host.ts';
export * from './plugin.ts';
export type * from './policy.ts';
export { OpinionSource, PolicyEngine, RateLimiter } from './policy.ts';
export type * from './records.ts';
export { AuditLog, SpanSink } from './records.ts';
export type * from './secrets.ts';
export { SecretSource, Secrets } from './secrets.ts';
export * from './token.ts';
