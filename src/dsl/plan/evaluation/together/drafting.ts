import { type Unknown, unknown, type Value } from '../../../values/value.ts';
import { condition, type Facts, literal } from '../../evaluate.ts';
import type { ExprPlan, Root } from '../../expression.ts';
import type { FieldOf, KnownField } from './field.ts';
import {
  type Atom,
  type Node,
  no,
  type Sample,
  type State,
  unclear,
  type Variable,
  yes,
} from './sample.ts';
import { isSharp, samplesOf, spelled } from './values.ts';

type Reference = Extract<ExprPlan, { op: 'ref' }>;
type Literal = Extract<ExprPlan, { op: 'literal' }>;
type Presence = Extract<ExprPlan, { op: 'has' }>;
type Binary = Extract<ExprPlan, { readonly right: ExprPlan }>;

interface Draft extends Variable {
  readonly index: number;
  readonly known: KnownField;
  readonly literals: Literal[];
  /** Given from the start, for what no literal cuts. */
  readonly fixed: readonly Sample[] | undefined;
}

/** More samples than this stand for too much to be searched. */
const mostSamples = 256;

const truths: readonly Sample[] = [yes, no, unclear].map((there) => ({ value: undefined, there }));
/** Lower, equal, higher, unequal without order, and not to be compared. */
const orders: readonly Sample[] = [-1, 0, 1, false, unknown].map((value) => ({
  value: value as Sample['value'],
  there: yes,
}));
const turned = { '==': '==', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;
type Comparison = keyof typeof turned;

/** Takes conditions apart, one after the other. */
export class Drafting {
  readonly variables: Draft[] = [];
  readonly #byKey = new Map<string, Draft>();
  readonly #atoms: Atom[] = [];
  readonly #fieldOf: FieldOf;

  constructor(fieldOf: FieldOf) {
    this.#fieldOf = fieldOf;
  }

  node(expr: ExprPlan): Node {
    switch (expr.op) {
      case 'and':
      case 'or':
        return { is: expr.op, of: expr.of.map((each) => this.node(each)) };
      case 'not':
        return { is: 'not', of: this.node(expr.of) };
      case 'literal':
        return { is: stateFor(literal(expr)) };
      case 'ref':
        return this.#asked(this.#term(expr), expr, []);
      case 'has':
        return this.#presence(expr);
      case '!=':
        return { is: 'not', of: this.#comparison('==', expr.left, expr.right, expr.at) };
      case '==':
      case '<':
      case '<=':
      case '>':
      case '>=':
        return this.#comparison(expr.op, expr.left, expr.right, expr.at);
      case 'in':
        return this.#among(expr);
      default:
        return this.#question(expr);
    }
  }

  /** Gives every variable its samples and every question its answers; false where that is too much. */
  finish(): boolean {
    for (const draft of this.variables) {
      if (draft.literals.length > mostSamples) return false;
      draft.samples = draft.fixed ?? samplesFor(draft);
      if (draft.samples.length === 0 || draft.samples.length > mostSamples) return false;
    }
    for (const atom of this.#atoms) {
      atom.table = atom.answers((this.variables[atom.variable] as Draft).samples);
    }
    return true;
  }

  #variable(key: string, make: () => Pick<Draft, 'ref' | 'known' | 'fixed'>): Draft {
    let draft = this.#byKey.get(key);
    if (draft === undefined) {
      draft = { ...make(), index: this.variables.length, literals: [], samples: [] };
      this.#byKey.set(key, draft);
      this.variables.push(draft);
    }
    return draft;
  }

  #term(expr: ExprPlan): Draft {
    return this.#variable(keyOf(expr), () => ({
      ref: expr.op === 'ref' ? expr : undefined,
      known: expr.op === 'ref' ? this.#fieldOf(expr.root, expr.path) : { optional: true },
      fixed: undefined,
    }));
  }

  /** A question about a term and nothing else: answered by evaluating it for each sample. */
  #asked(of: Draft, expr: ExprPlan, literals: readonly Literal[]): Node {
    of.literals.push(...literals);
    const holds = condition(expr);
    const facts = (value: Value | Unknown | undefined): Facts =>
      value === undefined || value === unknown ? {} : factsWith(of.ref ?? placeholder, value);
    const answers = (samples: readonly Sample[]) =>
      samples.map(({ value }) => stateFor(holds(facts(value))));
    return this.#atom(of, answers);
  }

  #atom({ index }: Draft, answers: Atom['answers']): Node {
    const atom: Atom = { variable: index, answers, table: [] };
    this.#atoms.push(atom);
    return { is: 'atom', atom };
  }

  #comparison(op: Comparison, left: ExprPlan, right: ExprPlan, at: string): Node {
    if (left.op === 'literal' && right.op === 'literal') {
      return { is: stateFor(condition({ op, left, right, at })({})) };
    }
    if (left.op === 'literal') return this.#comparison(turned[op], right, left, at);
    const term = this.#term(left);
    if (right.op === 'literal') {
      const read = term.ref ?? placeholder;
      if (isSharp(right, term.known.type)) {
        return this.#asked(term, { op, left: read, right, at }, [right]);
      }
      return this.#question({ op, left, right, at });
    }
    const [a, b] = [keyOf(left), keyOf(right)];
    const isTurned = b < a;
    const pair = this.#variable(isTurned ? `${b} ? ${a}` : `${a} ? ${b}`, () => ({
      ref: undefined,
      known: { optional: true },
      fixed: orders,
    }));
    const asked = isTurned ? turned[op] : op;
    return this.#atom(pair, (samples) => samples.map(({ value }) => inOrder(asked, value)));
  }

  #among(expr: Binary): Node {
    const { left, right, at } = expr;
    if (right.op !== 'list' || left.op === 'literal') return this.#question(expr);
    const term = this.#term(left);
    const { items } = right;
    if (items.length > 0 && items.every((item) => isSharp(item, term.known.type))) {
      const asked: ExprPlan = { ...expr, left: term.ref ?? placeholder };
      return this.#asked(term, asked, items as readonly Literal[]);
    }
    if (items.length === 0) return this.#question(expr);
    return { is: 'or', of: items.map((item) => this.#comparison('==', left, item, at)) };
  }

  #presence({ of, field, ...expr }: Presence): Node {
    if (of.op !== 'ref') return this.#question({ of, field, ...expr });
    const term = this.#term({ ...of, path: [...of.path, field] });
    return this.#atom(term, (samples) => samples.map(({ there }) => there));
  }

  /** A question whose answers are not worked out: any of them is thought possible. */
  #question(expr: ExprPlan): Node {
    const make = () => ({ ref: undefined, known: { optional: true }, fixed: truths });
    const draft = this.#variable(`? ${keyOf(expr)}`, make);
    return this.#atom(draft, (samples) => samples.map(({ there }) => there));
  }
}

