import type { Capability, HostCall } from '../../../runtime/contract/index.ts';
import { lister, reader } from './reading.ts';
import { Roots } from './roots.ts';
import { writer } from './writing.ts';

/** Paths of files and folders that stay out of reach, wherever their links lead. */
export interface Kept {
  readonly guarded: readonly string[];
  readonly closed: readonly string[];
}

/**
 * `host.read`, `host.list` and `host.write`, below the roots that a sandbox's `read` and `write` name.
 * What may be written may not be read for that.
 * @param kept paths: what governs the tools, where nothing is ever written, and what is `closed`, where
 * nothing is read either, whatever root holds it
 */
export const folders = ({ guarded, closed }: Kept): Capability => ({
  name: 'folders',
  offers: ['read', 'list', 'write'],
  grant: ({ grants, root }) => {
    const { read = [], write = [] } = grants;
    const calls = new Map<string, HostCall>();
    if (read.length > 0) {
      const roots = new Roots(read, root, closed);
      calls.set('read', reader(roots)).set('list', lister(roots));
    }
    if (write.length > 0) calls.set('write', writer(new Roots(write, root), guarded));
    return calls;
  },
});
