import { takeOf } from '../../../call/account/entries.ts';
import type { RateLimiter, Take } from '../../../contract/policy.ts';
import { after } from '../../../kernel/timed.ts';
import type { DecisionEntry } from '../../decision-entry.ts';
import { isGone } from '../../decision-entry.ts';
import type { OutcomeEntry } from '../../entry.ts';
import { timeOf } from '../../log/scan/time.ts';
import type { Regime } from '../regime.ts';

/** What a call took of limits, each with its place among the entry's takes. */
type Taken = readonly (Take & { readonly place: number })[];

const none: readonly string[] = [];

/** Counts what was permitted as the runtime did, and says where a limit had no room for it. */
export class Counts {
  readonly #limiter: RateLimiter;
  readonly #taken = new Map<string, Taken>();
  /** What was made of takes last: most often the next call without a ticket has the very same ones. */
  #last: { readonly takes: DecisionEntry['takes']; readonly made: Taken } | undefined;

  constructor(limiter: RateLimiter) {
    this.#limiter = limiter;
  }

  permit(
    entry: DecisionEntry,
    regime: Regime | undefined,
  ): readonly string[] | Promise<readonly string[]> {
    const takes = this.#takesOf(entry, regime);
    if (takes.length === 0) return none;
    const { call, at } = entry;
    this.#taken.set(call, takes);
    return after(this.#limiter.reserve(call, takes, timeOf(at)), (admission) => {
      if (admission.ok) return none;
      return admission.short.flatMap(({ take, exact }) => {
        const { window = '', max = '' } = takes[take] ?? {};
        return exact ? [`limit \`${window}\` had let ${max} through already`] : none;
      });
    });
  }

  #takesOf(entry: DecisionEntry, regime: Regime | undefined): Taken {
    if (entry.consent !== undefined) return takesOf(entry, regime);
    if (this.#last?.takes !== entry.takes) {
      this.#last = { takes: entry.takes, made: takesOf(entry, regime) };
    }
    return this.#last.made;
  }

  /** What was used beyond a reservation is left out: calls that were asked before it may stand behind it. */
  ended({ call, status, used, at }: OutcomeEntry): void | Promise<void> {
    if (status === 'not started') return this.release(call);
    const takes = this.#taken.get(call);
    if (used === undefined || takes === undefined) return undefined;
    const really = takes.map(({ amount, place }) => {
      const told = used[place];
      const said = told === undefined || isGone(told) ? amount : BigInt(told);
      return said < amount ? said : amount;
    });
    return this.#limiter.settle(call, { takes, used: really, at: timeOf(at) });
  }

  release(call: string): void | Promise<void> {
    return this.#taken.delete(call) ? this.#limiter.release(call) : undefined;
  }
}

function takesOf(entry: DecisionEntry, regime: Regime | undefined): Taken {
  return entry.takes.flatMap((take, place) => {
    if (isGone(take)) return [];
    const forced = consented(regime, take.window, entry);
    return [{ ...bound(takeOf(take)), place, ...(forced ? { forced } : {}) }];
  });
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
