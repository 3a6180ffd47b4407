import type { ReasoningStep, Scorer, ThoughtScore } from '../../../runtime/contract/index.ts';
import type { Source } from './source/source.ts';

/** Scores a step by its sources. Whatever one of them cannot tell is an error, never a guess. */
export class JudgeScorer implements Scorer {
  readonly name = 'vak/judge';
  readonly pure = false;
  readonly #sources: readonly Source[];

  constructor(sources: readonly Source[]) {
    this.#sources = sources;
  }

  async score(
    step: ReasoningStep,
    before: readonly ReasoningStep[],
    signal: AbortSignal,
  ): Promise<ThoughtScore> {
    const scored = await Promise.all(
      this.#sources.map(async (source) => {
        const { steps, ...raw } = await source.score(step, before, signal);
        return { name: source.name, score: steps.at(-1) ?? Number.NaN, ...raw };
      }),
    );
    const score = scored.reduce((sum, each) => sum + each.score, 0) / scored.length;
    const [worst] = [...scored].sort((a, b) => a.score - b.score);
    const sure = scored.flatMap(({ confidence }) => (confidence === undefined ? [] : [confidence]));
    return {
      score,
      ...(sure.length === 0 ? {} : { confidence: Math.min(...sure) }),
      ...(worst?.because === undefined ? {} : { because: worst.because }),
      evidence: scored.map(({ name, score: own, evidence }) => ({
        source: name,
        score: String(own),
        ...(evidence === undefined ? {} : { evidence }),
      })),
    };
  }
}
