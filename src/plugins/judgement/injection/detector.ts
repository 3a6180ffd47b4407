import type { Detection, InjectionDetector, TextChannel } from '../../../runtime/contract/index.ts';
import { type Evidence, measure } from './evidence.ts';
import { type Calibration, probabilityOf } from './judge.ts';
import type { LinearModel } from './model/linear.ts';
import { trained } from './model/weights.ts';

/** The model and calibration of one channel. */
export interface Judge {
  readonly model: LinearModel;
  readonly calibration: Calibration;
}

/** How the built-in detector is set up. */
export interface DetectorConfig {
  /** From this probability on a text is suspicious; the calibrated one of the channel unless set. */
  readonly threshold?: number;
}

const mostEvidence = 16;

/** The committed models, read once. */
const judges: Readonly<Record<TextChannel, Judge>> = {
  input: judgeOf(trained.input),
  result: judgeOf(trained.result),
};

function judgeOf(of: (typeof trained)[TextChannel]): Judge {
  const { scale, bias, calibration } = of;
  const bytes = Buffer.from(of.weights, 'base64');
  const weights = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  return { model: { weights, scale, bias }, calibration };
}

/** At most two short words of Latin letters. */
const few = /^\s*[\w.,:;!?'-]{1,12}(?: [\w.,:;!?'-]{1,12})?\s*$/;

/**
 * Tells text that steers the model from text that informs it: phrases and forms as evidence, and a linear
 * model over runs of letters, on the text as it is drawn and on what is encoded or hidden in it. What it
 * says is a probability with its evidence, calibrated apart for messages and results. It is blind to
 * whatever says nothing suspicious in words.
 */
export class PromptInjectionDetector implements InjectionDetector {
  readonly name = 'vak/injection';
  readonly #config: DetectorConfig;

  constructor(config: DetectorConfig = {}) {
    this.#config = config;
  }

  /** Linear in the text, about 40 µs a kilobyte, and at most tenfold that where it is made to be slow; the same text always gets the same answer. */
  detect(text: string, channel: TextChannel): Detection {
    const { model, calibration } = judges[channel];
    const measured = measure(text, channel, model);
    const probability = probabilityOf(measured, calibration);
    const marked = probability >= (this.#config.threshold ?? calibration.threshold);
    // A word or two say nothing by their letters alone: there is no room for an order.
    const suspicious = marked && (measured.evidence.length > 0 || !few.test(text));
    const evidence = [...measured.evidence]
      .sort((a, b) => b.weight - a.weight)
      .slice(0, mostEvidence);
    const { loudest } = measured;
    const wording: Evidence = {
      category: 'unknown',
      name: 'its wording',
      weight: loudest.logit,
      start: loudest.start,
      end: loudest.end,
      through: loudest.through,
    };
    const shown = suspicious && loudest.logit > 0 ? [...evidence, wording] : evidence;
    return { suspicious, probability, evidence: shown.map(suspicion) };
  }
}

const suspicion = ({
  category,
  name,
  start,
  end,
  through,
}: Evidence): Detection['evidence'][number] => ({
  category,
  because: through.length === 0 ? name : `${name} (${through.join(', ')})`,
  at: [start, end],
});
