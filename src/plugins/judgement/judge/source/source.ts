import type { Json, ReasoningStep, Spent, StepOwner } from '../../../../runtime/contract/index.ts';

/** A score before it is calibrated, from one source. */
export interface RawScore {
  /** From 0 to 1: of every step so far, oldest first, the step in question last. */
  readonly steps: readonly number[];
  readonly confidence?: number;
  /** Words that the model may be told: of a fixed list, never a judge's own. */
  readonly because?: string;
  readonly evidence?: Json;
}

/** For whom a source is asked, and who is told what that takes of budgets. */
export interface Payer {
  readonly owner: StepOwner;
  readonly spent: Spent;
}

/** Something that scores steps: a model, a server, a file of recorded scores. */
export interface Source {
  readonly name: string;
  /** Throws, or rejects, where it has no score; it never guesses one. */
  score(
    step: ReasoningStep,
    before: readonly ReasoningStep[],
    signal: AbortSignal,
    payer: Payer,
  ): Promise<RawScore>;
}

/** A number from 0 to 1, or an error that says what stood in its place. */
export function shareOf(value: unknown, what: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new Error(`${what} is no number from 0 to 1`);
}
