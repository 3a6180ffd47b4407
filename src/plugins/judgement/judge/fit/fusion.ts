import { logit, sigmoid } from './calibration.ts';
import { conformalThreshold, type Quality, qualityOf } from './quality.ts';

/** How the probabilities of several scorers become one, as it is stored. */
export interface Fusion {
  /** The scorers, sorted by name; it speaks of exactly these. */
  readonly of: readonly string[];
  /** What each of them counts, never less than nothing: a higher score never lowers what is fused. */
  readonly weights: readonly number[];
  readonly bias: number;
  /** Below it a step is stopped, and at most `falseStops` of sound ones are. */
  readonly threshold: number;
  readonly falseStops: number;
  readonly rows: number;
}
/** How good a fusion is on rows it was not made from, beside what it was made of. */
export interface FusionReport {
  readonly of: readonly string[];
  readonly fused: Quality;
  /** The mean of the scorers, each calibrated. */
  readonly mean: Quality;
  /** The scorer that does best alone, calibrated. */
  readonly best: { readonly name: string; readonly quality: Quality };
}
/** One step with the probability that each scorer gives it. */
export interface FusionRow {
  readonly scores: readonly number[];
  readonly sound: boolean;
  /** True where neither the calibrations nor the weights may be made from it. */
  readonly held: boolean;
}

/** Further out, one scorer that is sure would drown all others. */
const farthest = 4;
/** So many rows the belief is worth that all scorers count alike. */
const prior = 10;
const rounds = 200;

const within = (score: number): number => Math.max(-farthest, Math.min(farthest, logit(score)));

/** The probability of several; scores in the order of `of`. */
export const fused = (
  { weights, bias }: Pick<Fusion, 'weights' | 'bias'>,
  scores: readonly number[],
): number =>
  sigmoid(scores.reduce((sum, score, index) => sum + (weights[index] ?? 0) * within(score), bias));

/**
 * Fits weights by logistic regression on the rows that are not held, none below zero and all drawn towards
 * counting alike; then the threshold on those that are.
 * @throws Error where the scorers tell nothing of these steps
 */
export function fusionOf(
  of: readonly string[],
  rows: readonly FusionRow[],
  falseStops: number,
): { readonly fusion: Fusion; readonly report: FusionReport } {
  const used = rows.filter(({ held }) => !held);
  const held = rows.filter((row) => row.held);
  const { weights, bias } = weighed(of.length, used);
  if (weights.every((weight) => weight === 0)) {
    throw new Error(`${of.join(', ')} tell nothing of these steps together`);
  }
  const by = (score: (scores: readonly number[]) => number) =>
    held.map(({ scores, sound }) => ({ score: score(scores), sound }));
  const after = by((scores) => fused({ weights, bias }, scores));
  const alone = of.map((name, index) => ({
    name,
    quality: qualityOf(by((scores) => scores[index] ?? 0)),
  }));
  const best = alone.reduce((a, b) => (b.quality.brier < a.quality.brier ? b : a));
  return {
    fusion: {
      of,
      weights,
      bias,
      threshold: conformalThreshold(after, falseStops),
      falseStops,
      rows: rows.length,
    },
    report: { of, fused: qualityOf(after), mean: qualityOf(by(meanOf)), best },
  };
}

export const meanOf = (scores: readonly number[]): number =>
  scores.reduce((sum, score) => sum + score, 0) / scores.length;

/** Newton's method by one coordinate after another, each cut off at zero but for the bias. */
function weighed(
  count: number,
  rows: readonly FusionRow[],
): { readonly weights: readonly number[]; readonly bias: number } {
  const inputs = rows.map(({ scores }) => [...scores.map(within), 1]);
  const alike = 1 / count;
  const weights = [...Array<number>(count).fill(alike), 0];
  const sums = inputs.map((input) => input.reduce((sum, x, at) => sum + x * (weights[at] ?? 0), 0));
  for (let round = 0; round < rounds; round += 1) {
    let moved = 0;
    for (let at = 0; at <= count; at += 1) {
      const weight = weights[at] ?? 0;
      let [slope, bend] = [prior * (weight - (at < count ? alike : 0)), prior];
      for (const [index, input] of inputs.entries()) {
        const [x = 0, p] = [input[at], sigmoid(sums[index] ?? 0)];
        slope += (p - (rows[index]?.sound === true ? 1 : 0)) * x;
        bend += p * (1 - p) * x * x;
      }
      const next = Math.max(at < count ? 0 : -farthest, weight - slope / bend);
      const step = next - weight;
      weights[at] = next;
      moved = Math.max(moved, Math.abs(step));
      if (step === 0) continue;
      for (const [index, input] of inputs.entries()) {
        sums[index] = (sums[index] ?? 0) + step * (input[at] ?? 0);
      }
    }
    if (moved < 1e-7) break;
  }
  const short = weights.map((weight) => Number(weight.toPrecision(8)));
  return { weights: short.slice(0, count), bias: short[count] ?? 0 };
}
