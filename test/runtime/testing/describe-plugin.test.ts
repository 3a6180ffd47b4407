import { describe, expect, test } from 'vitest';
import approvals from '../../../src/plugins/policy/approvals/index.ts';
import { definePlugin, RateLimiter, SpanSink } from '../../../src/runtime/contract/index.ts';
import { describePlugin } from '../../../src/runtime/testing/describe-plugin.ts';
import { fakeClock } from '../../../src/runtime/testing/fake-clock.ts';
import { suite } from '../../../src/runtime/testing/suite.ts';

describePlugin(approvals);

const clock = fakeClock(0);
describePlugin(clock, { points: { Clock: { advance: (ms) => clock.advance(ms) } } });

describe('a suite', () => {
  test('refuses to skip a case that does not exist', () => {
    const plugin = definePlugin({
      name: 'test/none',
      version: '1.0.0',
      api: 1,
      runs: 'process',
      provides: [RateLimiter, SpanSink],
      setup() {},
    });
    expect(() => suite('RateLimiter', plugin, { skip: { 'no such case': 'because' } }, {})).toThrow(
      'there is no case `no such case` of RateLimiter to skip',
    );
  });
});
