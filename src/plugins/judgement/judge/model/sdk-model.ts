import type {
  CompletionRequest,
  CompletionResponse,
  LlmConfig,
  ModelPort,
  SdkModel,
  TokenLogprob,
} from '../../../../runtime/contract/index.ts';

/** The parts of a v3 or v4 answer that are read; all of it is doubted. */
interface Generated {
  readonly content?: readonly { readonly type?: string; readonly text?: unknown }[];
  readonly structuredOutputText?: string;
  readonly finishReason?: { readonly unified?: string } | string;
  readonly usage?: {
    readonly inputTokens?: {
      readonly total?: number;
      readonly cacheRead?: number;
      readonly cacheWrite?: number;
    };
    readonly outputTokens?: { readonly total?: number };
  };
  readonly providerMetadata?: { readonly openai?: { readonly logprobs?: unknown } };
}

/** The model of a host's configuration, as the port that judges ask. */
export function portOf({ model, logprobs = false }: LlmConfig): ModelPort {
  return 'complete' in model ? model : new SdkPort(model, logprobs);
}

/** Speaks to a model of the AI SDK. Streams are not used: a verdict counts when it is whole. */
class SdkPort implements ModelPort {
  readonly #model: SdkModel;
  readonly #logprobs: boolean;

  constructor(model: SdkModel, logprobs: boolean) {
    this.#model = model;
    this.#logprobs = logprobs;
  }

  abilities(): { readonly logprobs: boolean; readonly schema: boolean } {
    return { logprobs: this.#logprobs, schema: true };
  }

  async complete(request: CompletionRequest): Promise<CompletionResponse> {
    const { messages, maxTokens, temperature, schema, topLogprobs, signal } = request;
    const generated: Generated = await this.#model.doGenerate({
      prompt: messages.map(({ role, content }) =>
        role === 'system'
          ? { role, content }
          : { role, content: [{ type: 'text', text: content }] },
      ),
      maxOutputTokens: maxTokens,
      temperature,
      abortSignal: signal,
      ...(schema === undefined
        ? {}
        : { responseFormat: { type: 'json', schema, name: 'verdict' } }),
      ...(topLogprobs === undefined
        ? {}
        : { providerOptions: { openai: { logprobs: topLogprobs } } }),
    });
    return read(generated);
  }
}

function read({ content = [], finishReason, usage, ...rest }: Generated): CompletionResponse {
  const texts = content.flatMap(({ type, text }) => (type === 'text' ? [String(text)] : []));
  const reason = typeof finishReason === 'string' ? finishReason : finishReason?.unified;
  const { total: input, cacheRead = 0, cacheWrite = 0 } = usage?.inputTokens ?? {};
  const output = usage?.outputTokens?.total;
  const logprobs = logprobsOf(rest.providerMetadata?.openai?.logprobs);
  return {
    text: rest.structuredOutputText ?? texts.join(''),
    finish: reason === 'stop' || reason === 'length' ? reason : 'other',
    usage:
      input === undefined || output === undefined
        ? undefined
        : { input, output, cacheRead, cacheWrite },
    ...(logprobs === undefined ? {} : { logprobs }),
  };
}

function logprobsOf(given: unknown): CompletionResponse['logprobs'] {
  if (!Array.isArray(given)) return undefined;
  return given.map((place: { readonly top_logprobs?: readonly TokenLogprob[] } | null) =>
    Array.isArray(place?.top_logprobs) ? place.top_logprobs : [],
  );
}
