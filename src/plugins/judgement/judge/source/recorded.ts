import { createHash } from 'node:crypto';
import type { ReasoningStep } from '../../../../runtime/contract/index.ts';
import { type RawScore, type Source, shareOf } from './source.ts';

/**
 * Scores that were recorded, by the hash of the step: no model is asked, and a step that is not there has no
 * score. One JSON object a line: `hash` and `score`.
 */
export class RecordedScores implements Source {
  readonly name = 'recorded';
  readonly #scores = new Map<string, number>();

  /** @throws Error that names the line */
  constructor(text: string, path: string) {
    for (const [index, line] of text.split('\n').entries()) {
      if (line.trim() === '') continue;
      const place = `${path}:${index + 1}`;
      const { hash, score } = JSON.parse(line) as {
        readonly hash?: unknown;
        readonly score?: unknown;
      };
      if (typeof hash !== 'string') throw new Error(`${place}: \`hash\` is a text`);
      this.#scores.set(hash, shareOf(score, `${place}: \`score\``));
    }
  }

  async score({ hash }: ReasoningStep): Promise<RawScore> {
    const score = this.#scores.get(hash);
    if (score === undefined) throw new Error('no score of this step was recorded');
    return { steps: [score] };
  }
}

/** What two questions to a judge have in common where they are the same question. */
export const keyOf = (step: ReasoningStep, before: readonly ReasoningStep[]): string =>
  createHash('sha256')
    .update(JSON.stringify([before, step]))
    .digest('hex');
