import { takeOf } from '../../call/account/entries.ts';
import type { CarriedTickets } from '../../call/approval/carried-tickets.ts';
import { refusalCodes } from '../../contract/errors.ts';
import type { RateLimiter, Take } from '../../contract/policy.ts';
import type { AuditLog } from '../../contract/records.ts';
import type { DecisionEntry } from '../decision-entry.ts';
import { type Entry, type OutcomeEntry, type StartEntry, stamp } from '../entry.ts';
import { putInPlace } from '../withheld/commitment.ts';
import type { Ledger } from './ledger.ts';
import type { Recorder } from './recorder.ts';

/**
 * Rebuilds tickets, counters and sessions from the log, then writes `unknown` for every permitted call
 * whose outcome never got there: its effect may have happened. Reads the log once, in order, and gives
 * the last start in it. Tickets go on from the time of its last entry, whatever the clock says. What was only rehearsed is passed over: nothing of it happened.
 */
export async function restore(parts: {
  readonly log: AuditLog;
  readonly recorder: Recorder;
  readonly ledger: Ledger;
  readonly limiter: RateLimiter;
  readonly tickets: CarriedTickets;
  readonly now: () => number;
}): Promise<StartEntry | undefined> {
  const { log, recorder, ledger, limiter, tickets, now } = parts;
  let last: StartEntry | undefined;
  let latest = 0;
  const counts = new Counts(limiter);
  for await (const { index, entry: json, withheld } of log.read()) {
    const entry = putInPlace(json, withheld) as unknown as Entry;
    if (entry.kind === 'start') last = entry;
    if (last?.rehearsed) continue;
    latest = Math.max(latest, Date.parse(entry.at) || 0);
    await recorder.apply(entry, { index, leaf: '' });
    await counts.apply(entry);
  }
  tickets.takeUp(latest, now());
  for (const { call, session, tool } of ledger.open()) {
    await recorder.record({
      v: 1,
      kind: 'outcome',
      at: stamp(now()),
      call,
      session,
      tool,
      status: 'unknown',
      code: refusalCodes.crashed,
      message: 'the runtime ended before the outcome was recorded',
      labels: [],
      scrubbed: [],
      ms: 0,
    });
  }
  return last;
}

/** Does to a limiter what the runtime did that wrote the log. */
class Counts {
  readonly #limiter: RateLimiter;
  /** What calls took that have not ended yet. */
  readonly #open = new Map<string, readonly Take[]>();

  constructor(limiter: RateLimiter) {
    this.#limiter = limiter;
  }

  async apply(entry: Entry): Promise<void> {
    if (entry.kind === 'decision') await this.#decided(entry);
    if (entry.kind === 'outcome') await this.#ended(entry);
    if (entry.kind === 'reconcile') await this.#end(entry.call, entry.outcome === 'not started');
  }

  async #decided({ verdict, call, takes: entries, at, stages }: DecisionEntry): Promise<void> {
    for (const { stage, takes = [] } of stages ?? []) {
      // Spent whatever became of the call.
      if (takes.length === 0) continue;
      const reservation = `${call} ${stage}`;
      await this.#limiter.restore(reservation, takes.map(takeOf), Date.parse(at));
      await this.#limiter.settle(reservation);
    }
    if (verdict !== 'permit' || entries.length === 0) return;
    const takes = entries.map(takeOf);
    this.#open.set(call, takes);
    await this.#limiter.restore(call, takes, Date.parse(at));
  }

  async #ended({ call, status, used, at }: OutcomeEntry): Promise<void> {
    const takes = this.#open.get(call);
    if (takes !== undefined && used !== undefined) {
      this.#open.delete(call);
      await this.#limiter.settle(call, { takes, used: used.map(BigInt), at: Date.parse(at) });
    } else if (status !== 'unknown') await this.#end(call, status === 'not started');
  }

  async #end(call: string, notStarted: boolean): Promise<void> {
    if (!this.#open.delete(call)) return;
    if (notStarted) await this.#limiter.release(call);
    else await this.#limiter.settle(call);
  }
}
