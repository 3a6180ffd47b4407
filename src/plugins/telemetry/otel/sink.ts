import type { Span, SpanOptions, Tracer } from '@opentelemetry/api';
import type {
  ActiveSpan,
  Attributes,
  CallMeasure,
  Health,
  Living,
  Scrubber,
  SpanSink,
} from '../../../runtime/contract/index.ts';
import { clean, cleanText } from './attributes.ts';
import { OtelMeter } from './meter.ts';
import { readTraceparent, writeTraceparent } from './trace-context.ts';

/** The part of `@opentelemetry/api` that is used, as the module gives it. */
export type Api = typeof import('@opentelemetry/api');

/** How a sink comes by the API and what it does with the spans. */
export interface SinkOptions {
  /** Rejects with ERR_MODULE_NOT_FOUND when the package is not installed. */
  readonly load: () => Promise<Api>;
  readonly scrubbers: readonly Scrubber[];
  /** Billionths of the traces that begin here which are kept. */
  readonly sampleNano: bigint;
  /** Draws a number from 0 up to 1. */
  readonly draw: () => number;
}

/** What is begun when nothing is traced. */
const silent: ActiveSpan = { event: () => undefined, end: () => undefined };

/**
 * One OpenTelemetry span per call, `execute_tool <name>` by the GenAI conventions, as a child of the
 * caller's trace context or else of the span that is active in the process. Without the package, or
 * with no SDK registered, nothing is traced and the caller's context is handed on by the runtime. No
 * method throws; what fails is counted and shown by `health`.
 */
export class OtelSink implements SpanSink, Living {
  readonly name = 'vak/otel';
  readonly #options: SinkOptions;
  #api: Api | undefined;
  #tracer: Tracer | undefined;
  #meter: OtelMeter | undefined;
  #failures = 0;
  #last = '';

  constructor(options: SinkOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    try {
      this.#api = await this.#options.load();
      this.#tracer = this.#api.trace.getTracer('vak', '0.1.0');
      this.#meter = new OtelMeter(this.#api);
    } catch (cause) {
      if (!isAbsent(cause)) this.#failed(cause);
    }
  }

  /** Lets go of the API; spans under way may still end. */
  stop(): void {
    this.#api = undefined;
    this.#tracer = undefined;
    this.#meter = undefined;
  }

  health(): Health {
    if (this.#failures === 0) return { state: 'ok' };
    const reason = `${this.#failures} spans or events were lost; the last said: ${this.#last}`;
    return { state: 'degraded', reason };
  }

  /** True without the package, and while no SDK is registered for traces or metrics. */
  get idle(): boolean {
    const api = this.#api;
    if (api === undefined) return true;
    const provider = api.trace.getTracerProvider();
    const traced =
      !(provider instanceof api.ProxyTracerProvider) ||
      provider.getDelegateTracer('vak', '0.1.0') !== undefined;
    return !traced && this.#meter?.idle !== false;
  }

  measure(call: CallMeasure): void {
    this.#guard(() => this.#meter?.measure(call));
  }

  underWay(change: 1 | -1): void {
    this.#guard(() => this.#meter?.underWay(change));
  }

  begin(begun: Parameters<SpanSink['begin']>[0]): ActiveSpan {
    return this.#guard(() => this.#begin(begun)) ?? silent;
  }

  #begin({ name, traceparent, attributes }: Parameters<SpanSink['begin']>[0]) {
    const [api, tracer] = [this.#api, this.#tracer];
    if (api === undefined || tracer === undefined) return silent;
    const given = readTraceparent(traceparent);
    const active = api.context.active();
    const parent =
      given === undefined ? active : api.trace.setSpanContext(active, { ...given, isRemote: true });
    const hasParent = api.trace.getSpanContext(parent) !== undefined;
    if (!hasParent && this.#options.draw() >= Number(this.#options.sampleNano) / 1e9) return silent;
    const options: SpanOptions = {
      kind: api.SpanKind.INTERNAL,
      attributes: this.#clean(attributes),
    };
    const span = tracer.startSpan(cleanText(name, this.#options.scrubbers), options, parent);
    return this.#active(api, span);
  }

  #active(api: Api, span: Span): ActiveSpan {
    const traceparent = writeTraceparent(span.spanContext());
    return {
      ...(traceparent === undefined ? {} : { traceparent }),
      event: (name, attributes = {}) => {
        this.#guard(() => span.addEvent(name, this.#clean(attributes)));
      },
      end: ({ attributes, error }) => {
        this.#guard(() => {
          span.setAttributes(this.#clean(attributes));
          if (error !== undefined) {
            const message = cleanText(error, this.#options.scrubbers);
            span.setAttribute('error.type', message);
            span.setStatus({ code: api.SpanStatusCode.ERROR, message });
          }
        });
        this.#guard(() => span.end());
      },
    };
  }

  #clean(attributes: Attributes): Attributes {
    return clean(attributes, this.#options.scrubbers);
  }

  #guard<T>(body: () => T): T | undefined {
    try {
      return body();
    } catch (cause) {
      this.#failed(cause);
      return undefined;
    }
  }

  #failed(cause: unknown): void {
    this.#failures += 1;
    // The kind alone: the text of a foreign error may quote what it failed over.
    this.#last = cause instanceof Error ? cause.name : typeof cause;
  }
}

const isAbsent = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
