/** How the scores of all steps so far become one. */
export const aggregations = [
  'min',
  'product',
  'mean',
  'last',
  'first-below',
  'discounted',
] as const;
/** One of them. */
export type Aggregation = (typeof aggregations)[number];

/** Below this `first-below` calls a step wrong, and everything after it. */
const wrong = 0.5;
/** How much less a step counts than the one after it. */
const discount = 0.8;

/** One score of many, oldest first. Linear. Without a step there is no score: NaN. */
export function aggregate(how: Aggregation, steps: readonly number[]): number {
  const last = steps.at(-1) ?? Number.NaN;
  switch (how) {
    case 'last':
      return last;
    case 'min':
      return steps.length === 0 ? last : Math.min(...steps);
    case 'product':
      return steps.length === 0 ? last : steps.reduce((product, step) => product * step, 1);
    case 'mean':
      return within(steps.reduce((sum, step) => sum + step, 0) / steps.length);
    case 'first-below':
      return steps.find((step) => step < wrong) ?? last;
    case 'discounted': {
      const weights = steps.map((_, index) => discount ** (steps.length - 1 - index));
      const whole = weights.reduce((sum, weight) => sum + weight, 0);
      return within(
        steps.reduce((sum, step, index) => sum + step * (weights[index] ?? 0), 0) / whole,
      );
    }
  }
}

/** Rounding may not carry a mean past 1, where it would be no score. */
const within = (mean: number): number => Math.min(1, mean);
