import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Api } from '../../../../src/plugins/telemetry/otel/sink.ts';

/** What is used of an SDK, whichever it is. */
export interface Sdk {
  readonly api: Api;
  // biome-ignore lint/suspicious/noExplicitAny: two versions of one package, each with types of its own
  readonly [part: string]: any;
}

export function sdkOf(name: string): Sdk {
  const from = createRequire(fileURLToPath(new URL(`../${name}/package.json`, import.meta.url)));
  const trace = name === 'sdk-3' ? 'sdk-trace' : 'sdk-trace-base';
  const parts = ['sdk-metrics', trace, 'exporter-trace-otlp-proto', 'api'];
  const [metrics, spans, otlp, api] = parts.map((part) => from(`@opentelemetry/${part}`));
  return { ...metrics, ...spans, ...otlp, api };
}

/** Exports each span when it ends; SDK 3 takes its exporter by name. */
export const simple = (sdk: Sdk, exporter: unknown): unknown =>
  new sdk.SimpleSpanProcessor(sdk.TracerProvider === undefined ? exporter : { exporter });

export interface Finished {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly name: string }[];
  readonly parentSpanContext?: { readonly spanId: string };
  spanContext(): { readonly traceId: string; readonly spanId: string };
}
export interface Exporter {
  getFinishedSpans(): readonly Finished[];
}
export interface Point {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: unknown;
}
