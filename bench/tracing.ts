import { OtelSink } from '../dist/plugins/telemetry/otel/sink.js';
import { beginSpans } from '../dist/runtime/call/account/spans.js';
import { VakTracer } from '../dist/runtime/call/account/vak-tracer.js';
import { Faults } from '../dist/runtime/kernel/faults.js';
import type { Result } from './result.ts';
import { inTurns, quantile } from './rounds.ts';

// What tracing costs a call where `@opentelemetry/api` is installed and no SDK is registered: the span, six
// phases, the takes and the end, beside the same calls without any sink.

const calls = 20_000;
const phases = ['ground', 'opinions', 'record', 'execute', 'inspect', 'settle'];

export async function run(): Promise<readonly Result[]> {
  const sink = new OtelSink({
    load: () => import('@opentelemetry/api'),
    scrubbers: [],
    sampleNano: 1_000_000_000n,
    draw: Math.random,
  });
  await sink.start();
  const faults = new Faults();
  const tracing = callsWith(new VakTracer([sink], faults, Date.now), faults);
  const without = callsWith(new VakTracer([], faults, Date.now), faults);
  const times = await inTurns(
    [
      { name: 'otel', once: tracing },
      { name: 'none', once: without },
    ],
    { rounds: 31, warm: 10 },
  );
  const ns = (name: string): number => (quantile(times.get(name), 0.5) * 1_000) / calls;
  return [
    { name: 'tracing/without-sdk', value: ns('otel'), unit: 'ns', better: 'lower' },
    { name: 'tracing/without-sink', value: ns('none'), unit: 'ns', better: 'lower' },
  ];
}

function callsWith(tracer: VakTracer, faults: Faults): () => void {
  const road = {
    tracer,
    faults,
    tools: new Map(),
    force: { digest: 'sha256:0', plan: { trace: null } },
  };
  const session = { id: 's-1', agent: { name: 'desk' }, chain: { tenant: 'default' } };
  const request = { tool: 'orders.read', args: {} };
  const result = { ok: true, decision: { verdict: 'permit' }, entry: { index: 0 } };
  return () => {
    for (let call = 0; call < calls; call += 1) {
      const spans = beginSpans(road as never, session as never, request);
      for (const phase of phases) spans.phase(phase);
      spans.took([]);
      spans.end(result as never, undefined);
    }
  };
}
