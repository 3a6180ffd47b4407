import { labelsOf } from '../../../call/inspection/inspect.ts';
import { refusalCodes } from '../../../contract/errors.ts';
import type { DecisionEntry } from '../../decision-entry.ts';
import { isGone } from '../../decision-entry.ts';
import type { OutcomeEntry, ReconcileEntry } from '../../entry.ts';
import { timeOf } from '../../log/scan/time.ts';
import type { Regime } from '../regime.ts';

/** A call that was permitted and what is known of its end. */
interface Permitted extends Pick<DecisionEntry, 'session' | 'tenant' | 'tool' | 'hash'> {
  /** In ms since 1970. */
  readonly at: number;
  readonly event: boolean;
  /** How it ended; undefined while it has not. */
  status: OutcomeEntry['status'] | undefined;
  /** Of which start it is, counted from 1. */
  readonly start: number;
}

/** An outcome that is unknown, and where it stands. */
interface Unknown {
  readonly call: string;
  readonly index: number;
  readonly start: number;
}

const none: readonly string[] = [];

/** A call with the same tenant, tool and hash is an equal one. */
const keyOf = ({ tenant, tool, hash }: Pick<Permitted, 'tenant' | 'tool' | 'hash'>): string =>
  JSON.stringify([tenant, tool, hash]);

/**
 * Permitted calls and how they ended: each is permitted once and ends once, what is asked for from within
 * belongs to a call that may ask it, and no start leaves one behind whose end is not told.
 */
export class Calls {
  readonly #calls = new Map<string, Permitted>();
  /** Calls that have not ended, events left out: those have no end of their own. */
  readonly #open = new Set<string>();
  readonly #unknown = new Map<string, Unknown>();
  /** Where the last decision of each session stands, since an outcome is unknown. */
  readonly #decided = new Map<string, number>();
  #regime: Regime | undefined;
  #starts = 0;

  /** A runtime begins. The one before it, or this one, told how each call ended, if only that nobody knows. */
  begin(regime: Regime | undefined): readonly string[] {
    this.#regime = regime;
    this.#starts += 1;
    return this.stopped();
  }

  /** Nothing runs any more: what is under way has ended by then. Says it once of each call. */
  stopped(): readonly string[] {
    const left = [...this.#open].map(
      (call) => `call ${call} was permitted before it, and nothing tells how it ended`,
    );
    this.#open.clear();
    return left;
  }

  /** Takes in a decision, whatever it is. */
  decided({ session, away }: DecisionEntry, index: number): void {
    if (away !== 'fault' && this.#unknown.size > 0) this.#decided.set(session, index);
  }

  /** Takes in a permit, before `decided`; gives what keeps it from being one. */
  permit(entry: DecisionEntry): readonly string[] {
    const { call, session, tenant, tool, hash, at, event = false } = entry;
    const problems = [...this.#once(entry), ...this.#asked(entry), ...this.#equal(entry)];
    const start = this.#starts;
    const ms = timeOf(at);
    this.#calls.set(call, { session, tenant, tool, hash, at: ms, event, status: undefined, start });
    if (!event) this.#open.add(call);
    return problems;
  }

  #once({ call, tool, event = false }: DecisionEntry): readonly string[] {
    const twice = this.#calls.has(call) ? [`call ${call} was permitted before`] : none;
    const plan = this.#regime?.tools.get(tool);
    if (plan === undefined || plan.event === event) return twice;
    return [...twice, `\`${tool}\` is ${plan.event ? 'an event' : 'a tool, and no event'}`];
  }

  /** A call that a tool's code asked for belongs to that tool's own, and the plan lets it ask. */
  #asked({ tool, session, caller }: DecisionEntry): readonly string[] {
    if (caller === undefined) return none;
    const known = this.#calls.get(caller.call);
    const asking = caller.tools.at(-1) ?? '';
    const of = `it was asked for by call ${caller.call}`;
    if (known === undefined) return [`${of}, which nothing permitted`];
    if (known.tool !== asking)
      return [`${of}, which is of \`${known.tool}\` and not of \`${asking}\``];
    if (known.session !== session) return [`${of}, which is of session ${known.session}`];
    const plan = this.#regime?.tools.get(asking);
    return plan === undefined || plan.grants?.tools?.includes(tool) === true
      ? none
      : [`\`${asking}\` asked for it, and may not call \`${tool}\``];
  }

  /** While nobody knows how an equal call ended, a person is asked. */
  #equal(entry: DecisionEntry): readonly string[] {
    const { session, hash, opinions } = entry;
    const unknown = this.#unknown.size === 0 ? undefined : this.#unknown.get(keyOf(entry));
    if (unknown === undefined || isGone(hash)) return none;
    // Calls of other sessions may have been weighed before that was known.
    const seen = unknown.start < this.#starts || (this.#decided.get(session) ?? -1) > unknown.index;
    if (!seen || opinions.some(({ code }) => code === refusalCodes.outcomeUnknown)) return none;
    return [`the outcome of an equal call, ${unknown.call}, was unknown, and nobody was asked`];
  }

  /** The call that an outcome is of; undefined where nothing permitted it. */
  ended(outcome: OutcomeEntry, index: number): readonly string[] {
    const { call, session, tool, status, at } = outcome;
    const known = this.#calls.get(call);
    if (known === undefined) return [`call ${call} has an outcome, and nothing permitted it`];
    const problems = known.status === undefined ? [] : [`call ${call} has an outcome already`];
    if (known.tool !== tool || known.session !== session) {
      problems.push(`call ${call} was permitted for \`${known.tool}\` in session ${known.session}`);
    }
    if (known.start === this.#starts && timeOf(at) < known.at) {
      problems.push(`call ${call} ended before it was permitted`);
    }
    known.status = status;
    this.#open.delete(call);
    if (status === 'unknown' && !known.event) {
      this.#unknown.set(keyOf(known), { call, index, start: this.#starts });
    }
    return [...problems, ...this.#labelled(outcome)];
  }

  /** What a tool answers brings at least the labels that the plan says. */
  #labelled({ tool, status, labels }: OutcomeEntry): readonly string[] {
    const plan = this.#regime?.tools.get(tool);
    if (plan === undefined || status !== 'done') return none;
    const missing = labelsOf(plan, []).find((label) => !labels.includes(label));
    return missing === undefined
      ? none
      : [`what \`${tool}\` answers brings the label \`${missing}\`, and this did not`];
  }

  reconciled({ call, outcome }: ReconcileEntry): readonly string[] {
    const known = this.#calls.get(call);
    if (known?.status !== 'unknown') return [`call ${call} has no outcome that is unknown`];
    known.status = outcome;
    const key = keyOf(known);
    if (this.#unknown.get(key)?.call === call) this.#unknown.delete(key);
    return none;
  }
}
