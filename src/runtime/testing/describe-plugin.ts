import { describe, test } from 'vitest';
import type { Plugin } from '../contract/plugin.ts';
import { pointOf } from '../contract/token.ts';
import { describeApprovals } from './conformance/approvals.ts';
import { type ClockOptions, describeClock } from './conformance/clock.ts';
import { describeConstraintAnalyst } from './conformance/judgement/constraint-analyst.ts';
import { describeConstraintSolver } from './conformance/judgement/constraint-solver.ts';
import { describeInjectionDetector } from './conformance/judgement/injection-detector.ts';
import { describeOpinionSource } from './conformance/judgement/opinion-source.ts';
import { describeProposer } from './conformance/judgement/proposer.ts';
import { describeScorer } from './conformance/judgement/scorer.ts';
import { describeStageKind } from './conformance/judgement/stage-kind.ts';
import { describeScrubber } from './conformance/keeping/scrubber.ts';
import { describeSecrets } from './conformance/keeping/secrets.ts';
import { describePolicyEngine } from './conformance/policy-engine.ts';
import { describeRateLimiter } from './conformance/rate-limiter.ts';
import { type AuditLogOptions, describeAuditLog } from './conformance/records/audit-log.ts';
import { describeEventSink, type EventSinkOptions } from './conformance/records/event-sink.ts';
import { describeHeadSink, type HeadSinkOptions } from './conformance/records/head-sink.ts';
import { describeSpanSink } from './conformance/records/span-sink.ts';
import { describeSandbox } from './conformance/sandbox.ts';
import { describeToolSource, type ToolSourceOptions } from './conformance/tool-source.ts';
import type { SuiteOptions } from './suite.ts';

const suites: Readonly<Record<string, (plugin: Plugin, options: SuiteOptions) => void>> = {
  Approvals: describeApprovals,
  AuditLog: describeAuditLog,
  Clock: describeClock,
  ConstraintAnalyst: describeConstraintAnalyst,
  ConstraintSolver: describeConstraintSolver,
  EventSink: describeEventSink,
  HeadSink: describeHeadSink,
  InjectionDetector: describeInjectionDetector,
  OpinionSource: describeOpinionSource,
  PolicyEngine: describePolicyEngine,
  Proposer: describeProposer,
  RateLimiter: describeRateLimiter,
  Sandbox: describeSandbox,
  Scorer: describeScorer,
  Scrubber: describeScrubber,
  Secrets: describeSecrets,
  SpanSink: describeSpanSink,
  StageKind: describeStageKind,
};

/** How a whole plugin is set up for its tests; what concerns one point stands under its name. */
export interface PluginOptions extends Omit<SuiteOptions, 'skip'> {
  readonly points?: {
    readonly [point: string]: Partial<ClockOptions> &
      Partial<ToolSourceOptions> &
      AuditLogOptions &
      EventSinkOptions &
      HeadSinkOptions;
  };
}

/**
 * Declares the conformance tests of every point that a plugin provides. A point for which there is no
 * suite, or a tool source whose `tools` are not given, shows as a skipped test that says so.
 *
 * @example
 * describePlugin(plugin, { config: { file: 'counts.db' } });
 */
export function describePlugin(
  plugin: Plugin,
  { points = {}, ...common }: PluginOptions = {},
): void {
  describe(`${plugin.name} ${plugin.version}`, () => {
    for (const token of plugin.provides) {
      const name = pointOf(token)?.name ?? String(token.description);
      const options = { ...common, ...points[name] };
      const run = suites[name];
      if (run !== undefined) run(plugin, options);
      else if (name === 'ToolSource' && points[name]?.tools !== undefined) {
        describeToolSource(plugin, { ...options, tools: points[name].tools });
      } else test.skip(`${name} (${name === 'ToolSource' ? 'no tools were given' : 'no suite'})`);
    }
  });
}
