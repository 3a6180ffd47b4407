import { binOf } from './calibration.ts';
import { drift } from './quality.ts';

/** So many live scores are compared with the fitted ones. */
const watched = 100;
const alarming = 0.25;

/** How often scores fall in each tenth. */
export const histogramOf = (scores: readonly number[]): readonly number[] => {
  const counts = Array.from({ length: 10 }, () => 0);
  for (const score of scores) {
    const bin = binOf(score, 10);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
};

/** Watches live scores of one scorer, and tells when they no longer lie as those it was fitted on. */
export class DriftAlarm {
  readonly #fitted: readonly number[];
  readonly #recent: number[] = [];

  constructor(fitted: readonly number[]) {
    this.#fitted = fitted;
  }

  /** Adds a raw score; true while the last 100 lie elsewhere (a stability index above 0.25). */
  add(score: number): boolean {
    this.#recent.push(score);
    if (this.#recent.length > watched) this.#recent.shift();
    if (this.#recent.length < watched) return false;
    return drift(this.#fitted, histogramOf(this.#recent)) > alarming;
  }
}
