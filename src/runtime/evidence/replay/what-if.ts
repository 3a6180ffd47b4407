import { canonicalJson, meaning } from '../../../dsl/plan/canonical.ts';
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
import { regimeOf, rootedAt } from './regime.ts';
import { type Field, type Gone, goneIn, missingIn } from './subject.ts';

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
    if (entry.kind === 'start') {
      const regime = await regimeOf(folder, entry);
      const past = 'lost' in regime ? undefined : regime.force.plan;
      candidate = Candidate.since(entry, { force, past }, decideBy, candidate);
    }
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
  /** What decisions rest on that cannot be told: for which tools, until when, and what it is. */
  #unsure = new Map<string, Unsure>();
  readonly #past: Plan | undefined;
  readonly force: PlanInForce;

  /** @param log of entries in a log: the plan that they were made under, as far as it is there */
  constructor(
    force: PlanInForce,
    deciders: Deciders,
    at: { readonly base: string; readonly roots: ReadonlyMap<string, string> },
    log?: { readonly past: Plan | undefined },
  ) {
    this.force = force;
    this.#past = log?.past;
    this.#deciders = deciders;
    const tools = rootedAt(force.plan.tools, at.roots);
    const regime = { force, tools, base: at.base, placed: true, policy: undefined };
    this.#redecider = new Redecider(regime, () => deciders, 'counted', {
      passesOver: log !== undefined,
    });
  }

  /** The candidate from a start on, with the folders of that start and the counters it had before. */
  static since(
    start: StartEntry,
    { force, past }: { readonly force: PlanInForce; readonly past: Plan | undefined },
    decideBy: DecideBy,
    before: Candidate | undefined,
  ): Candidate {
    const roots = new Map(
      (start.roots ?? []).flatMap(({ root, tools }) => tools.map((name) => [name, root] as const)),
    );
    const deciders = before === undefined ? decideBy(force) : before.#deciders;
    const made = new Candidate(force, deciders, { base: start.base ?? '/', roots }, { past });
    if (before !== undefined) made.#unsure = before.#unsure;
    return made;
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

  async tried(index: number, entry: DecisionEntry): Promise<Tried> {
    const said = await this.decide(entry);
    const gone = goneIn(entry);
    const own = 'missing' in said ? said.missing : this.#missing(entry, gone);
    const unsure = this.#unsureOf(entry);
    this.#unsettle(index, entry, gone, (gone.length > 0 && own.length > 0) || unsure.length > 0);
    const missing = [...own, ...unsure];
    if (missing.length > 0 || 'missing' in said) return { index, same: 'cannot', missing };
    const { decision } = said;
    if (decision.verdict === entry.verdict) return { index, same: 'yes' };
    return { index, same: 'no', altered: alteration(index, entry, decision, this.force.plan) };
  }

  /** What is gone of an entry and matters to this plan: it reads it, or might not have admitted it. */
  #missing(entry: DecisionEntry, gone: readonly Gone[]): readonly string[] {
    if (gone.length === 0) return [];
    const { tool } = entry;
    const reads = this.#reads.get(tool) ?? readsOf(this.force.plan, tool);
    this.#reads.set(tool, reads);
    const read = gone.filter(
      ({ field }) => reads.some((one) => overlap(one, field)) || !this.#admits(entry, field),
    );
    return read.map(({ said }) => said);
  }

  /** Whether what was admitted at a field then fits there under this plan, whatever it was: it is of the very same type. */
  #admits({ tool, away }: DecisionEntry, [root, name]: Field): boolean {
    // Of a call that was turned away, no argument is read.
    if (root === 'lookups' || away !== undefined) return true;
    const typeIn = (plan: Plan | undefined): string | undefined => {
      const of = plan?.tools.find((one) => one.name === tool);
      const fields = root === 'args' ? of?.args : plan?.context;
      const field = fields?.find((one) => one.name === name);
      if (field === undefined) return undefined;
      return canonicalJson([of?.root ?? null, meaning({ ...field, optional: false })]);
    };
    const past = typeIn(this.#past);
    return past !== undefined && past === typeIn(this.force.plan);
  }

  /** What else a decision rests on that cannot be told: counts and the order of calls, after one that is lost. */
  #unsureOf({ tool, at }: DecisionEntry): readonly string[] {
    return [...this.#unsure.values()].flatMap(({ tools, until, said }) =>
      tools.includes(tool) && Date.parse(at) < until ? [said] : [],
    );
  }

  /** Later decisions rest on this one where a limit counts both, and on its arguments where a clause compares them. */
  #unsettle(index: number, entry: DecisionEntry, gone: readonly Gone[], isLost: boolean): void {
    const { limits, constraints } = this.force.plan;
    const { tool, at } = entry;
    for (const { name, tools, windows } of isLost ? limits : []) {
      if (!tools.includes(tool)) continue;
      const rates = windows.some(({ form }) => form === 'rate');
      const longest = Math.max(...windows.map(({ perMs }) => perMs));
      const until = rates ? Number.POSITIVE_INFINITY : Date.parse(at) + longest;
      const said = `limit \`${name}\` counts entry ${index}, which cannot be decided`;
      this.#unsure.set(`limit ${name}`, { tools, until, said });
    }
    const clauses = gone.length === 0 ? [] : constraints.flatMap(({ order = [] }) => order);
    for (const clause of clauses) {
      const tools = [...clause.earlier, ...clause.later];
      const reads = fieldsWithin(clause);
      const lost = gone.find(({ field }) => reads.some((one) => overlap(one, field)));
      if (!tools.includes(tool) || lost === undefined) continue;
      const said = `${lost.said} in entry ${index}, which ${clause.at} compares`;
      this.#unsure.set(`clause ${clause.at}`, { tools, until: Number.POSITIVE_INFINITY, said });
    }
  }
}

/** What later decisions rest on that cannot be told. */
interface Unsure {
  readonly tools: readonly string[];
  /** In ms since the epoch. */
  readonly until: number;
  readonly said: string;
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
  if (op === 'ref' && Array.isArray(path)) {
    if (root === 'args' || root === 'context') return [[root, ...path]];
    // A clause about the order of calls reads arguments of this call or of another.
    if ((root === 'earlier' || root === 'later') && path[0] === 'args') return [path];
  }
  return Object.values(json).flatMap(fieldsWithin);
}

/** Whether one of two fields is, or lies in, the other. */
const overlap = (one: Field, other: Field): boolean =>
  one.slice(0, other.length).every((part, at) => part === other[at]);
