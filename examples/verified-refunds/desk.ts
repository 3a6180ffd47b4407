import { load, NeuroSymbolicPipeline, type PipelineOutcome } from 'vak';
import { chatProposer } from './chat-proposer.ts';

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

/** How the desk is set up. */
export interface DeskOptions {
  /** Where the model is asked. */
  readonly url: string;
  /** Folder of the log. */
  readonly state: string;
  /** Who signs, asked for each question; null leaves it open. */
  readonly sign: (told: string) => string | null;
}

/** Runs one task from the model's proposal to the refund, people asked where the policy says so. */
export async function refundDesk(
  task: string,
  { url, state, sign }: DeskOptions,
): Promise<PipelineOutcome> {
  await using vak = await load(new URL('./refunds.vak', import.meta.url), { tools: shop(), state });
  const session = vak.agent('desk').session({ principal: 'ann' });
  const propose = chatProposer(url, session.tools());
  const pipeline = new NeuroSymbolicPipeline(session, { propose, repairs: 'proposer' });
  const outcome = await pipeline.run(task);
  if (outcome.state !== 'pending') return outcome;
  const by = sign(JSON.stringify(outcome.action));
  if (by === null) return outcome;
  await vak.answer(outcome.pending.ticket, { by, answer: 'grant' });
  return await pipeline.resume(outcome);
}
