import {
  condition,
  type ExprPlan,
  type Facts,
  type Truth,
  unknown,
  type Value,
} from '../../../../runtime/contract/index.ts';
import { type Leaf, leavesOf } from './leaves.ts';

/** One condition, and whether it is to be true or false. */
export interface Wanted {
  readonly expr: ExprPlan;
  readonly truth: boolean;
}

/** Values under which all is as wanted, that there are none, or that it could not be told. */
export type Answer =
  | {
      readonly state: 'found';
      readonly facts: Facts;
      readonly values: Readonly<Record<string, Value>>;
    }
  | { readonly state: 'none' }
  | { readonly state: 'undecided' };

/** A search looks at so many assignments at most. */
const mostTrials = 50_000;

/**
 * Looks for values under which every condition is as wanted. Fields are given values one by one, and what
 * is decided already cuts the search. A find is real: the conditions were evaluated with it. `none` is said
 * only where the values tried stand for all there are.
 */
export function search(wanted: readonly Wanted[]): Answer {
  const { leaves, complete } = leavesOf(wanted.map(({ expr }) => expr));
  const conditions = wanted.map(({ expr, truth }) => ({ holds: condition(expr), truth }));
  const trial = new Trial(leaves);
  let trials = 0;
  const verdict = (): Truth => {
    let all: Truth = true;
    for (const { holds, truth } of conditions) {
      const so = holds(trial.facts);
      if (so === unknown) all = unknown;
      else if (so !== truth) return false;
    }
    return all;
  };
  const visit = (depth: number): Answer['state'] => {
    trials += 1;
    if (trials > mostTrials) return 'undecided';
    const so = verdict();
    if (so === false) return 'none';
    if (so === true) return 'found';
    const leaf = leaves[depth];
    if (leaf === undefined) return 'none';
    for (const value of leaf.values) {
      trial.set(leaf, value);
      const state = visit(depth + 1);
      if (state !== 'none') return state;
    }
    trial.set(leaf, undefined);
    return 'none';
  };
  const state = visit(0);
  if (state === 'found') return { state, facts: trial.facts, values: trial.values() };
  return { state: state === 'none' && complete ? 'none' : 'undecided' };
}

type Fields = Map<string, Value | Tree>;
interface Tree {
  readonly kind: 'record';
  readonly fields: Fields;
}

/** Facts under construction; a field that has no value yet is unknown. */
class Trial {
  readonly facts: Facts;
  readonly #roots = new Map<string, Tree>();
  readonly #set = new Map<Leaf, Value>();

  constructor(leaves: readonly Leaf[]) {
    for (const { root } of leaves) this.#roots.set(root, { kind: 'record', fields: new Map() });
    this.facts = Object.fromEntries(this.#roots) as unknown as Facts;
  }

  set(leaf: Leaf, value: Value | undefined): void {
    let fields = (this.#roots.get(leaf.root) as Tree).fields;
    for (const step of leaf.path.slice(0, -1)) {
      const known = fields.get(step);
      const next: Tree =
        typeof known === 'object' && 'fields' in known
          ? (known as Tree)
          : { kind: 'record', fields: new Map() };
      fields.set(step, next);
      fields = next.fields;
    }
    const last = leaf.path.at(-1) ?? '';
    if (value === undefined) {
      fields.delete(last);
      this.#set.delete(leaf);
    } else {
      fields.set(last, value);
      this.#set.set(leaf, value);
    }
  }

  /** By field, as conditions name it. */
  values(): Readonly<Record<string, Value>> {
    return Object.fromEntries(
      [...this.#set].map(([{ root, path }, value]) => [[root, ...path].join('.'), value]),
    );
  }
}
