import {
  definePlugin,
  every,
  PlanInForce,
  type Plugin,
  Scrubber,
  SpanSink,
} from '../../../runtime/contract/index.ts';
import { type Api, OtelSink } from './sink.ts';

/** Makes the tracer over an API that is loaded in another way than by its package name. */
export function otel(load: () => Promise<Api>, draw: () => number = Math.random): Plugin {
  return definePlugin({
    name: 'vak/otel',
    version: '0.1.0',
    api: 1,
    runs: 'process',
    provides: [SpanSink],
    requires: [PlanInForce, Scrubber],
    setup({ add }) {
      add(SpanSink, [PlanInForce, every(Scrubber)], ({ plan }, scrubbers) => {
        const sampleNano = BigInt(plan.trace?.sampleNano ?? '1000000000');
        return new OtelSink({ load, scrubbers, sampleNano, draw });
      });
    },
  });
}

/**
 * `vak/otel`: spans through `@opentelemetry/api`, an optional peer that the host installs together with
 * an SDK of its own. `sample` of the `trace` block holds for traces that begin here; a trace that a
 * caller began keeps the caller's choice.
 */
export default otel(() => import('@opentelemetry/api'));
