import * as api from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import plugin, { otel } from '../../../../src/plugins/telemetry/otel/index.ts';
import {
  every,
  PlanInForce,
  type Plugin,
  Scrubber,
  SpanSink,
} from '../../../../src/runtime/contract/index.ts';
import { given, type Wired, wire } from '../../../../src/runtime/testing/conformance/harness.ts';
import { describeSpanSink } from '../../../../src/runtime/testing/conformance/records/span-sink.ts';

const exporter = new InMemorySpanExporter();
beforeEach(() => {
  const provider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  api.trace.setGlobalTracerProvider(provider);
});
afterEach(() => {
  exporter.reset();
  api.trace.disable();
});

const absent = otel(() =>
  Promise.reject(Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })),
);
describeSpanSink(plugin);
describe('without the package', () => describeSpanSink(absent));

const blanking: Scrubber = {
  name: 'test',
  scrub: (text) => ({ text: text.replaceAll('hunter2-value', '[secret:k]'), found: [] }),
};
async function started(
  one: Plugin = plugin,
  { sampleNano = undefined as string | undefined, scrubbers = [blanking] } = {},
): Promise<Wired> {
  const trace = sampleNano === undefined ? null : { sampleNano, hide: [], at: '' };
  const wired = await wire(one, [
    given(PlanInForce, { plan: { trace }, digest: '', code: new Map() } as never),
    given(every(Scrubber), scrubbers),
  ]);
  await wired.start();
  return wired;
}
const begun = (more: object = {}) => ({
  name: 'execute_tool orders.read',
  at: 0,
  traceparent: undefined,
  attributes: {},
  ...more,
});

describe('with an SDK', () => {
  test('one span per call, with the names of the conventions and of vak', async () => {
    const sink = (await started()).get(SpanSink);
    const span = sink.begin(
      begun({
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'orders.read',
          'gen_ai.agent.name': 'support_desk',
          'vak.plan': 'sha256:1',
        },
      }),
    );
    span.event('decided', { 'vak.verdict': 'permit' });
    span.end({ attributes: { 'vak.verdict': 'permit', 'vak.rule': 'desk.read' } });
    const [done, ...more] = exporter.getFinishedSpans();
    expect(more).toEqual([]);
    expect(done).toMatchObject({
      name: 'execute_tool orders.read',
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'orders.read',
        'gen_ai.agent.name': 'support_desk',
        'vak.plan': 'sha256:1',
        'vak.verdict': 'permit',
        'vak.rule': 'desk.read',
      },
      events: [{ name: 'decided', attributes: { 'vak.verdict': 'permit' } }],
      status: { code: api.SpanStatusCode.UNSET },
    });
    expect(span.traceparent).toContain(done?.spanContext().spanId);
  });

  test('a refusal is an error of the span, by its code', async () => {
    const span = (await started()).get(SpanSink).begin(begun());
    span.end({ attributes: { 'vak.verdict': 'forbid' }, error: 'VAK6001' });
    expect(exporter.getFinishedSpans()[0]).toMatchObject({
      attributes: { 'error.type': 'VAK6001' },
      status: { code: api.SpanStatusCode.ERROR, message: 'VAK6001' },
    });
  });

  test("the caller's context is the parent, and the tool gets the span's own", async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
    const span = (await started()).get(SpanSink).begin(begun({ traceparent }));
    span.end({ attributes: {} });
    const [done] = exporter.getFinishedSpans();
    expect(done?.spanContext().traceId).toBe(trace);
    expect(done?.parentSpanContext?.spanId).toBe('00f067aa0ba902b7');
    expect(span.traceparent).toBe(`00-${trace}-${done?.spanContext().spanId}-01`);
  });

  test('a caller who does not sample is followed: nothing is exported, the context goes on', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const traceparent = `00-${trace}-00f067aa0ba902b7-00`;
    const span = (await started()).get(SpanSink).begin(begun({ traceparent }));
    span.end({ attributes: {} });
    expect(exporter.getFinishedSpans()).toEqual([]);
    expect(span.traceparent).toMatch(new RegExp(`^00-${trace}-.*-00$`));
  });

  test('`sample` decides for traces that begin here, and only for those', async () => {
    const draws = [0.05, 0.1, 0.5, 0.099];
    const tenth = otel(
      () => import('@opentelemetry/api'),
      () => draws.shift() ?? 1,
    );
    const sink = (await started(tenth, { sampleNano: '100000000' })).get(SpanSink);
    for (let call = 0; call < 4; call += 1) sink.begin(begun()).end({ attributes: {} });
    expect(exporter.getFinishedSpans()).toHaveLength(2);
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    sink.begin(begun({ traceparent })).end({ attributes: {} });
    expect(exporter.getFinishedSpans()).toHaveLength(3);
  });

  test('no secret, argument, result or message is ever in a span', async () => {
    const sink = (await started()).get(SpanSink);
    const name = fc.oneof(
      fc.constantFrom('gen_ai.tool.call.arguments', 'gen_ai.tool.call.result', 'vak.rule'),
      fc.constantFrom('gen_ai.input.messages', 'args', 'http.url', 'gen_ai.tool.name'),
      fc.string({ maxLength: 8 }),
    );
    const text = fc.tuple(fc.string(), fc.string()).map(([a, b]) => `${a}hunter2-value${b}`);
    fc.assert(
      fc.property(fc.dictionary(name, text), text, (attributes, said) => {
        exporter.reset();
        const span = sink.begin(begun({ name: `execute_tool ${said}`, attributes }));
        span.event('decided', attributes);
        span.end({ attributes, error: said });
        const [done] = exporter.getFinishedSpans();
        const { name: called, attributes: kept, events, status } = done as NonNullable<typeof done>;
        const shown = JSON.stringify([called, kept, events, status]);
        expect(shown).not.toContain('hunter2-value');
        for (const key of Object.keys({ ...kept, ...events[0]?.attributes })) {
          expect(['vak.rule', 'gen_ai.tool.name', 'error.type']).toContain(key);
        }
      }),
    );
  });

  test('what fails inside is counted, and the call goes on', async () => {
    const broken: Scrubber = {
      name: 'broken',
      scrub: () => {
        throw new TypeError('hunter2-value');
      },
    };
    const wired = await started(plugin, { scrubbers: [broken] });
    const span = wired.get(SpanSink).begin(begun({ attributes: { 'vak.rule': 'a' } }));
    span.event('decided', { 'vak.rule': 'a' });
    span.end({ attributes: { 'vak.rule': 'a' } });
    const [health] = await wired.health();
    expect(health).toMatchObject({ state: 'degraded' });
    expect(JSON.stringify(health)).toContain('TypeError');
    expect(JSON.stringify(health)).not.toContain('hunter2-value');
    expect(exporter.getFinishedSpans()).toEqual([]);
  });
});

describe('without', () => {
  test('an SDK, nothing is traced', async () => {
    api.trace.disable();
    const span = (await started()).get(SpanSink).begin(begun());
    expect(span.traceparent).toBeUndefined();
    span.end({ attributes: {} });
  });

  test('the package, nothing is traced and all is well', async () => {
    const wired = await started(absent);
    const span = wired.get(SpanSink).begin(begun());
    expect(span.traceparent).toBeUndefined();
    expect(await wired.health()).toEqual([{ state: 'ok' }]);
  });

  test('a package that can be loaded, nothing is traced and health says so', async () => {
    const wired = await started(otel(() => Promise.reject(new SyntaxError('bad'))));
    expect(wired.get(SpanSink).begin(begun()).traceparent).toBeUndefined();
    expect(await wired.health()).toMatchObject([{ state: 'degraded' }]);
  });
});
