import { describe, expect, test } from 'vitest';
import { exactMoments } from '../../../../src/plugins/policy/limits/at-most-wide.ts';
import { Limiter } from '../../../../src/plugins/policy/limits/limiter.ts';
import type { Take } from '../../../../src/runtime/contract/index.ts';

const plainTake = (more: Partial<Take> = {}): Take => ({
  window: 'w',
  key: 'k',
  form: 'at most',
  amount: 1n,
  max: 20_000n,
  perMs: 6_400,
  ...more,
});

// The same counting in a double's integers, and in big ones where a single amount does not fit those.
const wide = 2n ** 60n;
describe.each([1n, wide])('a key with more moments than are kept one by one, each %d', (unit) => {
  const take = (more: Partial<Take> = {}): Take => plainTake({ perMs: 12_800, ...scaled(more) });
  const scaled = ({ amount = 1n, max = 20_000n, ...more }: Partial<Take>): Partial<Take> => ({
    ...more,
    amount: amount * unit,
    max: max * unit,
  });
  const crowded = (): Limiter => {
    const limiter = new Limiter();
    // Three in two milliseconds: 19,200 in a window of 12,800 ms.
    for (let call = 0; call < 19_200; call += 1) {
      limiter.reserve(`r${call}`, [take()], Math.floor((call * 2) / 3));
    }
    return limiter;
  };

  test('still never admits more than the bound in any interval', () => {
    const limiter = crowded();
    const admitted: number[] = Array.from({ length: 19_200 }, (_, call) =>
      Math.floor((call * 2) / 3),
    );
    for (let at = 12_800; at < 28_000; at += 1) {
      for (let call = 0; call < 3; call += 1) {
        if (limiter.reserve(`s${at}.${call}`, [take()], at).ok) admitted.push(at);
      }
    }
    let first = 0;
    for (const [index, at] of admitted.entries()) {
      while ((admitted[first] as number) <= at - 12_800) first += 1;
      expect(index - first + 1).toBeLessThanOrEqual(20_000);
    }
    expect(admitted.length).toBeGreaterThan(19_200 + 20_000);
  });

  test('says that a wait is an upper bound, and the wait suffices', () => {
    const limiter = crowded();
    const answer = limiter.reserve('big', [take({ amount: 5_000n })], 12_799);
    if (answer.ok) throw new Error('admitted beyond the bound');
    const [short] = answer.short;
    expect(short?.exact).toBe(false);
    const at = 12_799 + (short?.retryAfterMs as number);
    expect(limiter.reserve('big', [take({ amount: 5_000n })], at).ok).toBe(true);
  });

  test('gives released admissions back, those from before the change included', () => {
    const limiter = crowded();
    const room = 20_000n - 19_200n;
    expect(limiter.peek([take({ amount: room + 3n })], 12_799).ok).toBe(false);
    for (const id of ['r0', 'r9000', 'r19199']) limiter.release(id);
    expect(limiter.peek([take({ amount: room + 3n })], 12_799).ok).toBe(true);
    expect(limiter.peek([take({ amount: room + 4n })], 12_799).ok).toBe(false);
  });

  test('is exact up to ten thousand', () => {
    const limiter = new Limiter();
    const max = BigInt(exactMoments);
    for (let call = 0; call < exactMoments; call += 1) {
      limiter.reserve(
        `r${call}`,
        [take({ max, perMs: 1_000_000 })],
        call % 7 === 0 ? call : call - (call % 7),
      );
    }
    const answer = limiter.reserve('more', [take({ max, perMs: 1_000_000 })], 9_999);
    expect(answer).toEqual({ ok: false, short: [{ take: 0, retryAfterMs: 990_001, exact: true }] });
  });
});

describe('memory', () => {
  test('follows what is in the windows, not what ever was', () => {
    const limiter = new Limiter();
    for (let call = 0; call < 50_000; call += 1) {
      const key = `k${call}`;
      limiter.reserve(`r${call}`, [plainTake({ key, perMs: 100 })], call);
      limiter.reserve(`g${call}`, [plainTake({ key, perMs: 100, max: 5n, form: 'rate' })], call);
    }
    expect(limiter.size.counters).toBeLessThan(1_000);
    expect(limiter.size.reservations).toBeLessThan(1_000);
  });

  test('is not taken by asking, nor by being refused', () => {
    const limiter = new Limiter();
    for (let call = 0; call < 100; call += 1) {
      limiter.peek([plainTake({ key: `k${call}` })], call);
      limiter.reserve(`r${call}`, [plainTake({ key: `k${call}`, max: 0n })], call);
    }
    expect(limiter.size).toEqual({ counters: 0, reservations: 0 });
  });
});
