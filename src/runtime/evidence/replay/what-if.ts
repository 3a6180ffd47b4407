import type { Plan } from '../../../dsl/plan/plan.ts';
import type { Json } from '../../../dsl/values/value.ts';
import type { Decision, Opinion, Verdict } from '../../contract/call.ts';
import { refusalCodes } from '../../contract/errors.ts';
import type { PlanInForce } from '../../contract/host.ts';
import { isShaped, unshaped } from '../audit/entry-shape.ts';
import type { DecisionEntry } from '../decision-entry.ts';
import type { Entry, StartEntry } from '../entry.ts';
import { readKinds, readLog } from '../log/read.ts';
import { wholeIn } from '../withheld/whole.ts';
import { type DecideBy, type Deciders, Redecider } from './redecider.ts';
import { rootedAt } from './regime.ts';
import { type Field, goneIn, missingIn } from './subject.ts';

/** A past decision that another plan would have made otherwise. */
export interface Altered {
  readonly index: number;
  readonly call: string;
  readonly session: string;
  readonly agent: string;
  readonly tool: string;
  readonly before: Verdict;
  readonly after: Verdict;
  /** The rule or block that makes the difference, and where it stands. */
  readonly rule: string;
  readonly at?: string;
  readonly because: string;
}

/** What another plan says of one past decision. */
export type Tried =
  | { readonly index: number; readonly same: 'yes' }
  | { readonly index: number; readonly same: 'no'; readonly altered: Altered }
  | { readonly index: number; readonly same: 'cannot'; readonly missing: readonly string[] };

/**
 * Decides every entry of a log under another plan, in the log's order. Its limits count what it permits,
 * from nothing on; what people, look-ups, gates, pipelines and plugins answered is taken as it was.
 */
export async function* tryPlan(
  folder: string,
  force: PlanInForce,
  decideBy: DecideBy,
): AsyncGenerator<Tried, void> {
  const whole = wholeIn(folder);
  let candidate: Candidate | undefined;
  for await (const { index, entry: json } of readLog(folder)) {
    if (!isShaped(json)) {
      if (json.kind === 'decision') yield { index, same: 'cannot', missing: [unshaped(json)] };
      continue;
    }
    const entry = json as unknown as Entry;
    if (entry.kind === 'start') candidate = Candidate.since(entry, force, decideBy, candidate);
    if (candidate === undefined) continue;
    if (entry.kind === 'outcome') {
      await candidate.ended(entry.call, entry.status, entry.result);
    }
    if (entry.kind !== 'decision') continue;
    yield await candidate.tried(index, (await whole(index, json)) as unknown as DecisionEntry);
  }
}

/** What the policy that was observed would have decided otherwise, as the entries of a log say it. */
export async function* observedIn(folder: string): AsyncGenerator<Tried, void> {
  for await (const entries of readKinds(folder, ['decision'])) {
    for (const { index, entry: json } of entries) {
      const entry = json as unknown as DecisionEntry;
      if (!isShaped(json)) yield { index, same: 'cannot', missing: [unshaped(json)] };
      if (!isShaped(json)) continue;
      const { observed } = entry;
      if (observed?.verdict === undefined) {
        if (observed !== undefined) {
          yield { index, same: 'cannot', missing: [observed.cannot ?? 'it says nothing'] };
        }
      } else if (observed.verdict === entry.verdict) yield { index, same: 'yes' };
      else {
        const { verdict: after, because = '', rules = [] } = observed;
        const { call, session, agent, tool, verdict: before } = entry;
        const what = { index, call, session, agent, tool, before, after };
        yield { index, same: 'no', altered: { ...what, rule: rules[0] ?? 'default', because } };
      }
    }
  }
}

/** A plan that decides beside the one in force, and changes nothing but its own counters. */
export class Candidate {
  readonly #redecider: Redecider;
  readonly #deciders: Deciders;
  readonly #reads = new Map<string, readonly Field[]>();
  readonly force: PlanInForce;

  constructor(
    force: PlanInForce,
    deciders: Deciders,
    at: { readonly base: string; readonly roots: ReadonlyMap<string, string> },
  ) {
    this.force = force;
    this.#deciders = deciders;
    const tools = rootedAt(force.plan.tools, at.roots);
    const regime = { force, tools, base: at.base, placed: true, policy: undefined };
    this.#redecider = new Redecider(regime, () => deciders, 'counted');
  }

