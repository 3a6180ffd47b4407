import type { ProposalRequest, ProposedAction, Proposer } from '../contract/policy.ts';
import { within } from './within.ts';

/** What was proposed and by whom; null where nothing is left to do. */
export type Proposal =
  | { readonly by: string; readonly action: ProposedAction | null }
  | { readonly failure: string };

/** Whether something can be put on the road: a tool's name, arguments, and perhaps a thought. */
export function isAction(given: unknown): given is ProposedAction {
  if (typeof given !== 'object' || given === null) return false;
  const { tool, args, thought } = given as Partial<Record<keyof ProposedAction, unknown>>;
  return (
    typeof tool === 'string' &&
    tool !== '' &&
    args !== undefined &&
    (thought === undefined || typeof thought === 'string')
  );
}

/** Asks the proposers in their order; the first that answers is taken, each has `ms`. */
export async function proposal(
  proposers: readonly Proposer[],
  request: ProposalRequest,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<Proposal> {
  const failures: string[] = [];
  for (const proposer of proposers) {
    if (signal?.aborted) return { failure: 'cancelled' };
    try {
      const action = await within(ms, signal, (inner) => proposer.propose(request, inner));
      if (action === null || isAction(action)) return { by: proposer.name, action };
      failures.push(`\`${proposer.name}\`: what it answered is no action`);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      failures.push(`\`${proposer.name}\`: ${why}`);
    }
  }
  return { failure: failures.join('; ') };
}
