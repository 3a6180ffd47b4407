import type { RateLimiter } from '../../../contract/policy.ts';
import { isShaped, unshaped } from '../../audit/entry-shape.ts';
import type { DecisionEntry } from '../../decision-entry.ts';
import type { Entry, OutcomeEntry, ReconcileEntry, StartEntry } from '../../entry.ts';
import { readKinds } from '../../log/read.ts';
import { isWhole, wholeIn } from '../../withheld/whole.ts';
import { messageOf, type Regime, regimeOf } from '../regime.ts';
import { Calls } from './calls.ts';
import { Counts } from './counts.ts';
import { Course } from './course.ts';
import { Grounds, groundsOf } from './grounds.ts';
import { judgedBy } from './judged.ts';
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

const none: readonly string[] = [];

/** Kinds that tell of the log itself, whatever runs. */
const ofTheLog: readonly string[] = ['stop', 'recovered', 'rotated', 'forgotten'];

class Story {
  readonly #folder: string;
  readonly #tickets = new Tickets();
  readonly #course = new Course();
  readonly #calls = new Calls();
  readonly #grounds = new Grounds();
  readonly #counts: Counts;
  #regime: Regime | undefined;
  #rehearsed = false;
  /** Whether limits are counted by what counts here. */
  #counted = true;

  constructor(folder: string, limiter: RateLimiter) {
    this.#folder = folder;
    this.#counts = new Counts(limiter);
  }

  async take(entry: Entry, index: number): Promise<readonly string[]> {
    if (entry.kind === 'start') return this.#start(entry);
    // What was only rehearsed happened to nobody.
    if (this.#rehearsed && !ofTheLog.includes(entry.kind)) return unmarked(entry);
    const course = this.#course.take(entry, index);
    const own = await this.#own(entry, index);
    return course.length === 0 ? own : [...course, ...own];
  }

  async #own(entry: Entry, index: number): Promise<readonly string[]> {
    switch (entry.kind) {
      case 'lookup':
        this.#grounds.take(entry);
        return none;
      case 'decision':
        return this.#decided(entry, index);
      case 'outcome':
        return this.#ended(entry, index);
      case 'ticket':
        return this.#tickets.take(entry.fact);
      case 'reconcile':
        return this.#reconciled(entry);
      case 'stop':
        return this.#calls.stopped();
      default:
        return none;
    }
  }

  async #start(start: StartEntry): Promise<readonly string[]> {
    const regime = await regimeOf(this.#folder, start);
    this.#regime = 'lost' in regime ? undefined : regime;
    this.#rehearsed = start.rehearsed === true;
    const counter = start.plugins.find(({ fills = [] }) => fills.includes('limits'));
    this.#counted = counter?.name === 'vak/limits';
    return [...this.#course.begin(start, this.#regime), ...this.#calls.begin(this.#regime)];
  }

  async #decided(entry: DecisionEntry, index: number): Promise<readonly string[]> {
    const answers = this.#grounds.of(entry.call);
    const problems: string[] = entry.verdict === 'forbid' ? [] : [...judgedBy(this.#regime, entry)];
    if (entry.verdict === 'approval') this.#tickets.hold(entry);
    if (entry.verdict === 'permit') {
      problems.push(
        ...this.#calls.permit(entry),
        ...this.#tickets.spend(entry),
        ...groundsOf(this.#regime, entry, answers),
        ...(this.#counted ? await this.#counts.permit(entry, this.#regime) : none),
      );
    }
    this.#calls.decided(entry, index);
    return problems;
  }

  async #ended(outcome: OutcomeEntry, index: number): Promise<readonly string[]> {
    await this.#counts.ended(outcome);
    this.#tickets.ended(outcome);
    return this.#calls.ended(outcome, index);
  }

  async #reconciled(entry: ReconcileEntry): Promise<readonly string[]> {
    const problems = this.#calls.reconciled(entry);
    if (problems.length === 0 && entry.outcome === 'not started') {
      await this.#counts.release(entry.call);
    }
    return problems;
  }
}

/** In a rehearsal every decision says that it was one. */
const unmarked = (entry: Entry): readonly string[] =>
  entry.kind === 'decision' && entry.rehearsed !== true
    ? ['its start is a rehearsal, and it is not marked as rehearsed']
    : none;
