import type { Take } from 'vak/plugin';

/** One admission that still counts. */
export interface Counted {
  readonly at: number;
  readonly amount: bigint;
}

/**
 * How long a take has to wait, in whole milliseconds: 0 when it fits now, undefined when no waiting
 * would make it fit. `counted` is in order of time.
 */
export function waitFor(take: Take, counted: readonly Counted[], now: number): number | undefined {
  return take.form === 'rate'
    ? waitForBucket(take, counted, now)
    : waitForWindow(take, counted, now);
}

function waitForWindow({ amount, max, perMs }: Take, counted: readonly Counted[], now: number) {
  const inside = counted.filter(({ at }) => at > now - perMs);
  let sum = inside.reduce((total, each) => total + each.amount, amount);
  if (sum <= max) return 0;
  if (amount > max) return undefined;
  for (const each of inside) {
    sum -= each.amount;
    if (sum <= max) return each.at + perMs - now;
  }
  return undefined;
}

// A bucket holds `burst` and the one unit in hand, and loses `max` in `perMs`. Its level is kept
// times `perMs`, so that it loses `max` in a millisecond and nothing is rounded.

function waitForBucket(take: Take, counted: readonly Counted[], now: number): number | undefined {
  const per = BigInt(take.perMs);
  const room = ((take.burst ?? 0n) + 1n) * per;
  const wanted = take.amount * per;
  if (wanted > room) return undefined;
  const over = levelAt(take, counted, now) + wanted - room;
  if (over <= 0n) return 0;
  return take.max === 0n ? undefined : Number(ceilDivide(over, take.max));
}

/** When the bucket will have run dry, in ms since the epoch. */
export function drainedAt(take: Take, counted: readonly Counted[]): number {
  const last = counted.at(-1)?.at ?? 0;
  const level = levelAt(take, counted, last);
  if (take.max === 0n) return Number.MAX_SAFE_INTEGER;
  return last + Number(ceilDivide(level, take.max));
}

function levelAt({ max, perMs }: Take, counted: readonly Counted[], now: number): bigint {
  let level = 0n;
  let last = 0;
  const drain = (to: number): void => {
    const rest = level - BigInt(to - last) * max;
    level = rest > 0n ? rest : 0n;
    last = to;
  };
  for (const { at, amount } of counted) {
    drain(Math.max(at, last));
    level += amount * BigInt(perMs);
  }
  drain(Math.max(now, last));
  return level;
}

const ceilDivide = (dividend: bigint, divisor: bigint): bigint =>
  (dividend + divisor - 1n) / divisor;
