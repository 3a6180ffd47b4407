import { inWords } from '../contract/errors.ts';
import type { ProposalRequest, ProposedAction, Proposer } from '../contract/policy.ts';
import { within } from './within.ts';

/** What was proposed and by whom; null where nothing is left to do. */
export type Proposal =
  | { readonly by: string; readonly action: ProposedAction | null }
  | { readonly failure: string };

/**
 * What can be put on the road of what was given: a tool's name, arguments, and perhaps a thought. Each is read
 * once and copied, so that whoever gave it changes nothing afterwards. Undefined for what is none.
 */
export function actionIn(given: unknown): ProposedAction | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { tool, args, thought } = given as Partial<ProposedAction>;
  if (typeof tool !== 'string' || tool === '' || args === undefined) return undefined;
  if (thought !== undefined && typeof thought !== 'string') return undefined;
  return { tool, args: structuredClone(args), ...(thought === undefined ? {} : { thought }) };
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
      const given = await within(ms, signal, (inner) => proposer.propose(request, inner));
      const action = given === null ? null : actionIn(given);
      if (action !== undefined) return { by: proposer.name, action };
      failures.push(`\`${proposer.name}\`: what it answered is no action`);
    } catch (cause) {
      const why = inWords(cause);
      failures.push(`\`${proposer.name}\`: ${why}`);
    }
  }
  return { failure: failures.join('; ') };
}
