import { definePlugin, RateLimiter } from '../../../runtime/contract/index.ts';
import { Limiter } from './limiter.ts';

/** `vak/limits`: exact windows and GCRA, counted in memory and rebuilt from the log at start. */
export default definePlugin({
  name: 'vak/limits',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [RateLimiter],
  setup({ fill }) {
    fill(RateLimiter, [], () => new Limiter());
  },
});
