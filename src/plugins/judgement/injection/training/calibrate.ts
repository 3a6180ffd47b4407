import type { TextChannel } from '../../../../runtime/contract/index.ts';
import { measure } from '../evidence.ts';
import { type Calibration, weighed } from '../judge.ts';
import type { LinearModel } from '../model/linear.ts';
import type { Example } from './corpus/corpus.ts';

const rounds = 4_000;
const step = 0.05;
const shrink = 0.002;
/**
 * The share of ordinary texts that the threshold may call suspicious. People write more that is unlike all of
 * the corpus than tools do.
 */
const falseAlarms: Readonly<Record<TextChannel, number>> = { input: 0.0045, result: 0.007 };

/** No text is suspicious below this, however few ordinary ones are as loud. */
const least = 0.3;

/** Fits how loudness, length and evidence make a probability, on texts the model was not made from. */
export function calibrate(
  model: LinearModel,
  channel: TextChannel,
  examples: readonly Example[],
): Calibration {
  const rows = examples.map(({ text, attack }) => ({
    x: weighed(measure(text, channel, model)),
    attack,
  }));
  const w = [0, 0.5, -0.2, 0, 0, 0.5];
  for (let round = 0; round < rounds; round += 1) {
    const slope = w.map((each, index) => (index === 0 ? 0 : shrink * rows.length * each));
    for (const { x, attack } of rows) {
      const wrong = sigmoid(logit(w, x)) - (attack ? 1 : 0);
      slope[0] = (slope[0] ?? 0) + wrong;
      for (const [index, value] of x.entries()) {
        slope[index + 1] = (slope[index + 1] ?? 0) + wrong * value;
      }
    }
    for (const index of w.keys()) {
      w[index] = (w[index] ?? 0) - (step * (slope[index] ?? 0)) / rows.length;
    }
  }
  const ordinary = rows.filter(({ attack }) => !attack).map(({ x }) => sigmoid(logit(w, x)));
  ordinary.sort((a, b) => a - b);
  const cut = ordinary[Math.floor(ordinary.length * (1 - falseAlarms[channel]))] ?? 1;
  const [bias = 0, loudest = 0, segments = 0, loud = 0, mean = 0, evidence = 0] = w.map((each) =>
    Number(each.toPrecision(6)),
  );
  const threshold = Number(Math.min(0.95, Math.max(least, cut + 1e-6)).toPrecision(6));
  return { bias, loudest, segments, loud, mean, evidence, threshold };
}

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));
const logit = (w: readonly number[], x: readonly number[]): number =>
  x.reduce((sum, value, index) => sum + value * (w[index + 1] ?? 0), w[0] ?? 0);
