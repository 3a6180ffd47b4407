import { buckets, featuresOf } from '../model/features.ts';
import type { LinearModel } from '../model/linear.ts';
import { seeded } from './corpus/random.ts';

/** A stretch of text as its features, and what it is. */
export interface Sample {
  readonly features: Uint16Array;
  readonly attack: boolean;
}

/** Features of one stretch of text. */
export const sampleOf = (text: string, attack: boolean): Sample => ({
  features: featuresOf(text),
  attack,
});

const rounds = 6;
/** Weights are the mean of those at the end of so many last rounds: chance weighs less in it. */
const meant = 4;
const step = 0.5;
const shrink = 2e-4;
const epsilon = 1e-6;

/**
 * Logistic regression by stochastic gradients with a rate of its own for each bucket, rounded to one byte
 * a bucket. The same samples in the same order give the same model.
 */
export function fitLinear(samples: readonly Sample[], seed: number): LinearModel {
  const weights = new Float64Array(buckets);
  const seen = new Float64Array(buckets).fill(epsilon);
  let [bias, biasSeen] = [0, epsilon];
  const order = samples.map((_, index) => index);
  const random = seeded(seed);
  const sums = new Float64Array(buckets);
  let biasSum = 0;
  for (let round = 0; round < rounds; round += 1) {
    shuffle(order, random.below);
    for (const index of order) {
      const { features, attack } = samples[index] as Sample;
      if (features.length === 0) continue;
      const norm = Math.sqrt(features.length);
      let sum = 0;
      for (const bucket of features) sum += weights[bucket] as number;
      const wrong = 1 / (1 + Math.exp(-(bias + sum / norm))) - (attack ? 1 : 0);
      for (const bucket of features) {
        const slope = wrong / norm + shrink * (weights[bucket] as number);
        seen[bucket] = (seen[bucket] as number) + slope * slope;
        weights[bucket] =
          (weights[bucket] as number) - (step * slope) / Math.sqrt(seen[bucket] as number);
      }
      biasSeen += wrong * wrong;
      bias -= (step * wrong) / Math.sqrt(biasSeen);
    }
    if (round < rounds - meant) continue;
    biasSum += bias / meant;
    for (let at = 0; at < buckets; at += 1) {
      sums[at] = (sums[at] as number) + (weights[at] as number) / meant;
    }
  }
  return rounded(sums, biasSum);
}

function shuffle(order: number[], below: (n: number) => number): void {
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = below(at + 1);
    [order[at], order[other]] = [order[other] as number, order[at] as number];
  }
}

function rounded(weights: Float64Array, bias: number): LinearModel {
  const sizes = [...weights].map(Math.abs).sort((a, b) => a - b);
  const largest = sizes[Math.floor(sizes.length * 0.9995)] ?? 1;
  const scale = largest / 127;
  const bytes = Int8Array.from(weights, (weight) =>
    Math.max(-127, Math.min(127, Math.round(weight / scale))),
  );
  return { weights: bytes, scale: Number(scale.toPrecision(6)), bias: Number(bias.toPrecision(6)) };
}
