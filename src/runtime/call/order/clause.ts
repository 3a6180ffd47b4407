import { condition, type Facts } from '../../../dsl/plan/evaluate.ts';
import type { ConstraintPlan, OrderPlan, ToolPlan } from '../../../dsl/plan/plan.ts';
import { fromJson } from '../../../dsl/values/from-json.ts';
import {
  type Json,
  type RecordValue,
  type Truth,
  unknown,
  type Value,
} from '../../../dsl/values/value.ts';
import { isGone } from '../../evidence/decision-entry.ts';
import { pathsOf } from './paths.ts';

/** A permitted call as clauses remember it. */
export interface Seen {
  readonly call: string;
  readonly at: number;
  readonly tool: ToolPlan;
  readonly agents: readonly string[];
  /** Where it belongs: the whole family of sessions, the principal, the tenant. */
  readonly scopes: Readonly<Record<'session' | 'principal' | 'tenant', string>>;
  readonly args: Json;
}

/** Calls that a clause cannot tell apart: how many were decided, and how many of them done. */
interface Kept {
  readonly earlier: RecordValue;
  decided: number;
  done: number;
}

/** What must follow a call, and until when. */
export interface Debt {
  readonly seen: Seen;
  readonly earlier: RecordValue;
  readonly due: number;
}

/** What one scope knows. */
interface History {
  readonly kept: Map<string, Kept>;
  readonly debts: Map<string, Debt>;
  /** True once something was forgotten for want of room. */
  full: boolean;
}

/** So many calls that differ in what a clause reads are remembered of one scope. */
const mostKept = 10_000;

/**
 * One clause about the order of calls, with what it knows of each scope. Without `matching` that is two
 * numbers, however long the history; with it, one record for each way in which earlier calls differ.
 */
export class Clause {
  readonly constraint: ConstraintPlan;
  readonly plan: OrderPlan;
  readonly #scope: 'session' | 'principal' | 'tenant';
  readonly #matches: ((facts: Facts) => Truth) | undefined;
  readonly #reads: readonly (readonly string[])[];
  readonly #histories = new Map<string, History>();

  constructor(constraint: ConstraintPlan, plan: OrderPlan) {
    this.constraint = constraint;
    this.plan = plan;
    this.#scope = constraint.scope ?? 'session';
    this.#matches = plan.matching === undefined ? undefined : condition(plan.matching);
    this.#reads = plan.matching === undefined ? [] : pathsOf(plan.matching, 'earlier');
  }

  /** Whether it speaks of calls of such a chain of agents. */
  binds(agents: readonly string[]): boolean {
    const of = this.constraint.agents;
    return of === null || agents.some((agent) => of.includes(agent));
  }