  /** The candidate from a start on, with the folders of that start and the counters it had before. */
  static since(
    start: StartEntry,
    force: PlanInForce,
    decideBy: DecideBy,
    before: Candidate | undefined,
  ): Candidate {
    const roots = new Map(
      (start.roots ?? []).flatMap(({ root, tools }) => tools.map((name) => [name, root] as const)),
    );
    const deciders = before === undefined ? decideBy(force) : before.#deciders;
    return new Candidate(force, deciders, { base: start.base ?? '/', roots });
  }

  /** What it says of the call of an entry. What it permits counts in its limits. */
  async decide(
    entry: DecisionEntry,
  ): Promise<{ readonly decision: Decision } | { readonly missing: readonly string[] }> {
    const redecided = await this.#redecider.decide(entry);
    if ('cannot' in redecided) {
      const { cannot } = redecided;
      const missing = cannot.length > 0 ? cannot : missingIn(entry);
      return { missing: missing.length > 0 ? missing : ['its arguments do not fit the plan'] };
    }
    return redecided;
  }

  /** Gives back what a call took that never began. */
  async ended(call: string, status: string, result?: Json): Promise<void> {
    this.#redecider.ended(call, status, result);
    if (status === 'not started') await this.#deciders.limiter.release(call);
    else await this.#deciders.limiter.settle(call);
  }

  /** What is gone of an entry that this plan reads: words in its place decide nothing. */
  #missing(entry: DecisionEntry): readonly string[] {
    const gone = goneIn(entry);
    if (gone.length === 0) return [];
    const { tool } = entry;
    const reads = this.#reads.get(tool) ?? readsOf(this.force.plan, tool);
    this.#reads.set(tool, reads);
    const read = gone.filter(({ field }) => reads.some((one) => overlap(one, field)));
    return read.map(({ said }) => said);
  }

  async tried(index: number, entry: DecisionEntry): Promise<Tried> {
    const said = await this.decide(entry);
    if ('missing' in said) return { index, same: 'cannot', missing: said.missing };
    const missing = this.#missing(entry);
    if (missing.length > 0) return { index, same: 'cannot', missing };
    const { decision } = said;
    if (decision.verdict === entry.verdict) return { index, same: 'yes' };
    return { index, same: 'no', altered: alteration(index, entry, decision, this.force.plan) };
  }
}

function alteration(index: number, entry: DecisionEntry, decision: Decision, plan: Plan): Altered {
  const { call, session, agent, tool, verdict: before } = entry;
  const { verdict: after, because } = decision;
  const silent = decision.code === refusalCodes.noRule;
  const speaking = speakerOf(decision) ?? (silent ? gone(entry, plan) : undefined);
  const { rule = speaking?.by ?? 'default', at } = speaking ?? {};
  return {
    index,
    call,
    session,
    agent,
    tool,
    before,
    after,
    rule,
    ...(at === undefined ? {} : { at }),
    because,
  };
}

/** The voice that said the verdict; of several the one whose reason is given. */
function speakerOf({ verdict, because, opinions }: Decision): Opinion | undefined {
  const said = opinions.filter((one) => one.verdict === verdict && one.rule !== undefined);
  return said.find((one) => one.because === because) ?? said[0];
}

/** The rule that spoke then and does not any more, where nobody speaks now. */
function gone({ opinions, verdict }: DecisionEntry, { rules }: Plan): Opinion | undefined {
  const then = opinions.find((one) => one.verdict === verdict && one.rule !== undefined);
  if (then === undefined) return undefined;
  const { at: _, ...rest } = then;
  const now = rules.find(({ name }) => name === then.rule)?.at;
  return { ...rest, ...(now === undefined ? {} : { at: now }) } as Opinion;
}

/** What a plan reads of the calls of a tool: fields of arguments and context, and all that its look-ups tell. */
function readsOf(plan: Plan, tool: string): readonly Field[] {
  const scoped = [...plan.rules, ...plan.limits, ...plan.gates].filter(({ tools }) =>
    tools.includes(tool),
  );
  const lookups = plan.tools.find(({ name }) => name === tool)?.lookups ?? [];
  const told = lookups.map(({ name }) => ['lookups', name]);
  return [...fieldsWithin([scoped, plan.constraints]), ...told];
}

/** The references of all expressions within a part of a plan. */
function fieldsWithin(json: unknown): readonly Field[] {
  if (typeof json !== 'object' || json === null) return [];
  const { op, root, path } = json as { readonly [key: string]: unknown };
  if (op === 'ref' && (root === 'args' || root === 'context') && Array.isArray(path)) {
    return [[root, ...path]];
  }
  return Object.values(json).flatMap(fieldsWithin);
}

/** Whether one of two fields is, or lies in, the other. */
const overlap = (one: Field, other: Field): boolean =>
  one.slice(0, other.length).every((part, at) => part === other[at]);
