import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Plugin } from '../../contract/plugin.ts';
import { type Admission, RateLimiter, type Take } from '../../contract/policy.ts';
import { seeded } from '../seeded.ts';
import { type Cases, type SuiteOptions, suite } from '../suite.ts';

/** What the suite asks of a limiter, case by case. */
export const rateLimiterCases: Cases = {
  'admits up to the bound and refuses beyond it': async (wired) => {
    const [limiter, limit, now] = [wired.get(RateLimiter), window(3n, 1_000), later()];
    for (let call = 0; call < 3; call += 1) await admit(limiter, [limit()], now);
    await refuse(limiter, [limit()], now);
  },
  'never admits more than the bound in any interval, not even across a boundary': async (wired) => {
    const [limiter, limit, now] = [wired.get(RateLimiter), window(2n, 1_000), later()];
    await admit(limiter, [limit()], now + 900);
    await admit(limiter, [limit()], now + 999);
    await refuse(limiter, [limit()], now + 1_001);
    await refuse(limiter, [limit()], now + 1_899);
  },
  'admits again once the interval has passed': async (wired) => {
    const [limiter, limit, now] = [wired.get(RateLimiter), window(1n, 1_000), later()];
    await admit(limiter, [limit()], now);
    const [short] = await refuse(limiter, [limit()], now + 10);
    const wait = short?.retryAfterMs as number;
    expect(wait).toBeGreaterThanOrEqual(990);
    await admit(limiter, [limit()], now + 10 + wait);
  },
  'says that no waiting helps when the amount is beyond the bound': async (wired) => {
    const [limiter, limit, now] = [wired.get(RateLimiter), window(5n, 1_000), later()];
    const [short] = await refuse(limiter, [limit({ amount: 6n })], now);
    expect(short?.retryAfterMs).toBeUndefined();
  },
  'sums amounts beyond what a double can hold, exactly': async (wired) => {
    const max = 2n ** 64n;
    const [limiter, limit, now] = [wired.get(RateLimiter), window(max, 1_000), later()];
    await admit(limiter, [limit({ amount: max - 1n })], now);
    await refuse(limiter, [limit({ amount: 2n })], now);
    await admit(limiter, [limit({ amount: 1n })], now);
  },
  'keeps keys apart, and windows': async (wired) => {
    const [limiter, limit, now] = [wired.get(RateLimiter), window(1n, 1_000), later()];
    await admit(limiter, [limit({ key: 'a' })], now);
    await admit(limiter, [limit({ key: 'b' })], now);
    await admit(limiter, [window(1n, 1_000)({ key: 'a' })], now);
    await refuse(limiter, [limit({ key: 'a' })], now);
  },
  'admits all takes of a call or none, and names those that did not fit': async (wired) => {
    const [limiter, now] = [wired.get(RateLimiter), later()];
    const [wide, narrow] = [window(10n, 1_000), window(1n, 1_000)];
    await admit(limiter, [narrow()], now);
    const short = await refuse(limiter, [wide(), narrow()], now);
    expect(short.map(({ take }) => take)).toEqual([1]);
    await admit(limiter, [wide({ amount: 10n })], now);
  },
  'counts two takes of one window in one call together': async (wired) => {
    const [limiter, limit, now] = [wired.get(RateLimiter), window(3n, 1_000), later()];
    await refuse(limiter, [limit({ amount: 2n }), limit({ amount: 2n })], now);
    await admit(limiter, [limit({ amount: 2n }), limit({ amount: 1n })], now);
  },
  'counts a reservation once, however often it is taken': async (wired) => {
    const [limiter, limit, now] = [wired.get(RateLimiter), window(2n, 1_000), later()];
    const id = randomUUID();
    for (let again = 0; again < 3; again += 1) await admit(limiter, [limit()], now, id);
    await limiter.settle(id);
    await admit(limiter, [limit()], now);
    await refuse(limiter, [limit()], now);
  },
  'peeks without changing anything': async (wired) => {
    const [limiter, limit, now] = [wired.get(RateLimiter), window(1n, 1_000), later()];
    expect((await limiter.peek([limit()], now)).ok).toBe(true);
    expect((await limiter.peek([limit()], now + 500)).ok).toBe(true);
    await admit(limiter, [limit()], now);
    const answer = await limiter.peek([limit()], now + 10);
    expect(answer).toEqual(await limiter.reserve(randomUUID(), [limit()], now + 10));
    expect((await limiter.peek([limit()], now + 5_000)).ok).toBe(true);
    await refuse(limiter, [limit()], now + 20);
  },
  'gives a released reservation back, once': async (wired) => {
    const [limiter, limit, now] = [wired.get(RateLimiter), window(1n, 1_000), later()];
    const id = await admit(limiter, [limit()], now);
    await limiter.release(id);
    await limiter.release(id);
    await limiter.release(randomUUID());
    await admit(limiter, [limit()], now);
    await refuse(limiter, [limit()], now);
  },
  'keeps a settled reservation for good': async (wired) => {
    const [limiter, limit, now] = [wired.get(RateLimiter), window(1n, 1_000), later()];
    const id = await admit(limiter, [limit()], now);
    await limiter.settle(id);
    await limiter.release(id);
    await refuse(limiter, [limit()], now);
  },
  'gives back what a settled reservation did not use': async (wired) => {
    const [limiter, limit, now] = [wired.get(RateLimiter), window(10n, 1_000), later()];
    const takes = [limit({ amount: 6n }), limit({ amount: 4n, key: 'other' })];
    const id = await admit(limiter, takes, now);
    await refuse(limiter, [limit({ amount: 5n })], now + 10);
    for (let again = 0; again < 2; again += 1) {
      await limiter.settle(id, { takes, used: [2n, 4n], at: now + 20 });
    }
    await refuse(limiter, [limit({ amount: 7n, key: 'other' })], now + 30);
    await refuse(limiter, [limit({ amount: 9n })], now + 30);
    await admit(limiter, [limit({ amount: 8n })], now + 30);
    await refuse(limiter, [limit()], now + 999);
    await admit(limiter, [limit({ amount: 2n })], now + 1_000);
  },
  'counts what was used beyond a reservation, once, from when it is known': async (wired) => {
    const [limiter, limit, now] = [wired.get(RateLimiter), window(10n, 1_000), later()];
    const takes = [limit({ amount: 4n })];
    const id = await admit(limiter, takes, now);
    for (let again = 0; again < 2; again += 1) {
      await limiter.settle(id, { takes, used: [13n], at: now + 500 });
    }
    await refuse(limiter, [limit()], now + 999);
    await admit(limiter, [limit()], now + 1_000);
    await refuse(limiter, [limit()], now + 1_499);
    await admit(limiter, [limit({ amount: 9n })], now + 1_500);
  },
  'counts what was used beyond a reservation that has left its window': async (wired) => {
    const [limiter, limit, now] = [wired.get(RateLimiter), window(10n, 1_000), later()];
    const takes = [limit({ amount: 4n })];
    const id = await admit(limiter, takes, now);
    await limiter.settle(id, { takes, used: [14n], at: now + 5_000 });
    await refuse(limiter, [limit()], now + 5_999);
    await admit(limiter, [limit({ amount: 10n })], now + 6_000);
  },
  'settles a `rate` with what was used': async (wired) => {
    const [limiter, now] = [wired.get(RateLimiter), later()];
    const limit = window(10n, 1_000, { form: 'rate', burst: 9n });
    const [less, more] = [[limit({ amount: 8n })], [limit({ amount: 2n })]];
    const id = await admit(limiter, less, now);
    await refuse(limiter, [limit({ amount: 3n })], now);
    await limiter.settle(id, { takes: less, used: [1n], at: now });
    const other = await admit(limiter, more, now);
    await limiter.settle(other, { takes: more, used: [9n], at: now });
    await refuse(limiter, [limit()], now + 99);
    await admit(limiter, [limit()], now + 100);
  },
  'refuses to settle with an amount below zero': async (wired) => {
    const [limiter, limit, now] = [wired.get(RateLimiter), window(2n, 1_000), later()];
    const id = await admit(limiter, [limit()], now);
    const settle = async (): Promise<void> =>
      limiter.settle(id, { takes: [limit()], used: [-1n], at: now });
    await expect(settle()).rejects.toThrow();
    await admit(limiter, [limit()], now);
    await refuse(limiter, [limit()], now);
  },
  'counts a forced take past the bound': async (wired) => {
    const [limiter, limit, now] = [wired.get(RateLimiter), window(1n, 1_000), later()];
    await admit(limiter, [limit()], now);
    await admit(limiter, [limit({ forced: true })], now + 500);
    await refuse(limiter, [limit()], now + 1_200);
    await admit(limiter, [limit()], now + 1_500);
  },
  'does not refill when the clock steps back': async (wired) => {
    const [limiter, limit, now] = [wired.get(RateLimiter), window(1n, 1_000), later()];
    await admit(limiter, [limit()], now);
    await refuse(limiter, [limit()], now - 5_000);
    await refuse(limiter, [limit()], now + 999);
  },
  'counts what was restored': async (wired) => {
    const [limiter, limit, now] = [wired.get(RateLimiter), window(2n, 1_000), later()];
    const id = randomUUID();
    // A store that outlives its process counted at the time; it ignores `restore`.
    await admit(limiter, [limit({ amount: 2n })], now, id);
    await limiter.restore(id, [limit({ amount: 2n })], now);
    await refuse(limiter, [limit()], now + 999);
    await admit(limiter, [limit()], now + 1_000);
  },
  'refuses an amount below zero': async (wired) => {
    const [limiter, limit, now] = [wired.get(RateLimiter), window(1n, 1_000), later()];
    const reserve = async (): Promise<Admission> =>
      limiter.reserve(randomUUID(), [limit({ amount: -1n })], now);
    await expect(reserve()).rejects.toThrow();
  },
  'holds `rate` to burst and bound in any interval, and lets a full rate through': async (
    wired,
  ) => {
    const [limiter, now] = [wired.get(RateLimiter), later()];
    const limit = window(10n, 1_000, { form: 'rate', burst: 5n });
    const times: number[] = [];
    for (let at = 0; at < 4_000; at += 10) {
      const answer = await limiter.reserve(randomUUID(), [limit()], now + at);
      if (answer.ok) times.push(at);
    }
    for (const end of times) {
      const inside = times.filter((at) => at > end - 1_000 && at <= end);
      expect(inside.length).toBeLessThanOrEqual(15);
    }
    expect(times.length).toBeGreaterThanOrEqual(40);
  },
  'holds its bounds under any interleaving': async (wired) => {
    const limiter = wired.get(RateLimiter);
    for (let seed = 1; seed <= 20; seed += 1) await interleave(limiter, seed);
  },
};

