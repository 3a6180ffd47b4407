import type { Json, ReasoningStep, Scorer, ThoughtScore } from '../../../runtime/contract/index.ts';

/** One sign of a step that goes nowhere: how much of the score it leaves, and in which words. */
interface Sign {
  readonly leaves: number;
  readonly because: string;
}

/** Texts shorter than this are found anywhere and prove nothing. */
const shortestValue = 4;

/**
 * Scores by evidence that needs no model: a call that was made before, results that no longer change,
 * arguments that nothing in the session has mentioned, steps that take more and more of a limit. Each sign leaves a share of the score; what is left
 * of 1 is the score. Where the session is empty nothing speaks against a step.
 */
export class StepScorer implements Scorer {
  readonly name = 'vak/steps';
  readonly pure = true;

  /** Cost is linear in the steps shown and the texts of the arguments. */
  score(step: ReasoningStep, before: readonly ReasoningStep[]): ThoughtScore {
    const signs = [
      ...repeated(step, before),
      ...unchanged(before),
      ...unheardOf(step, before),
      ...rising(step, before),
    ];
    const score = signs.reduce((left, { leaves }) => left * leaves, 1);
    const [first] = [...signs].sort((a, b) => a.leaves - b.leaves);
    return {
      score: Math.round(score * 1_000) / 1_000,
      ...(first === undefined ? {} : { because: first.because }),
      evidence: signs.map(({ because }) => because),
    };
  }
}

function repeated(step: ReasoningStep, before: readonly ReasoningStep[]): readonly Sign[] {
  const times = before.filter(({ hash }) => hash === step.hash).length;
  if (times === 0) return [];
  return [{ leaves: 0.5 ** times, because: 'the same call was made before' }];
}

function unchanged(before: readonly ReasoningStep[]): readonly Sign[] {
  const [last, previous] = [before.at(-1), before.at(-2)];
  if (last?.observation === undefined || last.observation !== previous?.observation) return [];
  return [{ leaves: 0.7, because: 'the last two steps gave the same result' }];
}

/** The model's own words, and what it was refused, vouch for nothing. */
function unheardOf(step: ReasoningStep, before: readonly ReasoningStep[]): readonly Sign[] {
  const { heard = [] } = step;
  const seen = [
    ...heard.map(({ text }) => text),
    ...before
      .filter(({ refused }) => refused !== true)
      .map(({ args, observation = '' }) => `${JSON.stringify(args)}\n${observation}`),
  ].map((text) => text.toLowerCase());
  if (heard.length === 0 && before.length === 0) return [];
  const values = textsOf(step.args)
    .map((text) => text.trim().toLowerCase())
    .filter((text) => text.length >= shortestValue);
  const known = values.filter((text) => seen.some((one) => one.includes(text)));
  if (values.length === 0 || known.length > 0) return [];
  return [{ leaves: 0.6, because: 'nothing in the session mentions these arguments' }];
}

/** Fewer costs than this show no slope. */
const fewestCosts = 4;
/** So much more than the one before, as a share of what they cost on average, may a step cost. */
const steepest = 0.5;

/** The least-squares slope of what steps cost, this one included, beside their mean. */
function rising(step: ReasoningStep, before: readonly ReasoningStep[]): readonly Sign[] {
  const costs = [...before, step].flatMap(({ cost }) => cost ?? []);
  if (step.cost === undefined || costs.length < fewestCosts) return [];
  const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
  const middle = (costs.length - 1) / 2;
  let [over, under] = [0, 0];
  for (const [index, cost] of costs.entries()) {
    over += (index - middle) * (cost - mean);
    under += (index - middle) ** 2;
  }
  if (!(over / under >= steepest * mean) || mean === 0) return [];
  return [{ leaves: 0.7, because: 'every step takes more of a limit than the one before' }];
}

function textsOf(json: Json): readonly string[] {
  if (typeof json === 'string') return [json];
  if (typeof json !== 'object' || json === null) return [];
  return Object.values(json).flatMap(textsOf);
}
