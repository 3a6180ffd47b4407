import type { Counter, Histogram, MeterProvider, UpDownCounter } from '@opentelemetry/api';
import type { CallMeasure } from '../../../runtime/contract/index.ts';
import type { Api } from './sink.ts';

interface Instruments {
  readonly calls: Counter;
  readonly duration: Histogram;
  readonly wait: Histogram;
  readonly underWay: UpDownCounter;
  readonly used: Counter;
}

/**
 * Metrics of calls: `vak.calls` by verdict, tool, agent and code; `vak.call.duration` and `vak.call.wait` in seconds,
 * `vak.calls.active`; `vak.limit.used` by limit. Begins to count as soon as a meter provider is registered.
 */
export class OtelMeter {
  readonly #api: Api;
  #provider: MeterProvider | undefined;
  #instruments: Instruments | undefined;

  constructor(api: Api) {
    this.#api = api;
  }

  /** True while no SDK takes measures. */
  get idle(): boolean {
    return this.#current() === undefined;
  }

  underWay(change: 1 | -1): void {
    this.#current()?.underWay.add(change);
  }

  measure({ tool, agent, verdict, code, ms, waitedMs, used }: CallMeasure): void {
    const instruments = this.#current();
    if (instruments === undefined) return;
    const of = {
      'gen_ai.tool.name': tool,
      'gen_ai.agent.name': agent,
      'vak.verdict': verdict,
      ...(code === undefined ? {} : { 'vak.code': code }),
    };
    instruments.calls.add(1, of);
    instruments.duration.record(ms / 1_000, of);
    instruments.wait.record(waitedMs / 1_000, { 'gen_ai.agent.name': agent });
    for (const { limit, amount } of used) instruments.used.add(amount, { 'vak.limit': limit });
  }

  #current(): Instruments | undefined {
    const provider = this.#api.metrics.getMeterProvider();
    if (provider === this.#provider) return this.#instruments;
    this.#provider = provider;
    const meter = provider.getMeter('vak', '0.1.0');
    if (meter === this.#api.createNoopMeter()) this.#instruments = undefined;
    else {
      this.#instruments = {
        calls: meter.createCounter('vak.calls', { unit: '{call}' }),
        duration: meter.createHistogram('vak.call.duration', { unit: 's' }),
        wait: meter.createHistogram('vak.call.wait', { unit: 's' }),
        underWay: meter.createUpDownCounter('vak.calls.active', { unit: '{call}' }),
        used: meter.createCounter('vak.limit.used'),
      };
    }
    return this.#instruments;
  }
}
