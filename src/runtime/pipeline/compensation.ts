import { inWords, VakError } from '../contract/errors.ts';
import type { Compensator, DoneAction } from '../contract/policy.ts';
import type { LiveSession } from '../session/agent.ts';
import { actionIn } from './proposals.ts';
import { within } from './within.ts';

/** How long it may take to say what undoes a call. */
const undoMs = 5_000;

/** What became of what was done. */
export interface Compensation {
  /** Undone, the last one first. */
  readonly undone: readonly DoneAction[];
  /** What still stands, with the reason. */
  readonly left: readonly { readonly done: DoneAction; readonly because: string }[];
}

/**
 * Undoes what changed something, the last first. Each undoing is a call like any other, on the record as
 * such; what nothing undoes, or what is not permitted to be undone, is left and named.
 */
export async function compensate(
  session: Pick<LiveSession, 'inside' | 'travel'>,
  done: readonly DoneAction[],
): Promise<Compensation> {
  const { road } = session.inside;
  const undone: DoneAction[] = [];
  const left: { done: DoneAction; because: string }[] = [];
  for (const one of [...done].reverse()) {
    const effect = road.tools.get(one.action.tool)?.effect;
    if (effect === 'pure' || effect === 'read') continue;
    const because = await undo(session, one, road.compensators);
    if (because === undefined) undone.push(one);
    else left.push({ done: one, because });
  }
  return { undone, left };
}

/** Undoes one call; gives why not. */
async function undo(
  session: Pick<LiveSession, 'inside' | 'travel'>,
  done: DoneAction,
  compensators: readonly Compensator[],
): Promise<string | undefined> {
  const { tool } = done.action;
  const [knows, another] = compensators.filter((each) => each.tool === tool);
  if (knows === undefined) return `nothing undoes \`${tool}\``;
  if (another !== undefined) return `two plugins claim to undo \`${tool}\``;
  try {
    const given = await within(undoMs, undefined, (signal) => knows.undo(done, signal));
    if (given === null) return undefined;
    const action = actionIn(given);
    if (action === undefined) return 'what it answered is no action';
    const proposal = { by: 'compensator', attempt: 1, undoes: done.call };
    const result = await session.travel({ tool: action.tool, args: action.args, proposal });
    if (result.ok) return undefined;
    return result.pending === undefined
      ? `${result.refusal.code}: ${result.refusal.because}`
      : `it waits for approval (${result.pending.ticket})`;
  } catch (cause) {
    if (cause instanceof VakError) return cause.message;
    return `what undoes it is not known: ${inWords(cause)}`;
  }
}
