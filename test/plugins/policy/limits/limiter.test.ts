import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import plugin from '../../../../src/plugins/policy/limits/index.ts';
import { Limiter } from '../../../../src/plugins/policy/limits/limiter.ts';
import type { Take } from '../../../../src/runtime/contract/index.ts';
import { describeRateLimiter } from '../../../../src/runtime/testing/conformance/rate-limiter.ts';

describeRateLimiter(plugin);

const take = (more: Partial<Take> = {}): Take => ({
  window: 'w',
  key: 'k',
  form: 'at most',
  amount: 1n,
  max: 5n,
  perMs: 100,
  ...more,
});

/** One thing that can happen to a limiter, `after` ms later than the one before. */
interface Step {
  readonly after: number;
  readonly what: 'reserve' | 'release' | 'settle' | 'used' | 'peek';
  /** Which reservation, counted back from the last, when one is released or settled; what it used. */
  readonly which: number;
  readonly amount: bigint;
  readonly key: string;
}
const steps = fc.array(
  fc.record<Step>({
    after: fc.oneof(fc.constant(0), fc.integer({ min: -30, max: 60 })),
    what: fc.constantFrom('reserve', 'reserve', 'reserve', 'release', 'settle', 'used', 'peek'),
    which: fc.nat(5),
    amount: fc.bigInt({ min: 0n, max: 6n }),
    key: fc.constantFrom('a', 'b'),
  }),
  { maxLength: 80, size: 'max' },
);

interface Counted {
  readonly at: number;
  readonly key: string;
  amount: bigint;
  settled: boolean;
}
/** What a limiter must hold, written down as plainly as possible: all that counts, with its time. */
type Held = Map<string, Counted>;
type Fits = (held: Held, key: string, amount: bigint, now: number) => boolean;

const fitsAtMost: Fits = (held, key, amount, now) => {
  const inside = [...held.values()].filter((one) => one.key === key && one.at > now - 100);
  return inside.reduce((sum, one) => sum + one.amount, amount) <= 5n;
};
/** A bucket of burst 3 and the unit in hand, refilled with 5 per 100 ms, in twentieths. */
const fitsRate: Fits = (held, key, amount, now) => {
  let [level, last] = [0n, 0];
  for (const one of held.values()) {
    if (one.key !== key) continue;
    level = drained(level, one.at - last) + one.amount * 20n;
    last = one.at;
  }
  return drained(level, now - last) + amount * 20n <= 4n * 20n;
};
const drained = (level: bigint, ms: number): bigint => {
  const rest = level - BigInt(ms);
  return rest > 0n ? rest : 0n;
};

/** Runs the steps on the limiter and on the plain model, and expects one answer. */
function agree(all: readonly Step[], form: Partial<Take>, fits: Fits): void {
  const limiter = new Limiter();
  const held: Held = new Map();
  let [clock, latest, count] = [1_000, Number.NEGATIVE_INFINITY, 0];
  for (const { after, what, which, amount, key } of all) {
    clock += after;
    if (what === 'release') {
      const id = `r${count - 1 - which}`;
      limiter.release(id);
      if (held.get(id)?.settled === false) held.delete(id);
    } else if (what === 'settle') {
      const id = `r${count - 1 - which}`;
      limiter.settle(id);
      const one = held.get(id);
      if (one !== undefined) one.settled = true;
    } else if (what === 'used') {
      const id = `r${count - 1 - which}`;
      const one = held.get(id);
      if (one === undefined || one.settled) continue;
      const takes = [take({ ...form, key: one.key, amount: one.amount })];
      for (let again = 0; again < 2; again += 1) {
        limiter.settle(id, { takes, used: [amount], at: clock });
      }
      const beyond = amount - one.amount;
      if (beyond > 0n) {
        latest = Math.max(clock, latest);
        held.set(`${id} beyond`, { at: latest, key: one.key, amount: beyond, settled: true });
      } else one.amount = amount;
      one.settled = true;
    } else {
      const now = Math.max(clock, latest);
      const expected = fits(held, key, amount, now);
      const takes = [take({ ...form, key, amount })];
      if (what === 'peek') {
        expect(limiter.peek(takes, clock).ok).toBe(expected);
        continue;
      }
      latest = now;
      const answer = limiter.reserve(`r${count}`, takes, clock);
      expect(answer.ok).toBe(expected);
      if (answer.ok) held.set(`r${count}`, { at: now, key, amount, settled: false });
      else if (answer.short[0]?.retryAfterMs !== undefined) {
        const at = clock + answer.short[0].retryAfterMs;
        expect(fits(held, key, amount, at)).toBe(true);
        expect(fits(held, key, amount, at - 1)).toBe(false);
      } else expect(fits(held, key, amount, now + 1_000_000)).toBe(false);
      count += 1;
    }
  }
}

describe('`at most`', () => {
  test('admits exactly what a plain list of all admissions would, and knows the wait', () => {
    fc.assert(
      fc.property(steps, (all) => agree(all, {}, fitsAtMost)),
      { numRuns: 500 },
    );
  });

  test('is exact in fractions of a millisecond too: nothing comes in early', () => {
    const limiter = new Limiter();
    limiter.reserve('a', [take({ max: 1n, perMs: 1_000 })], 0.9);
    expect(limiter.reserve('b', [take({ max: 1n, perMs: 1_000 })], 1_000.1).ok).toBe(false);
    expect(limiter.reserve('c', [take({ max: 1n, perMs: 1_000 })], 1_001).ok).toBe(true);
  });
});

