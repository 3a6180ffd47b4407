import { join } from 'node:path';
import { definePlugin, HostSide, RateLimiter } from 'vak/plugin';
import { z } from 'zod';
import { Ledger } from './ledger.ts';

/**
 * A rate limiter that keeps its counts in an SQLite file below the state folder, where they outlast
 * the process. It costs a transaction per call; the built-in one, which counts in memory and is rebuilt
 * from the log, is faster.
 */
export default definePlugin({
  name: 'example/sqlite-limits',
  version: '1.0.0',
  api: 1,
  runs: 'process',
  provides: [RateLimiter],
  requires: [HostSide],
  config: z.strictObject({ file: z.string().regex(/^[\w.-]+$/, 'must be a plain file name') }),
  setup({ config, fill }) {
    fill(RateLimiter, [HostSide], ({ state }) => new Ledger(join(state, config.file)));
  },
});
