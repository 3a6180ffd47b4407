import { describe, expect, test } from 'vitest';
import { Limiter } from '../../../../src/plugins/policy/limits/limiter.ts';
import { definePlugin, RateLimiter, type Take } from '../../../../src/runtime/contract/index.ts';
import { wire } from '../../../../src/runtime/testing/conformance/harness.ts';
import { rateLimiterCases } from '../../../../src/runtime/testing/conformance/rate-limiter.ts';

/** The cases of the suite that a limiter does not pass. */
async function failures(make: () => RateLimiter): Promise<readonly string[]> {
  const plugin = definePlugin({
    name: 'test/limiter',
    version: '1.0.0',
    api: 1,
    runs: 'process',
    provides: [RateLimiter],
    setup({ fill }) {
      fill(RateLimiter, [], make);
    },
  });
  const failed: string[] = [];
  for (const [name, body] of Object.entries(rateLimiterCases)) {
    const wired = await wire(plugin);
    await Promise.resolve(body(wired)).catch(() => failed.push(name));
  }
  return failed;
}

/** A limiter that is right but for one thing. */
function but(changes: (honest: Limiter) => Partial<RateLimiter>): () => RateLimiter {
  return () => {
    const honest = new Limiter();
    return {
      reserve: (id, takes, now) => honest.reserve(id, takes, now),
      peek: (takes, now) => honest.peek(takes, now),
      release: (id) => honest.release(id),
      settle: (id, actual) => honest.settle(id, actual),
      restore: (id, takes, at) => honest.restore(id, takes, at),
      ...changes(honest),
    };
  };
}
let unique = 0;
const fresh = (): string => `fresh-${unique++}`;

const liars: Readonly<Record<string, readonly [make: () => RateLimiter, caught: string]>> = {
  'counts nothing': [
    but(() => ({ reserve: () => ({ ok: true }) })),
    'admits up to the bound and refuses beyond it',
  ],
  'counts in fixed windows': [
    but((honest) => ({
      reserve: (id, takes, now) =>
        honest.reserve(
          id,
          takes.map((take) => ({
            ...take,
            window: `${take.window}.${Math.floor(now / take.perMs)}`,
          })),
          now,
        ),
    })),
    'never admits more than the bound in any interval, not even across a boundary',
  ],
  'admits what fits and leaves out the rest': [
    but((honest) => ({
      reserve: (id, takes, now) => {
        const answers = takes.map((take, index) => honest.reserve(`${id}.${index}`, [take], now));
        return answers.find(({ ok }) => !ok) ?? { ok: true };
      },
    })),
    'admits all takes of a call or none, and names those that did not fit',
  ],
  'counts the same reservation again': [
    but((honest) => ({ reserve: (_id, takes, now) => honest.reserve(fresh(), takes, now) })),
    'counts a reservation once, however often it is taken',
  ],
  'counts when it is only asked': [
    but((honest) => ({ peek: (takes, now) => honest.reserve(fresh(), takes, now) })),
    'peeks without changing anything',
  ],
  'never gives back': [
    but(() => ({ release: () => undefined })),
    'gives a released reservation back, once',
  ],
  'gives back what was settled': [
    but(() => ({ settle: () => undefined })),
    'keeps a settled reservation for good',
  ],
  'does not hear what was used': [
    but((honest) => ({ settle: (id) => honest.settle(id) })),
    'gives back what a settled reservation did not use',
  ],
  'forgets what was used beyond': [
    but((honest) => ({
      settle: (id, actual) => {
        const used = actual?.takes.map(({ amount }, index) => {
          const each = actual.used[index] ?? 0n;
          return each < amount ? each : amount;
        });
        honest.settle(
          id,
          actual === undefined || used === undefined ? undefined : { ...actual, used },
        );
      },
    })),
    'counts what was used beyond a reservation, once, from when it is known',
  ],
  'counts what was used beyond again': [
    but((honest) => ({
      settle: (id, actual) => {
        honest.settle(id, actual);
        if (actual !== undefined) honest.settle(fresh(), actual);
      },
    })),
    'counts what was used beyond a reservation, once, from when it is known',
  ],
  'forgets keys': [
    but((honest) => ({
      reserve: (id, takes, now) =>
        honest.reserve(
          id,
          takes.map((take) => ({ ...take, key: '' })),
          now,
        ),
    })),
    'keeps keys apart, and windows',
  ],
  'counts in doubles': [
    but((honest) => {
      const round = (take: Take): Take => ({
        ...take,
        amount: BigInt(Number(take.amount)),
        max: BigInt(Number(take.max)),
      });
      return { reserve: (id, takes, now) => honest.reserve(id, takes.map(round), now) };
    }),
    'sums amounts beyond what a double can hold, exactly',
  ],
  throws: [
    but(() => ({
      reserve: () => {
        throw new Error('out of order');
      },
    })),
    'holds its bounds under any interleaving',
  ],
};

describe('the suite of rate limiters', () => {
  test('passes an honest limiter', async () => {
    expect(await failures(but(() => ({})))).toEqual([]);
  });

  for (const [lie, [make, caught]] of Object.entries(liars)) {
    test(`catches one that ${lie}`, async () => {
      expect(await failures(make)).toContain(caught);
    });
  }
});
