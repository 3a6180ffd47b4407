import { nearest } from './nearest.ts';
import {
  type Aggregate,
  type Arithmetic,
  type Atom,
  type ColumnType,
  type Declaration,
  type Literal,
  type Problem,
  type ProgramText,
  type RuleNode,
  type Stretch,
  type Term,
  variablesOf,
} from './program.ts';
import { strataOf } from './strata.ts';
import { article, fits, isOrdered, isSummed, type Types, typeOf } from './types.ts';

/** Relations that are there without a declaration: what a rule may read, and what it may derive. */
export interface Known {
  readonly inputs: readonly Declaration[];
  readonly outputs: readonly Declaration[];
}

/** Conditions over values that are no relations; both terms must be bound. */
export const builtins: readonly string[] = ['within', 'like'];

/** A rules file that can be evaluated. */
export interface Checked {
  readonly relations: ReadonlyMap<string, Declaration>;
  readonly rules: readonly RuleNode[];
  /** Relations in the order in which they can be completed; those of one stratum need one another. */
  readonly strata: readonly (readonly string[])[];
}

/** What a checked file is, and what is wrong with it; with problems it is not to be evaluated. */
export interface CheckedText {
  readonly checked: Checked;
  readonly problems: readonly Problem[];
}

/**
 * Checks that every relation is declared and of one shape, every variable bound and of one type, nothing
 * grants, and negation and aggregates only look at what is complete before.
 */
export function check(texts: readonly ProgramText[], known: Known): CheckedText {
  const problems: Problem[] = texts.flatMap((text) => [...text.problems]);
  const rules = texts.flatMap((text) => [...text.rules]);
  const relations = new Map<string, Declaration>();
  const inputs = new Set(known.inputs.map(({ name }) => name));
  for (const each of [...known.inputs, ...known.outputs]) relations.set(each.name, each);
  for (const each of texts.flatMap(({ declarations }) => declarations)) {
    const taken = relations.has(each.name) || builtins.includes(each.name);
    if (taken || each.name === 'permit') problems.push(reserved(each.name, each, each.file));
    else relations.set(each.name, each);
    const names = each.columns.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice === undefined) continue;
    const { file, start, end } = each;
    const message = `\`${each.name}\` has a column \`${twice}\` already`;
    problems.push({ code: 'reserved', message, file, start, end });
  }
  const checker = new Checker(relations, inputs, problems);
  for (const rule of rules) checker.rule(rule);
  const { strata, problems: circles } = strataOf([...relations.keys()], rules);
  problems.push(...circles);
  problems.sort((a, b) => a.start - b.start);
  return { checked: { relations, rules, strata }, problems };
}

const reserved = (name: string, at: Stretch, file: string): Problem => ({
  file,
  code: 'reserved',
  message:
    name === 'permit'
      ? 'a rule derives objections; only a policy permits'
      : `\`${name}\` is there already`,
  start: at.start,
  end: at.end,
});

class Checker {
  readonly #relations: ReadonlyMap<string, Declaration>;
  readonly #inputs: ReadonlySet<string>;
  readonly #problems: Problem[];
  #file = '';

  constructor(
    relations: ReadonlyMap<string, Declaration>,
    inputs: ReadonlySet<string>,
    problems: Problem[],
  ) {
    this.#relations = relations;
    this.#inputs = inputs;
    this.#problems = problems;
  }

  rule({ head, body, file }: RuleNode): void {
    this.#file = file;
    if (head.relation === 'permit') {
      this.#problems.push(reserved('permit', head, file));
      return;
    }
    if (this.#inputs.has(head.relation)) {
      const message = `\`${head.relation}\` says what is; a rule does not derive it`;
      this.#say('reserved', message, head);
    }
    const types: Types = new Map();
    const bound = new Set<string>();
    this.#bind(body, bound);
    this.#literals(body, bound, types);
    this.#atom(head, types);
    for (const term of head.terms) {
      if (term.kind === 'wildcard') this.#say('unbound', 'a head says each of its columns', term);
      else this.#requireBound(term, bound, 'the head');
    }
  }

  #say(code: Problem['code'], message: string, { start, end }: Stretch, help?: string): void {
    const at = { file: this.#file, start, end };
    this.#problems.push({ code, message, ...at, ...(help === undefined ? {} : { help }) });
  }

