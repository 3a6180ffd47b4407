import type { CompletionResponse } from '../../../../runtime/contract/index.ts';
import { faults } from './prompt.ts';
import { shareOf } from './source.ts';

/** What a judge said in its verdict. */
export interface Verdict {
  readonly score: number;
  readonly confidence: number;
  readonly fault: string;
}

/**
 * Reads a verdict: the whole answer is the object, with its three members and no other.
 * @throws Error for anything else; a number is never looked for in prose
 */
export function verdictOf({ text, finish }: CompletionResponse): Verdict {
  if (finish !== 'stop') throw new Error('the judge did not finish its answer');
  const given = parsed(text);
  const extra = Object.keys(given).find((key) => !['score', 'confidence', 'fault'].includes(key));
  if (extra !== undefined) throw new Error('the judge answered more than a verdict');
  const { fault } = given;
  if (typeof fault !== 'string' || !Object.hasOwn(faults, fault)) {
    throw new Error('the verdict names no fault of the list');
  }
  return {
    score: shareOf(given.score, 'the score of the verdict'),
    confidence: shareOf(given.confidence, 'the confidence of the verdict'),
    fault,
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const given: unknown = JSON.parse(text);
    if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
      return given as Readonly<Record<string, unknown>>;
    }
  } catch {
    // Told below, as everything else that is no verdict.
  }
  throw new Error('the judge answered with something else than a verdict');
}

/** So much of the probability must lie on yes and no; else the judge was saying something else. */
const leastMass = 0.8;
/** Providers round. */
const slack = 0.01;

/**
 * The probability of `yes` among `yes` and `no` at the first place of an answer.
 * @throws Error where the answer is another word, or its probabilities are missing or no probabilities
 */
export function shareOfYes({ logprobs, finish }: CompletionResponse): Verdict {
  const [first] = logprobs ?? [];
  if (first === undefined || first.length === 0) throw new Error('the judge gave no probabilities');
  if (finish === 'other') throw new Error('the judge did not finish its answer');
  const mass = { yes: 0, no: 0 };
  for (const { token, logprob } of first) {
    if (typeof token !== 'string' || typeof logprob !== 'number' || !(logprob <= 0)) {
      throw new Error('the judge gave a probability that is none');
    }
    const word = token.trim().toLowerCase();
    if (word === 'yes' || word === 'no') mass[word] += Math.exp(logprob);
  }
  const sum = mass.yes + mass.no;
  if (sum > 1 + slack) throw new Error('the judge gave probabilities of more than 1');
  if (!(sum >= leastMass)) throw new Error('the judge answered with something else than yes or no');
  return { score: mass.yes / sum, confidence: Math.min(1, sum), fault: 'none' };
}
