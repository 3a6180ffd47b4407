import type { CallResult } from '../call/road.ts';
import type { Decision } from '../contract/call.ts';
import { refusalCodes } from '../contract/errors.ts';
import type { Critique, ProposedAction } from '../contract/policy.ts';

/** A refusal that a proposer may answer with another proposal. */
type Refused = Extract<CallResult, { readonly refusal: object }>;

const wantsFact: readonly string[] = [refusalCodes.factMissing, refusalCodes.lookupFailed];
const couldNotTell: readonly string[] = [
  refusalCodes.stageUndecided,
  refusalCodes.scoreUnavailable,
  refusalCodes.pluginFailed,
];

/**
 * What is told of an action that was refused. The nearest action that would pass is part of it where the rules let
 * a model know their bounds, or the host offers it; it is searched with what is known now.
 */
export async function critiqueOf(
  action: ProposedAction,
  { decision, refusal }: Refused,
  { attempt, offer }: { readonly attempt: number; readonly offer: boolean },
): Promise<{ readonly critique: Critique; readonly nearest: ProposedAction | undefined }> {
  const repair = await decision.repair();
  const { thought: _, ...bare } = action;
  const nearest = repair === null ? undefined : { ...bare, args: repair.args };
  const wanting = [...(decision.stages ?? []), ...decision.opinions];
  const missing = [...new Set(wanting.flatMap((each) => each.missing ?? []))];
  return {
    nearest,
    critique: {
      attempt,
      action,
      verdict: verdictOf(decision),
      code: refusal.code,
      because: refusal.because,
      ...(missing.length === 0 ? {} : { missing }),
      ...(nearest !== undefined && (offer || repair?.told === true) ? { nearest } : {}),
    },
  };
}

/** What cannot be mended by another call outweighs what can: somebody has to look first. */
function verdictOf({ opinions, code }: Decision): Critique['verdict'] {
  const codes = [code, ...opinions.map((each) => each.code)];
  const has = (some: readonly string[]) => codes.some((each) => each && some.includes(each));
  if (has(couldNotTell)) return 'undecided';
  const wants = has(wantsFact) || opinions.some((each) => each.missing !== undefined);
  return wants ? 'needs-fact' : 'violated';
}
