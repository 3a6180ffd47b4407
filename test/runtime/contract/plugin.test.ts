import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { Clock, definePlugin, RateLimiter, SpanSink } from '../../../src/runtime/contract/index.ts';

test('config and dependencies are typed without an annotation', () => {
  definePlugin({
    name: '@acme/x',
    version: '1.0.0',
    api: 1,
    runs: 'process',
    provides: [RateLimiter, SpanSink],
    requires: [Clock],
    config: z.object({ url: z.string() }),
    setup({ config, fill }) {
      expectTypeOf(config).toEqualTypeOf<{ url: string }>();
      fill(RateLimiter, [Clock], (clock) => {
        expectTypeOf(clock).toEqualTypeOf<Clock>();
        throw new Error('never made');
      });
    },
  });
});
