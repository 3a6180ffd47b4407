import { type Codes, codesOf, featuresOf, perCharacter } from './features.ts';
import { longestSegment, segmentsOf } from './segments.ts';

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
}

/** The sum of a model's weights over one segment. */
interface Sum {
  readonly sum: number;
  readonly count: number;
  readonly start: number;
}

/** The loudest of a text's segments, alone or with the one before it. Linear in the text. */
export function loudest(model: LinearModel, text: string): Loudest {
  const codes = codesOf(text);
  const ends = segmentsOf(codes, text.length);
  let [logit, from, to] = [-8, 0, 0];
  let before: Sum = { sum: 0, count: 0, start: 0 };
  let start = 0;
  for (const end of ends) {
    const own = sumOf(model.weights, codes, start, end);
    start = end;
    if (own.count === 0) continue;
    const alone = logitOf(model, own.sum, own.count);
    if (alone > logit) [logit, from, to] = [alone, own.start, end];
    if (before.count > 0) {
      const both = logitOf(model, own.sum + before.sum, own.count + before.count);
      if (both > logit) [logit, from, to] = [both, before.start, end];
    }
    before = own;
  }
  return { logit, start: from, end: to, segments: ends.length };
}

const logitOf = ({ bias, scale }: LinearModel, sum: number, count: number): number =>
  bias + (scale * sum) / Math.sqrt(count);

const scratch = new Uint16Array(perCharacter * longestSegment);

function sumOf(weights: Int8Array, text: Codes, start: number, end: number): Sum {
  const count = featuresOf(text, start, end, scratch);
  let sum = 0;
  for (let at = 0; at < count; at += 1) sum += weights[scratch[at] as number] as number;
  return { sum, count, start };
}
