import type { Call, Json } from '../../../../runtime/contract/index.ts';
import { Database } from '../datalog/database.ts';
import { type Limits, OverBudget } from '../datalog/join/budget.ts';
import { check } from '../datalog/text/check.ts';
import { parse } from '../datalog/text/parse.ts';
import { type Problem, problemCodes, type RuleNode } from '../datalog/text/program.ts';
import { type Derivation, drawn, Why } from '../datalog/why.ts';
import { factsOf } from './facts.ts';
import { callSchema } from './schema.ts';

/** One file of rules. */
export interface RulesText {
  /** How its places are named. */
  readonly file: string;
  readonly text: string;
}

/** What one rule derived against a call. */
export interface Derived {
  readonly verdict: 'forbid' | 'approval';
  readonly rule: string;
  readonly because: string;
  /** With `approval`: who is asked. */
  readonly approvers?: string;
  /** `file:line:column` of the rule that derived it. */
  readonly at: string;
  readonly tree: Derivation;
}

/** What rules say of a call. */
export type Ruling =
  | { readonly state: 'decided'; readonly derived: readonly Derived[] }
  | { readonly state: 'undecided'; readonly why: string };

/** Rules of several files together, ready to be asked about calls, one after the other. */
export class Rulebook {
  readonly #database: Database;
  readonly #why: Why;
  readonly #texts: ReadonlyMap<string, string>;

  /** @throws Error with the first problem and its place, for rules that are not sound */
  constructor(texts: readonly RulesText[]) {
    const { checked, problems } = checkRules(texts);
    this.#texts = new Map(texts.map(({ file, text }) => [file, text]));
    const [first] = problems;
    if (first !== undefined) {
      const place = this.#place(first);
      throw new Error(`${place}: ${first.message} (${problemCodes[first.code]})`);
    }
    this.#database = new Database(checked);
    this.#why = new Why(this.#database, checked);
  }

  /** Who is asked by some rule, as far as rules say it outright. */
  ask(call: Call, limits: Limits): Ruling {
    const database = this.#database;
    database.reset();
    factsOf(call, (relation, ...values) => database.add(relation, ...values));
    try {
      const unclear = database.run(limits);
      if (unclear !== undefined) {
        return { state: 'undecided', why: 'a comparison between values that do not compare' };
      }
      const derived = [
        ...this.#read('forbid', ([rule, because]) => ({ rule, because })),
        ...this.#read('approval', ([rule, approvers, because]) => ({ rule, approvers, because })),
      ];
      return { state: 'decided', derived };
    } catch (cause) {
      if (cause instanceof OverBudget) return { state: 'undecided', why: cause.message };
      throw cause;
    }
  }

  /** A derivation as lines of text with places. */
  draw(tree: Derivation): readonly string[] {
    return drawn(tree, (rule) => this.#place(rule));
  }

  /** A derivation as JSON: each fact with the place of its rule and what that needed. */
  json({ fact, rule, from, where }: Derivation): Json {
    return {
      fact,
      ...(rule === undefined ? {} : { by: this.#place(rule) }),
      ...(from.length === 0 ? {} : { from: from.map((each) => this.json(each)) }),
      ...(where.length === 0 ? {} : { where: [...where] }),
    };
  }

  #read(
    relation: 'forbid' | 'approval',
    said: (values: readonly string[]) => {
      readonly rule: string | undefined;
      readonly because: string | undefined;
      readonly approvers?: string | undefined;
    },
  ): readonly Derived[] {
    return this.#database.rows(relation).map((values, row) => {
      const { rule = '', because = '', approvers } = said(values.map(String));
      const tree = this.#why.of(relation, row);
      const at = tree.rule === undefined ? relation : this.#place(tree.rule);
      const who = approvers === undefined ? {} : { approvers };
      return { verdict: relation, rule, because, ...who, at, tree };
    });
  }

  #place({ file, start }: Pick<RuleNode | Problem, 'file' | 'start'>): string {
    const before = (this.#texts.get(file) ?? '').slice(0, start).split('\n');
    return `${file}:${before.length}:${(before.at(-1) ?? '').length + 1}`;
  }
}

/** Reads files of rules together and says what is wrong with them. */
export function checkRules(texts: readonly RulesText[]) {
  return check(
    texts.map(({ file, text }) => parse(text, file)),
    callSchema,
  );
}
