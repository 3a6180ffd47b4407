import { lookup } from 'node:dns/promises';
import { definePlugin, Resolver } from '../../runtime/contract/index.ts';

/** `vak/resolver`: asks the system, its files and its name servers alike. */
export default definePlugin({
  name: 'vak/resolver',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [Resolver],
  setup({ fill }) {
    fill(Resolver, [], () => ({
      resolve: async (host) =>
        (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address),
    }));
  },
});
