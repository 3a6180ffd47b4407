import type { RateLimiter } from '../../../contract/policy.ts';
import type { EntryJson } from '../../../contract/records.ts';
import { after } from '../../../kernel/timed.ts';
import { isShaped, unshaped } from '../../audit/entry-shape.ts';
import type { DecisionEntry } from '../../decision-entry.ts';
import type { Entry, LookupEntry, OutcomeEntry, ReconcileEntry, StartEntry } from '../../entry.ts';
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
    for (const { index, entry, args } of entries) {
      const made = isWhole(entry) ? entry : await whole(index, entry);
      const told = story.told(made, index, made === entry ? args : undefined);
      for (const problem of told instanceof Promise ? await told : told) yield { index, problem };
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

/** What is found at an entry: at once, unless a plan is read or a counter takes its time. */
type Found = readonly string[] | Promise<readonly string[]>;

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

  /** @param text the canonical JSON of the entry's arguments, where it is at hand */
  told(json: EntryJson, index: number, text: string | undefined): Found {
    if (!isShaped(json)) return [unshaped(json)];
    try {
      const found = this.#take(json as unknown as Entry, index, text);
      return found instanceof Promise ? found.catch(failed) : found;
    } catch (cause) {
      return failed(cause);
    }
  }

  #take(entry: Entry, index: number, text: string | undefined): Found {
    if (entry.kind === 'start') return this.#start(entry);
    // What was only rehearsed happened to nobody.
    if (this.#rehearsed && !ofTheLog.includes(entry.kind)) return unmarked(entry);
    const course = this.#course.take(entry, index);
    const own = this.#own(entry, index, text);
    return course.length === 0 ? own : after(own, (more) => [...course, ...more]);
  }

  #own(entry: Entry, index: number, text: string | undefined): Found {
    switch (entry.kind) {
      case 'lookup':
        this.#grounds.take(entry);
        return none;
      case 'decision':
        return this.#decided(entry, index, text);
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

  #decided(entry: DecisionEntry, index: number, text: string | undefined): Found {
    const regime = this.#regime;
    const answers = this.#grounds.of(entry.call);
    const found = entry.verdict === 'forbid' ? none : judgedBy(regime, entry);
    if (entry.verdict === 'approval') this.#tickets.hold(entry);
    const permitted = entry.verdict === 'permit' ? this.#permitted(entry, answers, text) : none;
    return after(permitted, (more) => {
      this.#calls.decided(entry, index);
      return joined(found, more);
    });
  }

  #permitted(
    entry: DecisionEntry,
    answers: readonly LookupEntry[],
    text: string | undefined,
  ): Found {
    const found = joined(
      this.#calls.permit(entry),
      this.#tickets.spend(entry),
      groundsOf(this.#regime, entry, answers, text),
    );
    if (!this.#counted) return found;
    return after(this.#counts.permit(entry, this.#regime), (more) => joined(found, more));
  }

  #ended(outcome: OutcomeEntry, index: number): Found {
    return after(this.#counts.ended(outcome), () => {
      this.#tickets.ended(outcome);
      return this.#calls.ended(outcome, index);
    });
  }

  #reconciled(entry: ReconcileEntry): Found {
    const problems = this.#calls.reconciled(entry);
    if (problems.length > 0 || entry.outcome !== 'not started') return problems;
    return after(this.#counts.release(entry.call), () => problems);
  }
}

/** Most often nothing is found, and no list is made. */
const joined = (...found: readonly (readonly string[])[]): readonly string[] =>
  found.every(({ length }) => length === 0) ? none : found.flat();

/** In a rehearsal every decision says that it was one. */
const unmarked = (entry: Entry): readonly string[] =>
  entry.kind === 'decision' && entry.rehearsed !== true
    ? ['its start is a rehearsal, and it is not marked as rehearsed']
    : none;