/**
 * Declares the tests that every rate limiter must pass. Each case counts under names of its own and
 * at times later than all before, so that a limiter which keeps its counts may be tested on one store.
 *
 * @example
 * describeRateLimiter(plugin, { config: { file: 'counts.json' } });
 */
export function describeRateLimiter(plugin: Plugin, options: SuiteOptions = {}): void {
  suite('RateLimiter', plugin, options, rateLimiterCases);
}

let epoch = 1_700_000_000_000;
/** A time far after all times handed out before. */
function later(): number {
  epoch += 1_000_000_000;
  return epoch;
}

/** Takes of a window that no other case counts in. */
function window(max: bigint, perMs: number, more: Partial<Take> = {}) {
  const name = `test.${randomUUID()}`;
  return (changes: Partial<Take> = {}): Take => ({
    window: name,
    key: 'tenant',
    form: 'at most',
    amount: 1n,
    max,
    perMs,
    ...more,
    ...changes,
  });
}

async function admit(
  limiter: RateLimiter,
  takes: readonly Take[],
  now: number,
  id: string = randomUUID(),
): Promise<string> {
  expect(await limiter.reserve(id, takes, now)).toEqual({ ok: true });
  return id;
}

async function refuse(limiter: RateLimiter, takes: readonly Take[], now: number) {
  const answer = await limiter.reserve(randomUUID(), takes, now);
  if (answer.ok) throw new Error('a take was admitted that does not fit');
  expect(answer.short.length).toBeGreaterThan(0);
  return answer.short;
}

