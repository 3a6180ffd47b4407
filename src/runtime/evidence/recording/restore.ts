import { takeOf } from '../../call/account/entries.ts';
import { refusalCodes } from '../../contract/errors.ts';
import type { RateLimiter } from '../../contract/policy.ts';
import type { AuditLog } from '../../contract/records.ts';
import {
  type Entry,
  type OutcomeEntry,
  type ReconcileEntry,
  type StartEntry,
  stamp,
} from '../entry.ts';
import type { Ledger } from './ledger.ts';
import type { Recorder } from './recorder.ts';

/**
 * Rebuilds tickets, counters and sessions from the log, then writes `unknown` for every permitted call
 * whose outcome never got there: its effect may have happened. Reads the log once, in order, and gives
 * the last start in it. What was only rehearsed is passed over: nothing of it happened.
 */
export async function restore(parts: {
  readonly log: AuditLog;
  readonly recorder: Recorder;
  readonly ledger: Ledger;
  readonly limiter: RateLimiter;
  readonly now: () => number;
}): Promise<StartEntry | undefined> {
  const { log, recorder, ledger, limiter, now } = parts;
  let last: StartEntry | undefined;
  for await (const { index, entry: json } of log.read()) {
    const entry = json as unknown as Entry;
    if (entry.kind === 'start') last = entry;
    if (last?.rehearsed) continue;
    await recorder.apply(entry, { index, leaf: '' });
    if (entry.kind === 'decision' && entry.verdict === 'permit' && entry.takes.length > 0) {
      await limiter.restore(entry.call, entry.takes.map(takeOf), Date.parse(entry.at));
    }
    if (neverBegan(entry)) await limiter.release(entry.call);
  }
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

/** Whether an entry says that a call's effect never began, so that nothing of it counts. */
const neverBegan = (entry: Entry): entry is OutcomeEntry | ReconcileEntry =>
  (entry.kind === 'outcome' && entry.status === 'not started') ||
  (entry.kind === 'reconcile' && entry.outcome === 'not started');
