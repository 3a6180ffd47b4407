/** Chance that is the same for the same seed, wherever it runs. */
export interface Random {
  /** From 0 up to and without 1. */
  next(): number;
  /** A whole number below `n`. */
  below(n: number): number;
  pick<T>(of: readonly T[]): T;
  chance(of: number): boolean;
}

/** A stream of its own for each seed. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    next,
    below,
    pick: (of) => {
      const one = of[below(of.length)];
      if (one === undefined) throw new Error('nothing to pick from');
      return one;
    },
    chance: (of) => next() < of,
  };
}
