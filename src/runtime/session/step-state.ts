import type { StageRecord } from '../contract/call.ts';
import { refusalCodes } from '../contract/errors.ts';
import type { OpinionEntry } from '../evidence/decision-entry.ts';

/** So many refused steps in a row are told apart; a gate refuses all that come after them. */
export const mostRefused = 1_000;

/**
 * What gates remember of a session's steps: how many there were, which of them each gate refused since one
 * was last taken, and which gates hold on to their last objection. The same entries give the same state, as
 * they are written and as they are read after a restart.
 */
export class StepState {
  readonly #refused = new Map<string, string[]>();
  readonly #holding = new Set<string>();
  #count = 0;

  /** Another state that is alike now and goes its own way. */
  copy(): StepState {
    const copy = new StepState();
    for (const [gate, hashes] of this.#refused) copy.#refused.set(gate, [...hashes]);
    for (const gate of this.#holding) copy.#holding.add(gate);
    copy.#count = this.#count;
    return copy;
  }

  /** How many steps there were. */
  get count(): number {
    return this.#count;
  }

  /** Hashes of the steps that a gate refused since a step was last taken, oldest first. */
  refusedBy(gate: string): readonly string[] {
    return this.#refused.get(gate) ?? [];
  }

  /** Whether a gate objected to the last step that it scored. */
  isHolding(gate: string): boolean {
    return this.#holding.has(gate);
  }

  /** What the gates that scored a call made of it, from the records of its stages. */
  judged(stages: readonly StageRecord[] = []): void {
    for (const { stage, kind, evidence } of stages) {
      if (kind !== 'gate') continue;
      const verdict = (evidence as Scored | undefined)?.decision?.verdict;
      if (verdict === 'no objection') this.#holding.delete(stage);
      else if (verdict !== undefined) this.#holding.add(stage);
    }
  }

  /** A call was forbidden; its hash counts with every gate whose score forbade it. */
  refused(hash: string, opinions: readonly OpinionEntry[]): void {
    for (const { by, verdict, code, rule } of opinions) {
      if (by !== 'gate' || verdict !== 'forbid' || code !== refusalCodes.gateObjects) continue;
      if (rule === undefined) continue;
      const hashes = this.#refused.get(rule) ?? [];
      this.#refused.set(rule, hashes);
      if (hashes.length < mostRefused) hashes.push(hash);
    }
    this.#count += 1;
  }

  /** A step was taken: what gates refused before may be tried again. */
  taken(): void {
    this.#refused.clear();
    this.#count += 1;
  }
}

/** The part of a gate's evidence that says what it made of a score. */
interface Scored {
  readonly decision?: { readonly verdict?: string };
}
