import type { Facts, Opinion } from '../../../runtime/contract/index.ts';
import type { Rule } from './rule.ts';
import { speak } from './rule.ts';

const silence: readonly Opinion[] = Object.freeze([]);

/** Asks the rules that it is given, one after another, and keeps what they say of the facts of one call. */
export class Hearing {
  readonly #facts: Facts;
  #said: Opinion[] | undefined;
  /** Where the last that spoke stands in the plan, and all before it, once there is more than one. */
  #last = -1;
  #ordinals: number[] | undefined;
  #ordered = true;

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  /** Asks a rule. */
  push(rule: Rule): void {
    const opinion = speak(rule, this.#facts);
    if (opinion === undefined) return;
    if (this.#said === undefined) {
      this.#said = [opinion];
    } else {
      this.#said.push(opinion);
      this.#ordinals ??= [this.#last];
      this.#ordinals.push(rule.ordinal);
      if (rule.ordinal < this.#last) this.#ordered = false;
    }
    this.#last = rule.ordinal;
  }

  /** What was said, in the order of the plan. */
  opinions(): readonly Opinion[] {
    const said = this.#said ?? silence;
    if (this.#ordered) return said;
    const ordinals = this.#ordinals ?? [];
    const places = said.map((opinion, index) => ({ opinion, ordinal: ordinals[index] ?? 0 }));
    return places.sort((a, b) => a.ordinal - b.ordinal).map(({ opinion }) => opinion);
  }
}
