import { type Aggregation, aggregate, aggregations } from './aggregate.ts';
import { type Calibration, calibrated, fitted, type Labelled, methods } from './calibration.ts';
import { histogramOf } from './drift.ts';
import type { Fusion } from './fusion.ts';
import { conformalThreshold, type Quality, qualityOf } from './quality.ts';

/** What `vak gate fit` found for one scorer, as it is stored. */
export interface SourceFit {
  readonly aggregate: Aggregation;
  readonly calibration: Calibration;
  /** Of calibrated scores: below it a step is stopped, and at most `falseStops` of sound ones are. */
  readonly threshold: number;
  readonly falseStops: number;
  /** How often raw scores fell in each tenth. */
  readonly histogram: readonly number[];
  /** From how many labelled scores it was made. */
  readonly rows: number;
}
/** A file of fits: of each scorer by its name, and of several together. */
export interface FitFile {
  readonly version: 1;
  /** When it was fitted, as an instant of ISO 8601. */
  readonly fitted?: string;
  readonly sources: Readonly<Record<string, SourceFit>>;
  readonly fusions?: readonly Fusion[];
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
  /** Names the step, where several scorers scored it. */
  readonly step?: string;
  /** The third it belongs to, 0 to 2; what belongs together is in one. The last is held apart. */
  readonly third: number;
}
/** A fit with what it makes of its rows. */
export interface Fitted {
  readonly fit: SourceFit;
  readonly report: FitReport;
  /** In the order of the rows: what a calibration gives each that was not made from it. */
  readonly probabilities: readonly number[];
}

/** Fewer rows of a scorer than this say nothing. */
export const fewestRows = 20;
/** The third that nothing is chosen or fitted on. */
export const heldThird = 2;

/**
 * Fits a scorer. The aggregation and the method are those with the lowest Brier score where each of two thirds
 * is judged by what was fitted on the other; then they are fitted on both. The last third takes no part in
 * that: the report and the threshold come from it.
 */
export function fitOf(rows: readonly ScoreRow[], falseStops: number): Fitted {
  const candidates = aggregations.flatMap((how) => {
    const scored = rows.map(
      ({ steps, sound, third }): Row => ({ score: aggregate(how, steps), sound, third }),
    );
    return methods.map((method) => {
      const crossed = across(scored, (used) => fitted(method, used));
      const { brier } = qualityOf(crossed.filter(({ third }) => third !== heldThird));
      return { how, method, scored, crossed, brier };
    });
  });
  const { how, method, scored, crossed } = candidates.reduce((a, b) => (b.brier < a.brier ? b : a));
  const calibration = fitted(method, used(scored));
  const held = scored.filter(({ third }) => third === heldThird);
  const after = held.map((row) => ({ ...row, score: calibrated(calibration, row.score) }));
  return {
    fit: {
      aggregate: how,
      calibration,
      threshold: conformalThreshold(after, falseStops),
      falseStops,
      histogram: histogramOf(scored.map(({ score }) => score)),
      rows: rows.length,
    },
    report: { before: qualityOf(held), after: qualityOf(after) },
    probabilities: scored.map(({ score, third }, index) =>
      third === heldThird ? calibrated(calibration, score) : (crossed[index]?.score ?? 0),
    ),
  };
}

type Row = Labelled & { readonly third: number };

const used = (rows: readonly Row[]): readonly Row[] =>
  rows.filter(({ third }) => third !== heldThird);

/** Each row of the first two thirds by what is fitted on the other of them; those held stay as they are. */
function across(
  rows: readonly Row[],
  made: (used: readonly Labelled[]) => Calibration,
): readonly Row[] {
  const [first, second] = [0, 1].map((third) =>
    made(rows.filter((row) => row.third === 1 - third)),
  );
  return rows.map((row) => {
    const by = row.third === 0 ? first : row.third === 1 ? second : undefined;
    return by === undefined ? row : { ...row, score: calibrated(by, row.score) };
  });
}
