import type { Call } from '../contract/call.ts';
import type { ReasoningStep } from '../contract/policy.ts';

/** So many steps are kept; a gate is shown the last of them. */
const mostKept = 64;
/** Of a result so much is kept, in UTF-16 units of its JSON. */
const longestObservation = 4_096;

/** What an agent did in its session, in the order of the decisions. Kept in memory alone. */
export class Steps {
  readonly #kept: ReasoningStep[] = [];
  readonly #refused = new Map<string, string[]>();
  #taken = 0;

  /** The steps kept, oldest first. */
  get all(): readonly ReasoningStep[] {
    return this.#kept;
  }

  /** The step that a call would be. */
  next(call: Call): ReasoningStep {
    const { tool, json, thought } = call;
    const number = this.#taken + 1;
    return {
      number,
      tool: tool.name,
      args: json,
      // Made when it is first read, as the call's own is.
      get hash() {
        return call.hash;
      },
      ...(thought === undefined ? {} : { thought }),
    };
  }

  /** Hashes of the steps that a gate refused since a step was last taken, oldest first. */
  refusedBy(gate: string): readonly string[] {
    return this.#refused.get(gate) ?? [];
  }

  /** Adds a call that was refused, with the gates whose scores refused it. */
  refuse(call: Call, because: string, gates: readonly string[]): void {
    for (const gate of gates) this.#refused.set(gate, [...this.refusedBy(gate), call.hash]);
    this.#add(call, because);
  }

  /** Adds a step that was taken, with what came of it; what gates refused before may be tried again. */
  take(call: Call, observation: string): void {
    this.#refused.clear();
    this.#add(call, observation);
  }

  #add(call: Call, observation: string): void {
    const cut = observation.slice(0, longestObservation);
    const step = Object.freeze({ ...this.next(call), observation: cut });
    this.#taken += 1;
    this.#kept.push(step);
    if (this.#kept.length > mostKept) this.#kept.shift();
  }
}
