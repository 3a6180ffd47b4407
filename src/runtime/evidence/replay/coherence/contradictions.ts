import { fromJson } from '../../../../dsl/values/from-json.ts';
import { toJson } from '../../../../dsl/values/to-json.ts';
import type { Json } from '../../../../dsl/values/value.ts';
import { takeOf } from '../../../call/account/entries.ts';
import type { RateLimiter, Take } from '../../../contract/policy.ts';
import { isShaped, unshaped } from '../../audit/entry-shape.ts';
import type { DecisionEntry } from '../../decision-entry.ts';
import { isGone } from '../../decision-entry.ts';
import type { Entry, LookupEntry, OutcomeEntry, ReconcileEntry, StartEntry } from '../../entry.ts';
import { readKinds } from '../../log/read.ts';
import { isWhole, wholeIn } from '../../withheld/whole.ts';
import { equal } from '../compare.ts';
import { messageOf, type Regime, regimeOf } from '../regime.ts';
import { Course } from './course.ts';
import { Tickets } from './tickets.ts';

/** Entries that cannot all be true, whatever was decided: no runtime that keeps to its road writes them. */
export interface Contradiction {
  readonly index: number;
  readonly problem: string;
}

/**
 * Holds the entries of a log against one another: an outcome against its permit, a permit against the tickets, counts
 * and look-ups that it rests on, a session's calls against its beginning and its labels, and all of them against
 * starts, stops and what was taken back. Deciding each entry again takes these from the entry itself; here they are
 * taken from the entries that they came of. Costs one reading of the log, and 300 bytes a permitted call.
 * @throws VakError VAK6111 when there is no log, VAK6108 for a line that is no entry
 */
export async function* contradictionsIn(
  folder: string,
  limiter: RateLimiter,
): AsyncGenerator<Contradiction, void> {
  const whole = wholeIn(folder);
  const story = new Story(folder, limiter);
  for await (const entries of readKinds(folder, kinds)) {
    for (const { index, entry } of entries) {
      const told = isWhole(entry) ? entry : await whole(index, entry);
      const problems = isShaped(told)
        ? await story.take(told as unknown as Entry, index).catch(failed)
        : [unshaped(told)];
      for (const problem of problems) yield { index, problem };
    }
  }
}

/** All but what nothing is held against. */
const kinds: readonly string[] = [
  ...['start', 'stop', 'session', 'lookup', 'decision', 'outcome', 'ticket', 'reconcile'],
  ...['revoked', 'lease', 'recovered', 'rotated', 'forgotten', 'note'],
];

/** The plan beside a log may be none that its entries can be held against. */
const failed = (cause: unknown): readonly string[] => [
  `it cannot be held against others: ${messageOf(cause)}`,
];

/** A call that was permitted and what is known of its end. */
interface Permitted {
  readonly session: string;
  readonly tool: string;
  /** What it took of limits that are counted here, each with its place among the entry's takes. */
  readonly takes: readonly (Take & { readonly place: number })[];
  /** How it ended; undefined while it has not. */
  status: OutcomeEntry['status'] | undefined;
  readonly at: string;
  /** Of which start it is, counted from 1. */
  readonly start: number;
}

const none: readonly string[] = [];

/** Kinds that tell of the log itself, whatever runs. */
const ofTheLog: readonly string[] = ['stop', 'recovered', 'rotated', 'forgotten'];

class Story {
  readonly #folder: string;
  readonly #limiter: RateLimiter;
  readonly #tickets = new Tickets();
  readonly #course = new Course();
  readonly #calls = new Map<string, Permitted>();
  readonly #lookups = new Map<string, LookupEntry[]>();
  #regime: Regime | undefined;
  #rehearsed = false;
  #counts = true;
  #starts = 0;

  constructor(folder: string, limiter: RateLimiter) {
    this.#folder = folder;
    this.#limiter = limiter;
  }

  async take(entry: Entry, index: number): Promise<readonly string[]> {
    if (entry.kind === 'start') return this.#start(entry);
    // What was only rehearsed happened to nobody.
    if (this.#rehearsed && !ofTheLog.includes(entry.kind)) return none;
    const course = this.#course.take(entry, index);
    const own = await this.#own(entry);
    return course.length === 0 ? own : [...course, ...own];
  }

  async #own(entry: Entry): Promise<readonly string[]> {
    switch (entry.kind) {
      case 'lookup':
        this.#lookups.set(entry.call, [...(this.#lookups.get(entry.call) ?? []), entry]);
        return none;
      case 'decision':
        return this.#decided(entry);
      case 'outcome':
        return this.#ended(entry);
      case 'ticket':
        return this.#tickets.take(entry.fact);
      case 'reconcile':
        return this.#reconciled(entry);
      default:
        return none;
    }
  }

  async #start(start: StartEntry): Promise<readonly string[]> {
    const regime = await regimeOf(this.#folder, start);
    this.#regime = 'lost' in regime ? undefined : regime;
    this.#rehearsed = start.rehearsed === true;
    const counter = start.plugins.find(({ fills = [] }) => fills.includes('limits'));
    this.#counts = counter?.name === 'vak/limits';
    this.#starts += 1;
    return this.#course.begin(start, this.#regime);
  }

