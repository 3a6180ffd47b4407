import { expect, test } from 'vitest';
import judge from '../../../../src/plugins/judgement/judge/index.ts';
import { Limiter } from '../../../../src/plugins/policy/limits/limiter.ts';
import {
  Clock,
  HostSide,
  type LlmConfig,
  type ModelPort,
  PlanInForce,
  RateLimiter,
} from '../../../../src/runtime/contract/index.ts';
import { given, wire } from '../../../../src/runtime/testing/conformance/harness.ts';
import { describeScorer } from '../../../../src/runtime/testing/conformance/judgement/scorer.ts';
import { fakeClock } from '../../../../src/runtime/testing/fake-clock.ts';

/** A model that finds every step good. */
const content: ModelPort = {
  abilities: () => ({ logprobs: false, schema: true }),
  complete: async () => ({
    text: JSON.stringify({ score: 0.9, confidence: 0.8, fault: 'none' }),
    finish: 'stop',
    usage: { input: 100, output: 20 },
  }),
};
const host = (models: Readonly<Record<string, LlmConfig>>) => [
  given(HostSide, { base: '.', models } as never),
  given(PlanInForce, { plan: { file: 'policy.vak', uses: [] } } as never),
  given(RateLimiter, new Limiter()),
  given(Clock, fakeClock(0)),
];

describeScorer(judge, {
  config: { model: ['a', 'b'], strong: 'b', tokens_per_session: 1_000_000 },
  provided: () => host({ a: { model: content }, b: { model: content } }),
});

test.each([
  ['a model that is none', { model: {} }],
  ['a price that is no whole number', { model: content, price: { input: 0.5, output: 1n } }],
  ['a price below nothing', { model: content, price: { input: -1n, output: 1n } }],
])('%s stops the start', async (_, a) => {
  const wired = wire(judge, host({ a: a as never }), { config: { model: 'a' } });
  await expect(wired).rejects.toThrow('`a`');
});

test('money is not limited for a model without a price', async () => {
  for (const key of ['micros_per_day', 'micros_per_tenant', 'micros_per_session']) {
    const wired = wire(judge, host({ a: { model: content } }), {
      config: { model: 'a', [key]: 9 },
    });
    await expect(wired).rejects.toThrow('`a` has no `price`');
  }
});