describe('`rate … burst`', () => {
  const rate: Partial<Take> = { form: 'rate', burst: 3n };

  test('admits exactly what a bucket refilled continuously would, released takes undone', () => {
    fc.assert(
      fc.property(steps, (all) => agree(all, rate, fitsRate)),
      { numRuns: 500 },
    );
  });

  test('with a burst of 0 admits one at a time, evenly spaced', () => {
    const limiter = new Limiter();
    const admitted: number[] = [];
    const one = take({ form: 'rate', max: 4n, burst: 0n, perMs: 100 });
    for (let at = 0; at < 200; at += 1) {
      if (limiter.reserve(`r${at}`, [one], at).ok) admitted.push(at);
    }
    expect(admitted).toEqual([0, 25, 50, 75, 100, 125, 150, 175]);
  });

  test('a released take that an idle moment has already forgiven gives nothing back', () => {
    const limiter = new Limiter();
    const one = (amount: bigint): Take => take({ ...rate, max: 5n, amount });
    expect(limiter.reserve('early', [one(4n)], 0).ok).toBe(true);
    expect(limiter.reserve('full', [one(4n)], 500).ok).toBe(true);
    limiter.release('early');
    expect(limiter.reserve('more', [one(1n)], 500).ok).toBe(false);
  });

  test('a changed bound refills nothing', () => {
    const limiter = new Limiter();
    limiter.reserve('a', [take({ ...rate, amount: 4n })], 0);
    expect(limiter.peek([take({ ...rate, max: 6n })], 0).ok).toBe(false);
    limiter.reserve('b', [take({ ...rate, max: 6n, forced: true, amount: 0n })], 0);
    expect(limiter.peek([take({ ...rate })], 0).ok).toBe(false);
  });
});

describe('a restart', () => {
  test('rebuilt from any prefix of the log, no interval ever holds more than the bound', () => {
    const entries = fc.array(
      fc.record({ after: fc.nat(40), amount: fc.bigInt({ min: 1n, max: 4n }) }),
      { maxLength: 60, size: 'max' },
    );
    fc.assert(
      fc.property(entries, fc.nat(60), fc.constantFrom('at most', 'rate'), (all, cut, form) => {
        const bound = form === 'rate' ? 8n : 5n;
        const log: { id: string; at: number; amount: bigint }[] = [];
        let limiter = new Limiter();
        let now = 0;
        for (const [index, { after, amount }] of all.entries()) {
          now += after;
          if (index === cut) {
            limiter = new Limiter();
            for (const { id, at, amount: was } of log) {
              limiter.restore(id, [take({ form, burst: 3n, amount: was })], at);
            }
          }
          const takes = [take({ form, burst: 3n, amount })];
          if (!limiter.reserve(`r${index}`, takes, now).ok) continue;
          log.push({ id: `r${index}`, at: now, amount });
          const inside = log.filter(({ at }) => at > now - 100);
          expect(inside.reduce((sum, each) => sum + each.amount, 0n)).toBeLessThanOrEqual(bound);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('answers as the limiter would have that never stopped, whatever happened before', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom('at most', 'rate'), (all, form) => {
        const of = (key: string, amount: bigint): Take => take({ form, burst: 3n, key, amount });
        const [kept, log] = [new Limiter(), [] as ((limiter: Limiter) => void)[]];
        const written = (entry: (limiter: Limiter) => void): void => {
          entry(kept);
          log.push(entry);
        };
        let now = 0;
        const reserved: { readonly takes: readonly Take[] }[] = [];
        for (const { after, what, which, amount, key } of all) {
          now += Math.abs(after);
          const at = now;
          const id = `r${reserved.length - 1 - which}`;
          const takes = reserved[reserved.length - 1 - which]?.takes;
          if (what === 'reserve') {
            const [name, wanted] = [`r${reserved.length}`, [of(key, amount)]];
            if (!kept.reserve(name, wanted, at).ok) continue;
            log.push((limiter) => limiter.restore(name, wanted, at));
            reserved.push({ takes: wanted });
          } else if (takes === undefined || what === 'peek') continue;
          else if (what === 'release') written((limiter) => limiter.release(id));
          else if (what === 'settle') written((limiter) => limiter.settle(id));
          else written((limiter) => limiter.settle(id, { takes, used: [amount], at }));
        }
        const rebuilt = new Limiter();
        for (const entry of log) entry(rebuilt);
        for (let at = now; at < now + 300; at += 7) {
          for (const asked of [of('a', 1n), of('b', 3n)]) {
            expect(rebuilt.peek([asked], at)).toEqual(kept.peek([asked], at));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a restored reservation can still be released', () => {
    const limiter = new Limiter();
    limiter.restore('r', [take({ amount: 5n })], 0);
    limiter.release('r');
    expect(limiter.peek([take({ amount: 5n })], 0).ok).toBe(true);
  });
});
