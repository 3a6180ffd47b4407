import type { Capability, HostCall } from '../../../runtime/contract/index.ts';
import { lister, reader } from './reading.ts';
import { Roots } from './roots.ts';
import { writer } from './writing.ts';

/**
 * `host.read`, `host.list` and `host.write`, below the roots that a sandbox's `read` and `write` name.
 * What may be written may not be read for that.
 * @param guarded what governs the tools, as real paths: nothing there is ever written
 */
export const folders = (guarded: readonly string[]): Capability => ({
  name: 'folders',
  offers: ['read', 'list', 'write'],
  grant: ({ grants, root }) => {
    const { read = [], write = [] } = grants;
    const calls = new Map<string, HostCall>();
    if (read.length > 0) {
      const roots = new Roots(read, root);
      calls.set('read', reader(roots)).set('list', lister(roots));
    }
    if (write.length > 0) calls.set('write', writer(new Roots(write, root), guarded));
    return calls;
  },
});
