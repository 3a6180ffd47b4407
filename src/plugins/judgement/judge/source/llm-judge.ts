import type {
  CompletionRequest,
  Json,
  LlmConfig,
  Message,
  ModelAbilities,
  ModelPort,
  ReasoningStep,
} from '../../../../runtime/contract/index.ts';
import type { Cost } from '../model/price.ts';
import type { Purse } from '../model/purse.ts';
import { portOf } from '../model/sdk-model.ts';
import { type Form, faults, mostTokens, promptFor, verdictSchema } from './prompt.ts';
import type { Payer, RawScore, Source } from './source.ts';
import { shareOfYes, type Verdict, verdictOf } from './verdict.ts';

/** How a judge is asked. */
export interface Asking {
  /** How often a model is asked that tells no probabilities and keeps to no schema. */
  readonly samples: number;
  readonly rubric: string | undefined;
  readonly maxTokens: number;
}

/** How a model was asked, by what it can do. */
type Mode = 'logprobs' | 'verdict' | 'samples';

/**
 * A model that grades steps. Where it tells probabilities it is asked for one word and they are the score;
 * where it keeps to a schema, for a verdict; else for several verdicts, whose spread lowers the confidence.
 */
export class LlmJudge implements Source {
  readonly name: string;
  readonly #config: LlmConfig;
  readonly #port: ModelPort;
  readonly #asking: Asking;
  readonly #purse: Purse;
  #abilities: ModelAbilities | undefined;

  constructor(name: string, config: LlmConfig, asking: Asking, purse: Purse) {
    this.name = name;
    this.#config = config;
    this.#port = portOf(config);
    this.#asking = asking;
    this.#purse = purse;
  }

  async score(
    step: ReasoningStep,
    before: readonly ReasoningStep[],
    signal: AbortSignal,
    payer: Payer,
  ): Promise<RawScore> {
    this.#abilities ??= this.#port.abilities();
    const { logprobs, schema } = this.#abilities;
    const mode: Mode = logprobs ? 'logprobs' : schema ? 'verdict' : 'samples';
    const form: Form = mode === 'logprobs' ? 'word' : 'verdict';
    const messages = promptFor(step, before, this.#asking.rubric, form);
    const times = mode === 'samples' ? this.#asking.samples : 1;
    const asked = await Promise.all(
      Array.from({ length: times }, () => this.#ask(mode, messages, signal, payer)),
    );
    const { score, confidence, fault } = agreed(asked.map(({ verdict }) => verdict));
    const because = faults[fault];
    return {
      steps: [score],
      confidence,
      ...(because === undefined ? {} : { because }),
      evidence: { mode, fault, ...spentOn(asked.map(({ cost }) => cost)) },
    };
  }

  async #ask(
    mode: Mode,
    messages: readonly Message[],
    signal: AbortSignal,
    payer: Payer,
  ): Promise<{ readonly verdict: Verdict; readonly cost: Cost | undefined }> {
    const maxTokens = mode === 'logprobs' ? 16 : this.#asking.maxTokens;
    const request: CompletionRequest = {
      messages,
      maxTokens,
      temperature: mode === 'samples' ? 0.7 : 0,
      ...(mode === 'verdict' ? { schema: verdictSchema } : {}),
      ...(mode === 'logprobs' ? { topLogprobs: 5 } : {}),
      signal,
    };
    const most = { input: mostTokens(messages), output: maxTokens };
    const { answer, cost } = await this.#purse.spend(
      { name: this.name, price: this.#config.price, ...payer },
      most,
      async () => await this.#port.complete(request),
    );
    return { verdict: mode === 'logprobs' ? shareOfYes(answer) : verdictOf(answer), cost };
  }
}

/** The mean of verdicts; their spread is taken from the confidence. */
function agreed(verdicts: readonly Verdict[]): Verdict {
  const mean = (of: (verdict: Verdict) => number): number =>
    verdicts.reduce((sum, verdict) => sum + of(verdict), 0) / verdicts.length;
  const scores = verdicts.map(({ score }) => score);
  const spread = Math.max(...scores) - Math.min(...scores);
  const [worst] = [...verdicts].sort((a, b) => a.score - b.score);
  return {
    score: mean(({ score }) => score),
    confidence: Math.min(
      mean(({ confidence }) => confidence),
      1 - spread,
    ),
    fault: worst?.fault ?? 'none',
  };
}

function spentOn(costs: readonly (Cost | undefined)[]): Readonly<Record<string, Json>> {
  const known = costs.filter((cost) => cost !== undefined);
  if (known.length < costs.length) return {};
  const sum = (of: (cost: Cost) => bigint): string =>
    String(known.reduce((total, cost) => total + of(cost), 0n));
  const priced = known.every(({ micros }) => micros !== undefined);
  return {
    input: sum(({ input }) => input),
    output: sum(({ output }) => output),
    ...(priced ? { micros: sum(({ micros }) => micros ?? 0n) } : {}),
  };
}