  /** Adds what atoms, `V = …` and aggregates bind, until nothing more is. */
  #bind(body: readonly Literal[], bound: Set<string>): void {
    for (const literal of body) {
      if (literal.kind === 'atom' && !builtins.includes(literal.relation)) {
        for (const name of variablesOf(literal)) bound.add(name);
      }
      if (literal.kind === 'aggregate')
        for (const name of variablesOf(literal.into)) bound.add(name);
    }
    for (let size = -1; size !== bound.size; ) {
      size = bound.size;
      for (const literal of body) {
        if (literal.kind !== 'compare' || literal.op !== '=') continue;
        const { left, right } = literal;
        if (variablesOf(right).every((name) => bound.has(name))) assign(left, bound);
        if (variablesOf(left).every((name) => bound.has(name))) assign(right, bound);
      }
    }
  }

  #literals(body: readonly Literal[], bound: ReadonlySet<string>, types: Types): void {
    for (const literal of body) {
      switch (literal.kind) {
        case 'atom':
          this.#atom(literal, types);
          if (!builtins.includes(literal.relation)) break;
          for (const term of literal.terms) {
            if (term.kind === 'wildcard')
              this.#say('unbound', '`_` has no value to ask about', term);
            else this.#requireBound(term, bound, literal.relation);
          }
          break;
        case 'not':
          this.#atom(literal.atom, types);
          for (const term of literal.atom.terms) this.#requireBound(term, bound, 'a negation');
          break;
        case 'compare':
          this.#comparison(literal, bound, types);
          break;
        case 'aggregate':
          this.#aggregate(literal, bound, types);
      }
    }
  }

  #aggregate(of: Aggregate, outer: ReadonlySet<string>, types: Types): void {
    const bound = new Set(outer);
    this.#bind(of.body, bound);
    this.#literals(of.body, bound, types);
    if (of.value !== undefined) this.#requireBound(of.value, bound, 'an aggregate');
    const value = of.value === undefined ? undefined : typeOf(of.value, types);
    const can = of.of === 'sum' ? isSummed(value) : isOrdered(value);
    if (!can && value !== undefined) {
      const what = of.of === 'sum' ? 'is not added up' : 'has no order';
      this.#say('types', `${article(value)} ${what}`, of.value ?? of);
    }
    const [into] = variablesOf(of.into);
    if (into !== undefined && of.body.flatMap(variablesOf).includes(into)) {
      const message = `\`${into}\` is what the aggregate gives, and cannot stand within it`;
      this.#say('unbound', message, of);
    }
    this.#typed(of.into, of.of === 'count' ? 'int' : (value ?? 'any'), types);
  }

  #comparison(
    literal: Extract<Literal, { kind: 'compare' }>,
    bound: ReadonlySet<string>,
    types: Types,
  ): void {
    const { left, right } = literal;
    for (const side of [left, right]) {
      for (const term of termsOf(side)) {
        if (term.kind === 'wildcard') this.#say('unbound', '`_` has no value to compare', term);
        else this.#requireBound(term, bound, 'a comparison');
        const type = typeOf(term, types);
        const isSum = side.kind === 'arithmetic';
        if (type === undefined || (isSum ? isSummed(type) || type === 'time' : true)) continue;
        this.#say('types', `${article(type)} is not added up`, term);
      }
    }
    const types_ = [left, right].map((side) => typeOf(side, types));
    const [a, b] = types_;
    if (a !== undefined && b !== undefined && !fits(a, b)) {
      this.#say('types', `${article(a)} does not compare with ${article(b)}`, literal);
    } else if (literal.op !== '=' && literal.op !== '!=' && !(isOrdered(a) && isOrdered(b))) {
      this.#say('types', `${article((isOrdered(a) ? b : a) ?? 'any')} has no order`, literal);
    } else if (left.kind === 'variable' && b !== undefined) this.#typed(left, b, types);
    else if (right.kind === 'variable' && a !== undefined) this.#typed(right, a, types);
  }

  #atom(atom: Atom, types: Types): void {
    if (builtins.includes(atom.relation)) {
      if (atom.terms.length === 2) return;
      this.#say('types', `\`${atom.relation}\` has 2 columns, not ${atom.terms.length}`, atom);
      return;
    }
    const declared = this.#relations.get(atom.relation);
    if (declared === undefined) {
      const near = nearest(atom.relation, [...this.#relations.keys(), ...builtins]);
      const help = near === undefined ? 'declare it with `.decl`' : `did you mean \`${near}\`?`;
      this.#say('unknownRelation', `there is no relation \`${atom.relation}\``, atom, help);
      return;
    }
    if (declared.columns.length !== atom.terms.length) {
      const columns = declared.columns.map(({ name }) => name).join(', ');
      const message = `\`${atom.relation}\` has ${declared.columns.length} columns (${columns}), not ${atom.terms.length}`;
      this.#say('types', message, atom);
      return;
    }
    for (const [index, term] of atom.terms.entries()) {
      this.#typed(term, declared.columns[index]?.type ?? 'any', types);
    }
  }

  #typed(term: Term, type: ColumnType, types: Types): void {
    if (term.kind === 'wildcard') return;
    const own = term.kind === 'constant' ? term.type : types.get(term.name);
    if (own !== undefined && !fits(own, type)) {
      this.#say('types', `this is ${article(own)} where ${article(type)} stands`, term);
    } else if (term.kind === 'variable' && (own === undefined || own === 'any')) {
      types.set(term.name, type);
    }
  }

  #requireBound(term: Term, bound: ReadonlySet<string>, where: string): void {
    if (term.kind !== 'variable' || bound.has(term.name)) return;
    const message = `nothing gives \`${term.name}\` of ${where} a value`;
    this.#say('unbound', message, term, 'a relation without `!` must have it as a column');
  }
}

function assign(to: Arithmetic, bound: Set<string>): void {
  if (to.kind === 'variable') bound.add(to.name);
}

const termsOf = (of: Arithmetic): readonly Term[] =>
  of.kind === 'arithmetic' ? [...termsOf(of.left), ...termsOf(of.right)] : [of];
