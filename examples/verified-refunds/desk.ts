import { createOpenAI } from '@ai-sdk/openai';
import {
  type LlmConfig,
  load,
  modelProposer,
  NeuroSymbolicPipeline,
  type PipelineOutcome,
} from 'vak';

const orders = new Map([['ord_1', { id: 'ord_1', paid: '80.00 EUR', refunded: '0.00 EUR' }]]);

/** What the shop's own program does. */
export const shop = () => ({
  'orders.read': ({ id }: { id: string }) => {
    const order = orders.get(id);
    if (order === undefined) throw new Error(`there is no order ${id}`);
    return order;
  },
  'refunds.issue': ({ order_id }: { order_id: string; amount: string }) => ({
    receipt: `r-${order_id}`,
  }),
});

/** What a million tokens cost, in millionths of a euro. */
const price = { input: 1_000_000n, output: 4_000_000n };

/** The models of any provider of the AI SDK, here one that speaks as a chat completions API does. */
export function modelsAt(url: string): { readonly planner: LlmConfig; readonly grader: LlmConfig } {
  const provider = createOpenAI({ baseURL: url, apiKey: 'none' });
  return {
    planner: { model: provider.chat('planner'), price },
    grader: { model: provider.chat('grader'), price },
  };
}

/** How the desk is set up. */
export interface DeskOptions {
  readonly models: { readonly planner: LlmConfig; readonly grader: LlmConfig };
  /** Folder of the log. */
  readonly state: string;
  /** Who signs, asked for each question; null leaves it open. */
  readonly sign: (told: string) => string | null;
}

/** Runs one task from the model's proposal to the refund, people asked where the policy says so. */
export async function refundDesk(
  task: string,
  { models, state, sign }: DeskOptions,
): Promise<PipelineOutcome> {
  await using vak = await load(new URL('./refunds.vak', import.meta.url), {
    tools: shop(),
    models: { grader: models.grader },
    state,
  });
  const session = vak.agent('desk').session({ principal: 'ann' });
  const propose = modelProposer(session, { ...models.planner, name: 'planner', currency: 'EUR' });
  const pipeline = new NeuroSymbolicPipeline(session, { propose, repairs: 'proposer' });
  const outcome = await pipeline.run(task);
  if (outcome.state !== 'pending') return outcome;
  const by = sign(JSON.stringify(outcome.action));
  if (by === null) return outcome;
  await vak.answer(outcome.pending.ticket, { by, answer: 'grant' });
  return await pipeline.resume(outcome);
}
