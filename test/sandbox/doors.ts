import type { HostCalls, HostLimits, Json } from '../../src/runtime/contract/index.ts';

/** A host with a few doors: one gives back, one waits for ever, one fails with a secret, one refuses. */
export const doors = (limits?: HostLimits) => (): HostCalls => ({
  offers: ['echo', 'fs.read', 'hang', 'leak', 'refuse', 'large', 'odd'],
  withholds: ['net.fetch'],
  ...(limits === undefined ? {} : { limits }),
  answer: async (name, args) => {
    if (name === 'hang') return new Promise(() => {});
    if (name === 'leak') throw new Error('swordfish in /etc/passwd');
    if (name === 'refuse') return { ok: false, code: 'VAK6103', message: 'not such an argument' };
    if (name === 'large') return { ok: true, value: 'x'.repeat(5_000_000) };
    const odd = JSON.parse('{"__proto__":{"polluted":1},"constructor":2}') as Json;
    return { ok: true, value: name === 'odd' ? odd : args };
  },
});
