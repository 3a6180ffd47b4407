import { type Aggregation, aggregate, aggregations } from './aggregate.ts';
import {
  binOf,
  type Calibration,
  calibrated,
  fitted,
  type Labelled,
  methods,
} from './calibration.ts';
import { conformalThreshold, drift, type Quality, qualityOf } from './quality.ts';

/** What `vak gate fit` found for one scorer, as it is stored. */
export interface SourceFit {
  readonly aggregate: Aggregation;
  readonly calibration: Calibration;
  /** Of calibrated scores: below it a step is stopped, and at most `falseStops` of sound ones are. */
  readonly threshold: number;
  readonly falseStops: number;
  /** How often raw scores fell in each tenth. */
  readonly histogram: readonly number[];
  readonly rows: number;
}
/** A file of fits, by the name of the scorer. */
export interface FitFile {
  readonly version: 1;
  readonly sources: Readonly<Record<string, SourceFit>>;
}
/** How good a fit is on rows it was not made from. */
export interface FitReport {
  readonly before: Quality;
  readonly after: Quality;
}
/** One line of a file of scores. */
export interface ScoreRow {
  readonly scorer: string;
  /** Of all steps so far, the one that is labelled last. */
  readonly steps: readonly number[];
  readonly sound: boolean;
}

/** Fewer rows of a scorer than this say nothing. */
export const fewestRows = 20;

/**
 * Fits a scorer: the aggregation and the method with the lowest Brier score on every third row, fitted on the
 * others; then the threshold on those third rows, which the calibration has not seen.
 */
export function fitOf(
  rows: readonly ScoreRow[],
  falseStops: number,
): { readonly fit: SourceFit; readonly report: FitReport } {
  const candidates = aggregations.flatMap((how) => {
    const scored = rows.map(
      ({ steps, sound }): Labelled => ({ score: aggregate(how, steps), sound }),
    );
    const held = scored.filter((_, index) => index % 3 === 2);
    const used = scored.filter((_, index) => index % 3 !== 2);
    return methods.map((method) => {
      const calibration = fitted(method, used);
      const after = held.map(({ score, sound }) => ({
        score: calibrated(calibration, score),
        sound,
      }));
      return { how, calibration, scored, held, after, brier: qualityOf(after).brier };
    });
  });
  const best = candidates.reduce((a, b) => (b.brier < a.brier ? b : a));
  return {
    fit: {
      aggregate: best.how,
      calibration: best.calibration,
      threshold: conformalThreshold(best.after, falseStops),
      falseStops,
      histogram: histogramOf(best.scored.map(({ score }) => score)),
      rows: rows.length,
    },
    report: { before: qualityOf(best.held), after: qualityOf(best.after) },
  };
}

const histogramOf = (scores: readonly number[]): readonly number[] => {
  const counts = Array.from({ length: 10 }, () => 0);
  for (const score of scores) {
    const bin = binOf(score, 10);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
};

/** So many live scores are compared with the fitted ones. */
const watched = 100;
const alarming = 0.25;

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
