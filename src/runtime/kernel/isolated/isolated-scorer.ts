import type { Json } from '../../../dsl/values/value.ts';
import type { ReasoningStep, StepOwner } from '../../contract/call.ts';
import type { Health, Living } from '../../contract/plugin.ts';
import type { Scorer, ThoughtScore } from '../../contract/policy.ts';
import type { IsolatedCode } from './isolated-code.ts';

/** Within what a gate waits for a scorer unless it says otherwise. */
const timeMs = 4_500;
const longest = 500;

/**
 * The scorer of a plugin in its isolate. An error there, an answer of another form, a run that is cut off
 * and an isolate that died twice are a throw here, and so no score at all.
 */
export class IsolatedScorer implements Scorer, Living {
  readonly name: string;
  readonly pure = false;
  readonly code: IsolatedCode;

  constructor(code: IsolatedCode) {
    this.name = code.name;
    this.code = code;
  }

  start(): Promise<void> {
    return this.code.start();
  }

  health(): Health {
    return this.code.health();
  }

  async score(
    step: ReasoningStep,
    before: readonly ReasoningStep[],
    signal: AbortSignal,
    owner: StepOwner,
  ): Promise<ThoughtScore> {
    const question = {
      ask: 'score',
      step: step as unknown as Json,
      before: before as never,
      owner: { ...owner },
    };
    const said = await this.code.ask(question, owner.tenant, timeMs, signal);
    const { score, confidence, because, evidence } = (said ?? {}) as { [key: string]: Json };
    if (typeof score !== 'number') throw new Error('it answered with no score');
    if (confidence !== undefined && typeof confidence !== 'number') {
      throw new Error('it answered with a confidence that is no number');
    }
    return {
      score,
      ...(confidence === undefined ? {} : { confidence }),
      ...(typeof because === 'string' ? { because: because.slice(0, longest).toWellFormed() } : {}),
      ...(evidence === undefined ? {} : { evidence }),
    };
  }
}
