import { type ExprPlan, fieldsIn } from '../../expression.ts';
import { Drafting } from './drafting.ts';
import type { FieldOf } from './field.ts';
import { type Node, no, open, type State, unclear, type Variable, yes } from './sample.ts';

/**
 * Conditions taken apart into questions about variables, each with samples that stand for all that it may
 * be. Where terms are held against one another, and for questions about texts, a variable stands for the
 * answer itself: then more is possible here than is in truth, so that what is impossible here is so.
 */
export class Space {
  readonly variables: readonly Variable[];
  /** By condition, the fields it reads, those of one record as one. */
  readonly reads: readonly (readonly string[])[];
  /** False where some variable has too many samples for any answer, or none. */
  readonly isSearchable: boolean;
  readonly #nodes: readonly Node[];

  constructor(conditions: readonly ExprPlan[], fieldOf: FieldOf) {
    const drafting = new Drafting(fieldOf);
    this.#nodes = conditions.map((expr) => drafting.node(expr));
    this.variables = drafting.variables;
    this.isSearchable = drafting.finish();
    this.reads = conditions.map((expr) => [
      ...new Set(fieldsIn(expr).map(({ root, path }) => `${root}.${path[0]}`)),
    ]);
  }

  /**
   * What a condition comes to where variables have been given samples; -1 for none yet.
   * @param onOpen is told the variable whose answer is wanted first
   */
  state(at: number, given: Int16Array, onOpen: (variable: number) => void): State {
    return stateOf(this.#nodes[at] as Node, given, onOpen);
  }
}

function stateOf(node: Node, given: Int16Array, onOpen: (variable: number) => void): State {
  switch (node.is) {
    case 'atom': {
      const { variable, table } = node.atom;
      const sample = given[variable] as number;
      if (sample >= 0) return table[sample] as State;
      onOpen(variable);
      return open;
    }
    case 'not': {
      const state = stateOf(node.of, given, onOpen);
      return state === yes ? no : state === no ? yes : state;
    }
    case 'and':
    case 'or': {
      const [ends, else_] = node.is === 'and' ? [no, yes] : [yes, no];
      let state: State = else_;
      for (const each of node.of) {
        const one = stateOf(each, given, onOpen);
        if (one === ends) return ends;
        if (one === open || (one === unclear && state !== open)) state = one;
      }
      return state;
    }
    default:
      return node.is;
  }
}
