import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { otel } from '../../../../src/plugins/telemetry/otel/index.ts';
import type { Api } from '../../../../src/plugins/telemetry/otel/sink.ts';
import { folder, started } from '../../../road/mk.ts';
import { type Exporter, type Finished, type Point, sdkOf, simple } from './sdk.ts';

const policy = (trace = ''): string => `
tool orders.read {
  effect: read
  args { id: string }
  result: string
}
tool orders.list {
  effect: read
  args { }
  result: string
}
agent desk { tools: [orders.read, orders.list] }
policy desk_rules for desk {
  rule look { permit orders.read when args.id != "no" }
  rule list { permit orders.list }
}
limit few for desk {
  on orders.read
  at most 100 calls per 1h
}
${trace}
`;

const given = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const hasProtoc = spawnSync('protoc', ['--version']).status === 0;

for (const name of ['sdk-2', 'sdk-3']) {
  const installed = existsSync(new URL(`../${name}/node_modules`, import.meta.url));
  describe.skipIf(!installed)(`with ${name}${installed ? '' : ', which is not installed'}`, () => {
    let api: Api | undefined;
    afterEach(() => {
      api?.trace.disable();
      api?.metrics.disable();
      // What one version of the API registers, another does not take over.
      Reflect.deleteProperty(globalThis, Symbol.for('opentelemetry.js.api.1'));
    });

    /** A runtime that is traced by the SDK, into memory. */
    async function traced(options: { trace?: string; tools?: object; exporter?: unknown } = {}) {
      const sdk = sdkOf(name);
      api = sdk.api;
      const exporter = options.exporter ?? new sdk.InMemorySpanExporter();
      const Provider = sdk.TracerProvider ?? sdk.BasicTracerProvider;
      const provider = new Provider({ spanProcessors: [simple(sdk, exporter)] });
      sdk.api.trace.setGlobalTracerProvider(provider);
      const counts = new sdk.InMemoryMetricExporter(sdk.AggregationTemporality.CUMULATIVE);
      const reader = new sdk.PeriodicExportingMetricReader({
        exporter: counts,
        exportIntervalMillis: 1_000_000,
      });
      const meters = new sdk.MeterProvider({ readers: [reader] });
      sdk.api.metrics.setGlobalMeterProvider(meters);
      onTestFinished(() => meters.shutdown());
      const { vak } = await started(policy(options.trace), {
        tools: { 'orders.read': () => 'x', 'orders.list': () => 'y', ...options.tools } as never,
        replace: [otel(async () => sdk.api)],
      });
      return { vak, sdk, exporter: exporter as never as Exporter, provider, counts, meters };
    }

    test('a call is one span with events for its phases, within its caller’s trace', async () => {
      const { vak, exporter, provider } = await traced();
      const session = vak.agent('desk').session({ principal: 'alice' });
      await session.call('orders.read', { id: '1' }, { traceparent: given });
      await provider.forceFlush();
      const [span, ...more] = exporter.getFinishedSpans();
      expect(more).toEqual([]);
      expect(span?.name).toBe('execute_tool orders.read');
      expect(span?.spanContext().traceId).toBe(given.split('-')[1]);
      expect(span?.parentSpanContext?.spanId).toBe(given.split('-')[2]);
      expect(span?.attributes).toMatchObject({
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'orders.read',
        'gen_ai.agent.name': 'desk',
        'vak.verdict': 'permit',
      });
      expect(span?.events.map((event) => event.name)).toEqual([
        'ground',
        'opinions',
        'record',
        'execute',
        'inspect',
        'settle',
      ]);
    });

    test('`phases: spans` gives each phase a span within the call’s', async () => {
      const { vak, exporter, provider } = await traced({ trace: 'trace { phases: spans }' });
      await vak.agent('desk').session({ principal: 'alice' }).call('orders.read', { id: '1' });
      await provider.forceFlush();
      const spans = exporter.getFinishedSpans();
      const call = spans.find((span) => span.name === 'execute_tool orders.read');
      const inner = spans.filter((span) => span !== call);
      expect(inner.map((span) => span.name)).toEqual(
        ['ground', 'opinions', 'record', 'execute', 'inspect', 'settle'].map((one) => `vak.${one}`),
      );
      for (const span of inner) {
        expect(span.parentSpanContext?.spanId).toBe(call?.spanContext().spanId);
      }
    });

    test('a tool is handed the call’s own context, and a host’s own span can be around calls', async () => {
      const seen: (string | undefined)[] = [];
      const { vak, exporter, provider } = await traced({
        tools: {
          'orders.read': (_: unknown, host: { traceparent?: string }) => {
            seen.push(host.traceparent);
            return 'x';
          },
        },
      });
      const turn = vak.tracer.begin('chat turn');
      const session = vak.agent('desk').session({ principal: 'alice' });
      const { traceparent } = turn;
      await session.call(
        'orders.read',
        { id: '1' },
        traceparent === undefined ? {} : { traceparent },
      );
      turn.end();
      await provider.forceFlush();
      const [call, around] = exporter.getFinishedSpans();
      expect(around?.name).toBe('chat turn');
      expect(call?.parentSpanContext?.spanId).toBe(around?.spanContext().spanId);
      expect(seen[0]).toContain(String(call?.spanContext().spanId));
    });

    test('a tool’s own calls and look-ups are within its call, whatever code asks for them', async () => {
      const sdk = sdkOf(name);
      api = sdk.api;
      const exporter = new sdk.InMemorySpanExporter() as Exporter;
      const Provider = sdk.TracerProvider ?? sdk.BasicTracerProvider;
      const provider = new Provider({ spanProcessors: [simple(sdk, exporter)] });
      sdk.api.trace.setGlobalTracerProvider(provider);
      const state = folder();
      const code = `async (_, host) => host.invoke({ tool: 'orders.read', args: { id: '1' } })`;
      writeFileSync(join(state, 'outer.ts'), `export default ${code};\n`);
      const looked: unknown[] = [];
      const { vak, entries } = await started(
        `tool orders.read {
           effect: read
           args { id: string }
           result: string
           lookup { who: people.find { id: args.id } }
         }
         tool people.find {
           effect: read
           args { id: string }
           result: string
           returns: trusted
         }
         tool outer {
           effect: read
           args { }
           run: "./outer.ts"
           sandbox: { time: 10s, tools: [orders.read] }
         }
         agent desk { tools: [outer, orders.read, people.find] }
         policy p for desk { rule a { permit outer } rule b { permit orders.read } }`,
        {
          state,
          tools: {
            'orders.read': () => 'x',
            'people.find': (_: unknown, host: { traceparent?: string }) => {
              looked.push(host.traceparent);
              return 'ada';
            },
          } as never,
          replace: [otel(async () => sdk.api)],
        },
      );
      const session = vak.agent('desk').session();
      const done = await session.call('outer' as never, {} as never, { traceparent: given });
      expect(done).toMatchObject({ ok: true, value: 'x' });
      await provider.forceFlush();
      const [inner, outer] = exporter.getFinishedSpans();
      expect([inner?.name, outer?.name]).toEqual([
        'execute_tool orders.read',
        'execute_tool outer',
      ]);
      expect(outer?.parentSpanContext?.spanId).toBe(given.split('-')[2]);
      expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
      const contexts = (await entries()).flatMap(({ trace }) =>
        trace === undefined ? [] : [trace],
      );
      const own = [outer, inner].map((span) => span?.spanContext());
      expect(contexts).toEqual(own.map((of) => `00-${of?.traceId}-${of?.spanId}-01`));
      expect(looked).toEqual([contexts[1]]);
    });

    test('baggage is neither read nor handed on', async () => {
      const { vak, sdk, exporter, provider } = await traced();
      const baggage = sdk.api.propagation.createBaggage({ tenant: { value: 'forged-tenant' } });
      const context = sdk.api.propagation.setBaggage(sdk.api.context.active(), baggage);
      await sdk.api.context.with(context, () =>
        vak.agent('desk').session({ principal: 'alice' }).call('orders.read', { id: '1' }),
      );
      await provider.forceFlush();
      const [span] = exporter.getFinishedSpans();
      expect(JSON.stringify([span?.attributes, span?.events])).not.toContain('forged-tenant');
      expect(span?.attributes['vak.tenant']).toBe('default');
    });

    test('metrics: calls by verdict, latency, wait, and what was taken of limits', async () => {
      const { vak, counts, meters } = await traced();
      const session = vak.agent('desk').session({ principal: 'alice' });
      await session.call('orders.read', { id: '1' });
      await session.call('orders.read', { id: 'no' });
      await session.call('made.up', {});
      await meters.forceFlush();
      const points = new Map<string, readonly Point[]>();
      for (const { scopeMetrics } of counts.getMetrics()) {
        for (const { metrics } of scopeMetrics) {
          for (const { descriptor, dataPoints } of metrics) points.set(descriptor.name, dataPoints);
        }
      }
      const calls = points.get('vak.calls') ?? [];
      const by = calls.map(({ attributes, value }) => [
        attributes['vak.verdict'],
        attributes['gen_ai.tool.name'],
        value,
      ]);
      expect(by.sort()).toEqual([
        ['forbid', '(unknown)', 1],
        ['forbid', 'orders.read', 1],
        ['permit', 'orders.read', 1],
      ]);
      expect(points.get('vak.calls.active')?.[0]?.value).toBe(0);
      expect(points.get('vak.limit.used')?.[0]).toMatchObject({ value: 1 });
      const durations = points.get('vak.call.duration') ?? [];
      expect(durations.map(({ value }) => (value as { count: number }).count)).toEqual([1, 1, 1]);
      expect(points.get('vak.call.wait')).toHaveLength(1);
    });

    test.skipIf(!hasProtoc)(
      `what arrives over OTLP says the call and no argument${hasProtoc ? '' : ' (no protoc here)'}`,
      async () => {
        const bodies: Buffer[] = [];
        const server = createServer((request, response) => {
          const parts: Buffer[] = [];
          request.on('data', (part: Buffer) => parts.push(part));
          request.on('end', () => {
            bodies.push(Buffer.concat(parts));
            response.end();
          });
        }).listen(0, '127.0.0.1');
        onTestFinished(() => void server.close());
        await new Promise((resolve) => server.once('listening', resolve));
        const { port } = server.address() as AddressInfo;
        const { OTLPTraceExporter } = sdkOf(name);
        const exporter = new OTLPTraceExporter({ url: `http://127.0.0.1:${port}/v1/traces` });
        const { vak, provider } = await traced({ exporter });
        const session = vak.agent('desk').session({ principal: 'alice' });
        await session.call('orders.read', { id: 'my-own-argument' }, { traceparent: given });
        await provider.forceFlush();
        await provider.shutdown();
        const decoded = bodies.map((body) => {
          const { stdout, status } = spawnSync('protoc', ['--decode_raw'], { input: body });
          expect(status).toBe(0);
          return stdout.toString('utf8');
        });
        const text = decoded.join('\n');
        // ExportTraceServiceRequest: resource_spans 1, scope_spans 2, spans 2; in a span name 5, kind 6.
        expect(text).toMatch(/5: "execute_tool orders\.read"\s+6: 1/);
        expect(text).toContain('1: "gen_ai.operation.name"');
        expect(text).toContain('1: "vak.verdict"');
        expect(text).not.toContain('my-own-argument');
      },
    );

    test('no secret is ever in a span, wherever a call carries it', async () => {
      const secret = 'hunter2-long-value';
      process.env.VAK_SDK_TEST_SECRET = secret;
      onTestFinished(() => void delete process.env.VAK_SDK_TEST_SECRET);
      const sdk = sdkOf(name);
      api = sdk.api;
      const exporter = new sdk.InMemorySpanExporter();
      const Provider = sdk.TracerProvider ?? sdk.BasicTracerProvider;
      const provider = new Provider({ spanProcessors: [simple(sdk, exporter)] });
      sdk.api.trace.setGlobalTracerProvider(provider);
      const { vak } = await started(
        `${policy('trace { phases: spans }')}\nsecret key { from: env("VAK_SDK_TEST_SECRET"), for: [orders.read] }`,
        {
          tools: {
            'orders.read': ({ id }: { id: string }) => {
              if (id.startsWith('x')) throw new Error(`failed over ${id}`);
              return id;
            },
            'orders.list': () => secret,
          },
          replace: [otel(async () => sdk.api)],
        },
      );
      const around = fc.string({ maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(around, around, fc.boolean(), async (before, after, asTool) => {
          exporter.reset();
          const odd = `${before}${secret}${after}`;
          const session = vak.agent('desk').session({ principal: odd, tenant: odd });
          await session.call((asTool ? odd : 'orders.read') as 'orders.read', { id: odd });
          await session.call('orders.list', {});
          await provider.forceFlush();
          const spans = exporter.getFinishedSpans() as readonly Finished[];
          expect(spans.length).toBeGreaterThan(1);
          const shown = spans.map(({ name: called, attributes, events, ...span }) =>
            JSON.stringify([called, attributes, events, (span as { status?: unknown }).status]),
          );
          expect(shown.join('\n')).not.toContain(secret);
        }),
        { numRuns: 40 },
      );
    });
  });
}
