import { binOf, type Labelled } from './calibration.ts';

/** One row of a reliability table. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** The mean of the scores, and the share of sound steps; equal where scores are probabilities. */
  readonly said: number;
  readonly was: number;
}
/** How far scores are from probabilities. */
export interface Quality {
  /** Expected calibration error: the mean distance of said and was, by count. */
  readonly ece: number;
  /** The mean square distance of a score from what was. */
  readonly brier: number;
  readonly reliability: readonly Bin[];
}

/** Measures scores against labels. */
export function qualityOf(rows: readonly Labelled[], count = 10): Quality {
  const reliability = Array.from({ length: count }, (_, bin): Bin => {
    const inside = rows.filter(({ score }) => binOf(score, count) === bin);
    const said = inside.reduce((sum, { score }) => sum + score, 0) / inside.length;
    const was = inside.filter(({ sound }) => sound).length / inside.length;
    const empty = inside.length === 0;
    return {
      from: bin / count,
      to: (bin + 1) / count,
      count: inside.length,
      said: empty ? 0 : short(said),
      was: empty ? 0 : short(was),
    };
  });
  const squares = rows.reduce((sum, { score, sound }) => sum + (score - (sound ? 1 : 0)) ** 2, 0);
  return {
    ece: short(
      reliability.reduce(
        (sum, bin) => sum + (bin.count / rows.length) * Math.abs(bin.said - bin.was),
        0,
      ),
    ),
    brier: short(squares / rows.length),
    reliability,
  };
}

/**
 * The highest threshold whose chance to stop a sound step (one that scores below it) is at most `budget`,
 * whatever the scores are distributed like: the k-th lowest score of the sound ones, k = floor(budget·(n+1)).
 * 0, which stops nothing, where there are too few of them to promise that.
 */
export function conformalThreshold(rows: readonly Labelled[], budget: number): number {
  const sound = rows.filter((row) => row.sound).map(({ score }) => score);
  sound.sort((a, b) => a - b);
  const rank = Math.floor(budget * (sound.length + 1) + 1e-9);
  return rank < 1 ? 0 : (sound[rank - 1] ?? 0);
}

/** The population stability index of two histograms: above 0.25 they differ much. */
export function drift(fitted: readonly number[], live: readonly number[]): number {
  const share = (counts: readonly number[], bin: number): number => {
    const all = counts.reduce((sum, each) => sum + each, 0);
    return ((counts[bin] ?? 0) + 0.5) / (all + 0.5 * counts.length);
  };
  return fitted.reduce((sum, _, bin) => {
    const [was, is] = [share(fitted, bin), share(live, bin)];
    return sum + (is - was) * Math.log(is / was);
  }, 0);
}

const short = (x: number): number => Number(x.toPrecision(6));
