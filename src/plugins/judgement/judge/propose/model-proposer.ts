import type {
  CompletionResponse,
  Json,
  LlmConfig,
  ProposedAction,
  Proposer,
} from '../../../../runtime/contract/index.ts';
import { type Cost, costOf, dearest } from '../model/price.ts';
import { portOf } from '../model/sdk-model.ts';
import { mostTokens } from '../source/prompt.ts';
import { actionOf, messagesFor, type OfferedTool, proposalSchema } from './proposal.ts';

/** The part of a session that a proposer needs: the tools it may propose, and the road of model calls. */
export interface ProposingSession {
  /** The tools that its agent may be offered. */
  tools(): readonly OfferedTool[];
  /** Asks whether a model may be called, and reserves the most that it can use. */
  model(call: { readonly model: string; readonly tokens: number; readonly cost?: string }): Promise<
    | {
        readonly ok: true;
        /** Says what was really used. */
        settle(used: Readonly<Record<string, Json>>): Promise<unknown>;
      }
    | { readonly ok: false; readonly refusal?: { readonly because: string } | undefined }
  >;
}
/** How a model proposes. */
export interface ModelProposerOptions extends LlmConfig {
  /** What it is called in entries and by limits; `model` unless given. */
  readonly name?: string;
  /** What the model is told beside its task. */
  readonly instructions?: string;
  /** The most tokens an answer may have; 1,024 unless given. */
  readonly maxTokens?: number;
  /** The currency of `price`, such as `EUR`; then the event `model.call` has its `cost`. */
  readonly currency?: string;
}

/**
 * Proposes what a model says is to be done next, in one answer of a fixed shape. Each question is an event
 * `model.call` of the session first, with the most it can use: limits reserve that, and are settled with what
 * it did use. Where they do not let it pass nothing is asked. What was done and what was refused reaches the
 * model as data between marks; its answer counts as a whole or not at all.
 *
 * @example
 * const vak = await load('refunds.vak', { tools: { 'orders.read': ({ id }) => orders.get(id) } });
 * const session = vak.agent('support_desk').session();
 * const text = JSON.stringify({ tool: null, args: '{}', thought: 'nothing is to be done' });
 * const model: ModelPort = {
 *   abilities: () => ({ logprobs: false, schema: true }),
 *   complete: async () => ({ text, finish: 'stop', usage: { input: 90, output: 20 } }),
 * };
 * const pipeline = new NeuroSymbolicPipeline(session, { propose: modelProposer(session, { model }) });
 * const { state } = await pipeline.run('look whether there is something to do'); // 'committed'
 * await vak.stop();
 */
export function modelProposer(session: ProposingSession, options: ModelProposerOptions): Proposer {
  const { name = 'model', maxTokens = 1_024, price, currency, instructions = '' } = options;
  const port = portOf(options);
  const tools = session.tools();
  const inMoney = (micros: bigint | undefined): { readonly cost?: string } =>
    micros === undefined || currency === undefined
      ? {}
      : { cost: `${amountOf(micros)} ${currency}` };
  const { schema } = port.abilities();
  return {
    name,
    async propose(request, signal): Promise<ProposedAction | null> {
      const messages = messagesFor(tools, request, instructions);
      const most = { input: mostTokens(messages), output: maxTokens };
      const estimate = inMoney(price === undefined ? undefined : dearest(price, most));
      const tokens = most.input + most.output;
      const called = await session.model({ model: name, tokens, ...estimate });
      if (!called.ok)
        throw new Error(called.refusal?.because ?? 'the call of the model waits for people');
      const answer: CompletionResponse = await port.complete({
        messages,
        maxTokens,
        temperature: 0,
        ...(schema ? { schema: proposalSchema(tools) } : {}),
        signal,
      });
      const cost = costOf(answer.usage, price);
      if (cost !== undefined)
        await called.settle({ tokens: tokensOf(cost), ...inMoney(cost.micros) });
      return actionOf(answer);
    },
  };
}

const tokensOf = ({ input, output }: Cost): number => Number(input + output);

/** Millionths as a decimal with all six places. */
function amountOf(micros: bigint): string {
  const digits = String(micros).padStart(7, '0');
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