interface Held {
  readonly at: number;
  readonly takes: readonly Take[];
  settled: boolean;
}

/** Random reservations, releases and settlements over two windows, checked at every admission. */
async function interleave(limiter: RateLimiter, seed: number): Promise<void> {
  const random = seeded(seed);
  const [most, rate] = [window(7n, 100), window(4n, 100, { form: 'rate', burst: 3n })];
  const bounds = new Map([
    [most().window, 7n],
    [rate().window, 7n],
  ]);
  const held = new Map<string, Held>();
  let now = later();
  for (let step = 0; step < 150; step += 1) {
    now += random.below(20);
    const open = [...held].filter(([, { settled }]) => !settled).map(([id]) => id);
    const move = random.below(10);
    if (move < 2 && open.length > 0) {
      const id = random.pick(open);
      await limiter.release(id);
      held.delete(id);
    } else if (move < 4 && open.length > 0) {
      const id = random.pick(open);
      await limiter.settle(id);
      const one = held.get(id);
      if (one !== undefined) one.settled = true;
    } else {
      const takes = random
        .pick([[most], [rate], [most, rate]])
        .map((limit) => limit({ amount: BigInt(random.below(4)), key: random.pick(['a', 'b']) }));
      const id = randomUUID();
      if (!(await limiter.reserve(id, takes, now)).ok) continue;
      held.set(id, { at: now, takes, settled: false });
      for (const take of takes) {
        const inside = [...held.values()].filter(({ at }) => at > now - take.perMs);
        const same = inside
          .flatMap(({ takes: all }) => all)
          .filter(({ window: name, key }) => name === take.window && key === take.key);
        const sum = same.reduce((total, { amount }) => total + amount, 0n);
        expect(sum, `seed ${seed}, step ${step}`).toBeLessThanOrEqual(bounds.get(take.window)!);
      }
    }
  }
}
