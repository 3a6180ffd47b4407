import type { Call, Json, Plan } from '../../../../runtime/contract/index.ts';
import { Database } from '../datalog/database.ts';
import { type Limits, OverBudget } from '../datalog/join/budget.ts';
import { type CheckedText, check } from '../datalog/text/check.ts';
import { nearest } from '../datalog/text/nearest.ts';
import { parse } from '../datalog/text/parse.ts';
import {
  type Literal,
  type Problem,
  problemCodes,
  type RuleNode,
} from '../datalog/text/program.ts';
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

/** The groups that may be asked. */
type Groups = Plan['approvers'];

/** So much of what follows is told of one call. */
const mostTold = 32;

/** Rules of several files together, ready to be asked about calls, one after the other. */
export class Rulebook {
  readonly #database: Database;
  readonly #why: Why;
  readonly #rules: readonly RuleNode[];
  readonly #texts: ReadonlyMap<string, string>;

  /** @throws Error with the first problem and its place, for rules that are not sound */
  constructor(texts: readonly RulesText[], groups: Groups) {
    const { checked, problems } = checkRules(texts, groups);
    this.#texts = new Map(texts.map(({ file, text }) => [file, text]));
    const [first] = problems;
    if (first !== undefined) {
      const place = this.#place(first);
      throw new Error(`${place}: ${first.message} (${problemCodes[first.code]})`);
    }
    this.#rules = checked.rules;
    this.#database = new Database(checked);
    this.#why = new Why(this.#database, checked);
  }

  /**
   * What follows for a call. Of what forbids, the first few are told, one being enough; more questions to
   * people than could be put are none that can be decided.
   */
  ask(call: Call, limits: Limits): Ruling {
    const database = this.#database;
    database.reset();
    factsOf(call, (relation, ...values) => database.add(relation, ...values));
    try {
      const unclear = database.run(limits);
      if (unclear !== undefined) {
        return { state: 'undecided', why: `${this.#placeOf(unclear.of)}: ${unclear.why}` };
      }
      if (database.relation('approval').count > mostTold) {
        return { state: 'undecided', why: `more than ${mostTold} approvals follow` };
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
    const { count } = this.#database.relation(relation);
    return Array.from({ length: Math.min(count, mostTold) }, (_, row) => {
      const values = this.#database.row(relation, row);
      const { rule = '', because = '', approvers } = said(values.map(String));
      const tree = this.#why.of(relation, row);
      const at = tree.rule === undefined ? relation : this.#place(tree.rule);
      const who = approvers === undefined ? {} : { approvers };
      return { verdict: relation, rule, because, ...who, at, tree };
    });
  }

  /** Where a condition stands, in the rule that has it. */
  #placeOf(literal: Literal): string {
    const file = this.#rules.find(({ body }) => has(body, literal))?.file ?? '';
    return this.#place({ file, start: literal.start });
  }

  #place({ file, start }: Pick<RuleNode | Problem, 'file' | 'start'>): string {
    const before = (this.#texts.get(file) ?? '').slice(0, start).split('\n');
    return `${file}:${before.length}:${(before.at(-1) ?? '').length + 1}`;
  }
}

const has = (body: readonly Literal[], literal: Literal): boolean =>
  body.some((each) => each === literal || (each.kind === 'aggregate' && has(each.body, literal)));

/** Reads files of rules together and says what is wrong with them. */
export function checkRules(texts: readonly RulesText[], groups: Groups): CheckedText {
  const { checked, problems } = check(
    texts.map(({ file, text }) => parse(text, file)),
    callSchema,
  );
  const known = groups.map(({ name }) => name);
  const unasked = checked.rules.flatMap(({ head, file }): readonly Problem[] => {
    const group = head.relation === 'approval' ? head.terms[1] : undefined;
    if (group?.kind !== 'constant' || known.includes(String(group.value))) return [];
    const message = `the policy declares no approvers \`${String(group.value)}\``;
    const near = nearest(String(group.value), known);
    const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` };
    return [{ file, code: 'approvers', message, start: group.start, end: group.end, ...help }];
  });
  return { checked, problems: [...problems, ...unasked].sort((a, b) => a.start - b.start) };
}
