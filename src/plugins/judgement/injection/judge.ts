import type { Measured } from './evidence.ts';

/** How what is measured becomes a probability, fitted for one channel. */
export interface Calibration {
  readonly bias: number;
  /** For the log-odds of the loudest segment. */
  readonly loudest: number;
  /** For the logarithm of how many segments there were to be loud. */
  readonly segments: number;
  /** For the logarithm of how many of them are loud. */
  readonly loud: number;
  /** For the log-odds of a segment on average. */
  readonly mean: number;
  /** For the evidence's weights, summed. */
  readonly evidence: number;
  /** From this probability on a text is suspicious. */
  readonly threshold: number;
}

/** The most that all evidence together, or the loudest segment, may count for. */
const most = 10;

/** What a calibration weighs, in the order of its coefficients. */
export const weighed = ({ loudest, evidence }: Measured): Weighed => [
  clamped(loudest.logit),
  Math.log(Math.max(1, loudest.segments)),
  Math.log(1 + loudest.loud),
  loudest.mean,
  Math.min(most, sumOfBest(evidence)),
];

type Weighed = readonly [number, number, number, number, number];
/** However little the letters say, evidence is heard. */
const quietest = -3;
const clamped = (logit: number): number => Math.max(quietest, Math.min(most, logit));

function sumOfBest(evidence: Measured['evidence']): number {
  const best = new Map<string, number>();
  for (const { category, weight } of evidence) {
    best.set(category, Math.max(best.get(category) ?? 0, weight));
  }
  let sum = 0;
  for (const weight of best.values()) sum += weight;
  return sum;
}

/** The probability that what was measured is an attempt. */
export function probabilityOf(measured: Measured, of: Calibration): number {
  const [loudest, segments, loud, mean, evidence] = weighed(measured);
  const logit =
    of.bias +
    of.loudest * loudest +
    of.segments * segments +
    of.loud * loud +
    of.mean * mean +
    of.evidence * evidence;
  return 1 / (1 + Math.exp(-logit));
}
