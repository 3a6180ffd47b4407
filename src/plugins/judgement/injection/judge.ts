import type { Measured } from './evidence.ts';

/** How what is measured becomes a probability, fitted for one channel. */
export interface Calibration {
  readonly bias: number;
  /** For the log-odds of the loudest segment. */
  readonly loudest: number;
  /** For the logarithm of how many segments there were to be loud. */
  readonly segments: number;
  /** For the evidence's weights, summed. */
  readonly evidence: number;
  /** From this probability on a text is suspicious. */
  readonly threshold: number;
}

/** The most that all evidence together, or the loudest segment, may count for. */
const most = 8;

/** What a calibration weighs, in the order of its coefficients. */
export function weighed({ loudest, evidence }: Measured): readonly [number, number, number] {
  const best = new Map<string, number>();
  for (const { category, weight } of evidence) {
    best.set(category, Math.max(best.get(category) ?? 0, weight));
  }
  let sum = 0;
  for (const weight of best.values()) sum += weight;
  const logit = Math.max(-most, Math.min(most, loudest.logit));
  return [logit, Math.log(Math.max(1, loudest.segments)), Math.min(most, sum)];
}

/** The probability that what was measured is an attempt. */
export function probabilityOf(measured: Measured, calibration: Calibration): number {
  const [loudest, segments, evidence] = weighed(measured);
  const { bias } = calibration;
  const logit =
    bias +
    calibration.loudest * loudest +
    calibration.segments * segments +
    calibration.evidence * evidence;
  return 1 / (1 + Math.exp(-logit));
}
