/** An evaluation that ran out of facts or time. */
export class OverBudget extends Error {}

/** How much an evaluation may do. */
export interface Limits {
  /** Derived facts, in all. */
  readonly facts: number;
  /** Wall time in milliseconds. */
  readonly ms: number;
}

/** Counts what an evaluation does; looks at the clock once in 16,384 steps. */
export class Budget {
  readonly #limits: Limits;
  readonly #deadline: number;
  #facts = 0;
  #steps = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#deadline = performance.now() + limits.ms;
  }

  /** One fact more. */
  fact(): void {
    this.#facts += 1;
    if (this.#facts > this.#limits.facts) {
      throw new OverBudget(`more than ${this.#limits.facts} facts follow`);
    }
  }

  /** One row looked at. */
  step(): void {
    this.#steps += 1;
    if ((this.#steps & 0x3fff) === 0 && performance.now() > this.#deadline) {
      throw new OverBudget(`not done within ${this.#limits.ms} ms`);
    }
  }
}