  scopeOf({ scopes }: Pick<Seen, 'scopes'>): string {
    return scopes[this.#scope];
  }

  /** A call of those that come first was permitted. */
  decided(seen: Seen): void {
    const history = this.#historyOf(this.scopeOf(seen));
    const earlier = this.#earlier(seen, undefined);
    if (this.plan.form === 'after eventually') {
      const due = seen.at + (this.plan.withinMs ?? 0);
      history.debts.set(seen.call, { seen, earlier, due });
      this.#bound(history, history.debts);
      return;
    }
    this.#keep(history, seen.args, undefined, earlier).decided += 1;
  }

  /** It came to its end: done with a result, or never begun. */
  ended(seen: Seen, status: string, result: Json | undefined): void {
    const history = this.#historyOf(this.scopeOf(seen));
    const debt = history.debts.get(seen.call);
    const before = history.kept.get(this.#keyOf(seen.args, undefined));
    if (status === 'not started') {
      history.debts.delete(seen.call);
      if (before !== undefined) before.decided -= 1;
      return;
    }
    if (status !== 'done') return;
    const earlier = this.#earlier(seen, result);
    if (debt !== undefined) history.debts.set(seen.call, { ...debt, earlier });
    if (this.plan.form === 'after eventually') return;
    // With its result it is told apart from calls that it was like before.
    const kept = this.#keep(history, seen.args, result, earlier);
    if (before !== undefined) before.decided -= 1;
    kept.decided += 1;
    kept.done += 1;
  }

  /** A call of those that come after was done: what it settles is owed no more. */
  followed(seen: Seen): void {
    const history = this.#histories.get(this.scopeOf(seen));
    if (history === undefined || history.debts.size === 0) return;
    const later = laterOf(readArgs(seen));
    for (const [call, { earlier }] of history.debts) {
      if (this.#holds({ earlier, later }) === true) history.debts.delete(call);
    }
  }

  /** Whether a call of those that come first, decided or done, fits one that is to come now. */
  any(scope: string, which: 'decided' | 'done', args: RecordValue): Truth {
    const history = this.#histories.get(scope);
    if (history === undefined) return false;
    const later: RecordValue = { kind: 'record', fields: new Map([['args', args]]) };
    let found: Truth = history.full && which === 'decided' ? unknown : false;
    for (const kept of history.kept.values()) {
      if (kept[which] === 0) continue;
      const holds = this.#holds({ earlier: kept.earlier, later });
      if (holds === true) return true;
      if (holds === unknown) found = unknown;
    }
    return found;
  }

  /** What is owed in a scope and late, or in every scope. */
  overdue(now: number, scope?: string): readonly Debt[] {
    const histories =
      scope === undefined ? [...this.#histories.values()] : [this.#histories.get(scope)];
    return histories.flatMap((history) =>
      [...(history?.debts.values() ?? [])].filter(({ due }) => due < now),
    );
  }

  /** When the next of its debts that is not late yet falls due. */
  nextDue(now: number): number | undefined {
    let next: number | undefined;
    for (const { debts } of this.#histories.values()) {
      for (const { due } of debts.values()) {
        if (due >= now && (next === undefined || due < next)) next = due;
      }
    }
    return next;
  }

  #holds(facts: Facts): Truth {
    return this.#matches === undefined ? true : this.#matches(facts);
  }

  #historyOf(scope: string): History {
    const known = this.#histories.get(scope);
    if (known !== undefined) return known;
    const made: History = { kept: new Map(), debts: new Map(), full: false };
    this.#histories.set(scope, made);
    return made;
  }

  #keep(history: History, args: Json, result: Json | undefined, earlier: RecordValue): Kept {
    const key = this.#keyOf(args, result);
    const known = history.kept.get(key);
    if (known !== undefined) return known;
    const made: Kept = { earlier, decided: 0, done: 0 };
    history.kept.set(key, made);
    this.#bound(history, history.kept);
    return made;
  }

  #bound(history: History, of: Map<string, unknown>): void {
    if (of.size <= mostKept) return;
    const [oldest] = of.keys();
    of.delete(oldest as string);
    history.full = true;
  }

  /** What the clause reads of a call, spelled out: calls that are alike in it are one. */
  #keyOf(args: Json, result: Json | undefined): string {
    const all = { args, ...(result === undefined ? {} : { result }) };
    return JSON.stringify(this.#reads.map((path) => jsonAt(all, path) ?? null));
  }

  /** What it reads of an earlier call; what an entry hides or blanks stays unknown. */
  #earlier({ args, tool }: Seen, result: Json | undefined): RecordValue {
    const fields = new Map<string, Value>();
    const hidden = (of: string, json: Json): boolean =>
      this.#reads.some(([first, ...rest]) => first === of && isGone(jsonAt(json, rest) ?? null));
    if (this.#reads.some(([first]) => first === 'args') && !hidden('args', args)) {
      const read = readArgs({ args, tool });
      if (read.ok) fields.set('args', read.value);
    }
    const wanted = this.#reads.some(([first]) => first === 'result');
    if (result !== undefined && wanted && !hidden('result', result)) {
      const read = tool.result === null ? undefined : fromJson(result, tool.result, rootOf(tool));
      if (read?.ok) fields.set('result', read.value);
    }
    return { kind: 'record', fields };
  }
}

const rootOf = ({ root }: ToolPlan) => (root === null ? {} : { root });
const readArgs = ({ args, tool }: Pick<Seen, 'args' | 'tool'>) =>
  fromJson(args, { type: 'record', fields: tool.args }, rootOf(tool));

const laterOf = (read: ReturnType<typeof fromJson>): RecordValue => ({
  kind: 'record',
  fields: new Map<string, Value>(read.ok ? [['args', read.value]] : []),
});

function jsonAt(json: Json, path: readonly string[]): Json | undefined {
  let at: Json | undefined = json;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return undefined;
    at = (at as { readonly [key: string]: Json })[step];
  }
  return at;
}
