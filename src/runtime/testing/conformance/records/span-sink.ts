import { expect } from 'vitest';
import { Scrubber } from '../../../contract/execution.ts';
import { PlanInForce } from '../../../contract/host.ts';
import type { Plugin } from '../../../contract/plugin.ts';
import { SpanSink } from '../../../contract/records.ts';
import { every } from '../../../contract/token.ts';
import { type SuiteOptions, suite } from '../../suite.ts';
import { given } from '../harness.ts';

const begun = {
  name: 'execute_tool orders.read',
  at: 1_700_000_000_000,
  traceparent: undefined,
  attributes: { 'gen_ai.tool.name': 'orders.read', 'vak.tenant': 'acme' },
} as const;
const form = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * Declares the tests that every sink of spans must pass. A sink never disturbs a call, so there is
 * little that it must do and much that it must bear. The suite provides a plan without a `trace`
 * block, and no scrubbers.
 */
export function describeSpanSink(plugin: Plugin, options: SuiteOptions = {}): void {
  const provided = () => [
    given(PlanInForce, { plan: { trace: null }, digest: 'sha256:0', code: new Map() } as never),
    given(every(Scrubber), []),
    ...(options.provided?.() ?? []),
  ];

  suite(
    'SpanSink',
    plugin,
    { ...options, provided },
    {
      'follows a call from beginning to end': (wired) => {
        const span = wired.get(SpanSink).begin(begun);
        span.event('decided', { 'vak.verdict': 'permit' });
        span.end({ attributes: { 'vak.verdict': 'permit' } });
      },
      'follows a call that fails': (wired) => {
        const span = wired.get(SpanSink).begin(begun);
        span.end({
          attributes: { 'vak.verdict': 'forbid', 'vak.code': 'VAK6001' },
          error: 'VAK6001',
        });
      },
      'hands on a W3C trace context or none': (wired) => {
        const { traceparent } = wired.get(SpanSink).begin(begun);
        if (traceparent !== undefined) expect(traceparent).toMatch(form);
      },
      "stays in the caller's trace, or begins none": (wired) => {
        const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
        const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
        const span = wired.get(SpanSink).begin({ ...begun, traceparent });
        if (span.traceparent !== undefined) expect(span.traceparent).toContain(trace);
        span.end({ attributes: {} });
      },
      'bears contexts that are none': (wired) => {
        for (const traceparent of ['', 'x', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`]) {
          wired
            .get(SpanSink)
            .begin({ ...begun, traceparent })
            .end({ attributes: {} });
        }
      },
      'bears being ended twice and told of events after the end': (wired) => {
        const span = wired.get(SpanSink).begin(begun);
        span.end({ attributes: {} });
        span.event('late');
        span.end({ attributes: {} });
      },
      'bears a span that outlives the sink': async (wired) => {
        const span = wired.get(SpanSink).begin(begun);
        await wired.stop();
        span.event('late');
        span.end({ attributes: {} });
      },
      'keeps many calls at once apart': (wired) => {
        const spans = Array.from({ length: 100 }, () => wired.get(SpanSink).begin(begun));
        const contexts = spans.flatMap(({ traceparent }) => traceparent ?? []);
        expect(new Set(contexts).size).toBe(contexts.length);
        for (const span of spans.reverse()) span.end({ attributes: {} });
      },
    },
  );
}
