import { lookup } from 'node:dns/promises';
import { definePlugin, Resolver } from '../../runtime/contract/index.ts';
import { fewAtOnce } from './few-at-once.ts';

/**
 * Each question to the system holds one of the few threads (`UV_THREADPOOL_SIZE`) that files are read and
 * written by, the log's too, for as long as a name server is silent: some are left to those.
 */
const most = Math.max(1, (Number(process.env.UV_THREADPOOL_SIZE) || 4) - 2);

/** `vak/resolver`: asks the system, its files and its name servers alike. */
export default definePlugin({
  name: 'vak/resolver',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [Resolver],
  setup({ fill }) {
    fill(Resolver, [], () => ({
      resolve: fewAtOnce(most, async (host) =>
        (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address),
      ),
    }));
  },
});