const placeholder: Reference = { op: 'ref', root: 'value', path: [], at: '' };

/** An expression's spelling without its places. */
function keyOf(expr: ExprPlan): string {
  return JSON.stringify(expr, function (this: unknown, key, value) {
    return key === 'at' && typeof this === 'object' && this !== null && 'op' in this
      ? undefined
      : value;
  });
}

const stateFor = (value: Value | Unknown): State =>
  value === true ? yes : value === false ? no : unclear;

function inOrder(op: Comparison, order: Sample['value']): State {
  if (order === unknown || order === undefined) return unclear;
  if (typeof order !== 'number') return op === '==' ? no : unclear;
  const holds = {
    '==': order === 0,
    '<': order < 0,
    '<=': order <= 0,
    '>': order > 0,
    '>=': order >= 0,
  };
  return holds[op] ? yes : no;
}

/** Facts in which a reference reads a value, and there is nothing else. */
function factsWith({ root, path }: { root: Root; path: readonly string[] }, value: Value) {
  const whole = path.reduceRight<Value>(
    (inner, name) => ({ kind: 'record', fields: new Map([[name, inner]]) }),
    value,
  );
  return { [root]: whole } as Facts;
}

function samplesFor({ ref, known, literals }: Draft): readonly Sample[] {
  const where = known.where === undefined ? [] : literalsOf(known.where, known.type);
  const cut = where === undefined ? literals : [...literals, ...where];
  const all = samplesOf(spelled(cut), known.type);
  const holds =
    where === undefined || known.where === undefined ? undefined : condition(known.where);
  const admitted = all.filter((value) => holds === undefined || holds({ value } as Facts) === true);
  const values = admitted.length > 0 ? admitted : all;
  const samples: Sample[] = values.map((value) => ({ value, there: yes }));
  if (values.every((value) => typeof value !== 'boolean') && known.type === undefined) {
    samples.push({ value: true, there: yes }, { value: false, there: yes });
  }
  if (known.optional) {
    samples.push({ value: unknown, there: no });
    if (ref === undefined || ref.root !== 'args' || ref.path.length > 1) {
      samples.push({ value: unknown, there: unclear });
    }
  }
  return samples;
}

/** The literals that a field's `where` holds it against; undefined where it asks for more. */
function literalsOf(expr: ExprPlan, type: KnownField['type']): readonly Literal[] | undefined {
  const all = (parts: readonly ExprPlan[]): readonly Literal[] | undefined => {
    const found = parts.map((each) => literalsOf(each, type));
    return found.includes(undefined) ? undefined : found.flatMap((each) => each ?? []);
  };
  switch (expr.op) {
    case 'and':
    case 'or':
      return all(expr.of);
    case 'not':
      return literalsOf(expr.of, type);
    case 'ref':
      return expr.root === 'value' && expr.path.length === 0 ? [] : undefined;
    case 'literal':
      return isSharp(expr, type) ? [expr] : undefined;
    case 'list':
      return all(expr.items);
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
      return all([expr.left, expr.right]);
    default:
      return undefined;
  }
}