  async #decided(entry: DecisionEntry): Promise<readonly string[]> {
    const lookups = this.#lookups.get(entry.call) ?? [];
    this.#lookups.delete(entry.call);
    if (entry.verdict === 'approval') this.#tickets.hold(entry);
    if (entry.verdict !== 'permit') return none;
    const takes = this.#takesOf(entry);
    const problems = [
      ...this.#permitted(entry),
      ...this.#tickets.spend(entry),
      ...this.#told(entry, lookups),
      ...(await this.#counted(entry, takes)),
    ];
    const { call, session, tool, at } = entry;
    const start = this.#starts;
    this.#calls.set(call, { session, tool, takes, status: undefined, at, start });
    return problems;
  }

  #permitted({ call, caller }: DecisionEntry): readonly string[] {
    const twice = this.#calls.has(call) ? [`call ${call} was permitted before`] : none;
    if (caller === undefined || this.#calls.has(caller.call)) return twice;
    return [...twice, `it was asked for by call ${caller.call}, which nothing permitted`];
  }

  /** What the look-ups told must be what the tools had answered. */
  #told({ lookups, tool }: DecisionEntry, answers: readonly LookupEntry[]): readonly string[] {
    const regime = this.#regime;
    if (regime === undefined || typeof lookups !== 'object' || lookups === null) return none;
    return Object.entries(lookups as { readonly [name: string]: Json }).flatMap(([name, told]) => {
      if (told === null || isGone(told)) return none;
      const fits = answers.some((one) => one.name === name && answered(regime, tool, one, told));
      return fits ? none : [`look-up \`${name}\` told what no tool had answered`];
    });
  }

  #takesOf(entry: DecisionEntry): Permitted['takes'] {
    if (!this.#counts) return [];
    return entry.takes.flatMap((take, place) => {
      if (isGone(take)) return [];
      const forced = consented(this.#regime, take.window, entry);
      return [{ ...bound(takeOf(take)), place, ...(forced ? { forced } : {}) }];
    });
  }

  async #counted(
    { call, at }: DecisionEntry,
    takes: Permitted['takes'],
  ): Promise<readonly string[]> {
    if (takes.length === 0) return none;
    const admission = await this.#limiter.reserve(call, takes, Date.parse(at));
    if (admission.ok) return none;
    return admission.short.flatMap(({ take, exact }) => {
      const { window = '', max = '' } = takes[take] ?? {};
      return exact ? [`limit \`${window}\` had let ${max} through already`] : none;
    });
  }

  async #ended(outcome: OutcomeEntry): Promise<readonly string[]> {
    const { call, session, tool } = outcome;
    const known = this.#calls.get(call);
    if (known !== undefined) await this.#settle(outcome, known);
    if (known === undefined) return [`call ${call} has an outcome, and nothing permitted it`];
    const problems = known.status === undefined ? [] : [`call ${call} has an outcome already`];
    if (known.tool !== tool || known.session !== session) {
      problems.push(`call ${call} was permitted for \`${known.tool}\` in session ${known.session}`);
    }
    if (known.start === this.#starts && Date.parse(outcome.at) < Date.parse(known.at)) {
      problems.push(`call ${call} ended before it was permitted`);
    }
    known.status = outcome.status;
    return problems;
  }

  async #reconciled({ call, outcome }: ReconcileEntry): Promise<readonly string[]> {
    const known = this.#calls.get(call);
    if (known?.status !== 'unknown') return [`call ${call} has no outcome that is unknown`];
    known.status = outcome;
    if (outcome === 'not started') await this.#limiter.release(call);
    return none;
  }

  /** What was used beyond a reservation is left out: calls that were asked before it may stand behind it. */
  async #settle({ call, status, used, at }: OutcomeEntry, { takes }: Permitted): Promise<void> {
    if (status === 'not started') return this.#limiter.release(call);
    if (used === undefined || takes.length === 0) return;
    const really = takes.map(({ amount, place }) => {
      const told = used[place];
      const said = told === undefined || isGone(told) ? amount : BigInt(told);
      return said < amount ? said : amount;
    });
    await this.#limiter.settle(call, { takes, used: really, at: Date.parse(at) });
  }
}

/**
 * When a rate has room depends on the order in which calls came, which entries do not tell; but at most its
 * burst and one period's worth pass in any interval.
 */
function bound({ burst, ...take }: Take): Take {
  return burst === undefined ? take : { ...take, form: 'at most', max: take.max + burst };
}

/** Whether those were asked and agreed whom a limit says to ask once it is reached. */
function consented(
  regime: Regime | undefined,
  window: string,
  { consent }: DecisionEntry,
): boolean {
  if (consent?.state !== 'granted') return false;
  const name = window.slice(0, window.lastIndexOf('/'));
  const limit = regime?.force.plan.limits.find((one) => one.name === name);
  // Of a plan that is lost nobody can tell what its limits say.
  if (limit === undefined) return regime === undefined;
  if (limit.otherwise.verdict !== 'approval') return false;
  const { approvers, count } = limit.otherwise.from;
  return (consent.met ?? []).some((one) => one.approvers === approvers && one.count >= count);
}

/** Whether an answer, read as its tool's result, is what a look-up told. */
function answered({ tools }: Regime, tool: string, entry: LookupEntry, told: Json): boolean {
  const { result } = entry;
  if (entry.status !== 'done' || result === undefined) return false;
  if (isGone(result)) return true;
  const asked = tools.get(tool)?.lookups.find(({ name }) => name === entry.name)?.tool;
  const plan = tools.get(asked ?? entry.tool);
  if (plan === undefined || plan.result === null) return equal(result, told);
  const read = fromJson(result, plan.result, plan.root === null ? {} : { root: plan.root });
  return read.ok && equal(toJson(read.value), told);
}
