import { unitsOf } from '../normalise/units.ts';
import { type Weighed, weigh } from './features.ts';
import { segmentsOf } from './segments.ts';

/** A trained model of one channel. */
export interface LinearModel {
  /** One signed byte a bucket. */
  readonly weights: Int8Array;
  /** What one unit of a weight is worth, in log-odds. */
  readonly scale: number;
  readonly bias: number;
}

/** The segment that speaks loudest, and how loud it is. */
export interface Loudest {
  /** Log-odds of the segment, as far as its features tell. */
  readonly logit: number;
  readonly start: number;
  readonly end: number;
  /** How many segments there were to choose from. */
  readonly segments: number;
  /** How many of them speak for an attempt rather than against it. */
  readonly loud: number;
  /** Log-odds of a segment on average, each within eight either way. */
  readonly mean: number;
}

/** The loudest of a text's segments, alone or with the one before it. Linear in the text. */
export function loudest(model: LinearModel, text: string): Loudest {
  const codes = unitsOf(text);
  const ends = segmentsOf(codes, text.length);
  let [logit, from, to] = [-8, 0, 0];
  const before: Weighed = { sum: 0, count: 0 };
  const own: Weighed = { sum: 0, count: 0 };
  let beforeStart = 0;
  let start = 0;
  let [loud, heard, total] = [0, 0, 0];
  for (const end of ends) {
    weigh(model.weights, codes, start, end, own);
    const ownStart = start;
    start = end;
    if (own.count === 0) continue;
    const alone = logitOf(model, own.sum, own.count);
    heard += 1;
    total += Math.max(-8, Math.min(8, alone));
    if (alone > 0) loud += 1;
    if (alone > logit) [logit, from, to] = [alone, ownStart, end];
    if (before.count > 0) {
      const both = logitOf(model, own.sum + before.sum, own.count + before.count);
      if (both > logit) [logit, from, to] = [both, beforeStart, end];
    }
    before.sum = own.sum;
    before.count = own.count;
    beforeStart = ownStart;
  }
  const mean = heard === 0 ? -8 : total / heard;
  return { logit, start: from, end: to, segments: ends.length, loud, mean };
}

const logitOf = ({ bias, scale }: LinearModel, sum: number, count: number): number =>
  bias + (scale * sum) / Math.sqrt(count);
