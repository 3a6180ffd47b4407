import type { Binding } from '../../contract/approvals.ts';
import type { Receipt } from '../../contract/records.ts';
import type { DecisionEntry } from '../decision-entry.ts';
import {
  type Entry,
  type OutcomeEntry,
  type ReconcileEntry,
  type RevokedEntry,
  repeatsCanary,
  type SessionEntry,
} from '../entry.ts';

/** What the log says of one call that was permitted. */
export interface CallRecord {
  readonly call: string;
  readonly session: string;
  readonly tenant: string;
  readonly principal: string;
  readonly agent: string;
  readonly tool: string;
  readonly hash: string;
  /** Absent while the outcome is not recorded; as reconciled, once it was. */
  readonly outcome?: Receipt & { readonly status: OutcomeEntry['status'] };
}

/** A session as the log knows it. */
export interface SessionRecord extends Omit<SessionEntry, 'v' | 'kind' | 'at'> {
  readonly labels: Set<string>;
}

/**
 * What the runtime remembers of its own entries: a fold over the log, fed with each entry once it is
 * durable and with all of them at a restart. About 300 bytes a permitted call.
 */
export class Ledger {
  readonly #calls = new Map<string, CallRecord>();
  readonly #sessions = new Map<string, SessionRecord>();
  /** Calls whose outcome is unknown, by tenant, tool and hash. */
  readonly #unknown = new Map<string, string>();

  /** What tickets were opened about. */
  readonly #asked = new Map<string, Binding>();

  /** What was taken back from tools, oldest first. */
  readonly revoked: RevokedEntry[] = [];

  apply(entry: Entry, receipt: Receipt): void {
    switch (entry.kind) {
      case 'session':
        this.#sessions.set(entry.session, { ...entry, labels: this.#familyLabels(entry) });
        return;
      case 'decision':
        this.#decided(entry);
        return;
      case 'outcome':
        this.#ended(entry, receipt);
        return;
      case 'reconcile':
        this.#reconciled(entry);
        return;
      case 'revoked':
        this.revoked.push(entry);
        return;
      case 'ticket':
        if (entry.fact.fact === 'opened') this.#asked.set(entry.fact.ticket, entry.fact.binding);
        return;
      default:
        return;
    }
  }

  call(id: string): CallRecord | undefined {
    return this.#calls.get(id);
  }

  session(id: string): SessionRecord | undefined {
    return this.#sessions.get(id);
  }

  ticket(id: string): Binding | undefined {
    return this.#asked.get(id);
  }

  /** Permitted calls without an outcome, in the order of their decisions. */
  open(): readonly CallRecord[] {
    return [...this.#calls.values()].filter((call) => call.outcome === undefined);
  }

  /** The call whose outcome is unknown though it was just this one, if there is such. */
  unknownOutcome(tenant: string, tool: string, hash: string): string | undefined {
    return this.#unknown.get(keyOf({ tenant, tool, hash }));
  }

  /** Sessions that hand on to one another share their labels. */
  #familyLabels({ from }: SessionEntry): Set<string> {
    const parent = from?.sessions.at(-1);
    const labels = parent === undefined ? undefined : this.#sessions.get(parent)?.labels;
    return labels ?? new Set();
  }

  #decided(entry: DecisionEntry): void {
    const { labels } = this.#sessions.get(entry.session) ?? {};
    const { suspicions, verdict } = entry;
    const refused = suspicions !== undefined && verdict !== 'permit' && !repeatsCanary(suspicions);
    for (const label of [...entry.labels, ...(entry.brings ?? [])]) {
      // What a refused text said was never shown to the model.
      if (!refused || label !== 'suspicious') labels?.add(label);
    }
    if (entry.verdict !== 'permit') return;
    const { call, session, tenant, principal, agent, tool, hash } = entry;
    if (entry.event) return;
    this.#calls.set(call, { call, session, tenant, principal, agent, tool, hash });
  }

  #ended(entry: OutcomeEntry, receipt: Receipt): void {
    const call = this.#calls.get(entry.call);
    if (call === undefined) return;
    this.#calls.set(entry.call, { ...call, outcome: { ...receipt, status: entry.status } });
    if (entry.status === 'unknown') this.#unknown.set(keyOf(call), call.call);
    for (const label of entry.labels) this.#sessions.get(entry.session)?.labels.add(label);
  }

  #reconciled({ call: id, outcome: status }: ReconcileEntry): void {
    const call = this.#calls.get(id);
    if (call?.outcome === undefined) return;
    this.#calls.set(id, { ...call, outcome: { ...call.outcome, status } });
    if (this.#unknown.get(keyOf(call)) === id) this.#unknown.delete(keyOf(call));
  }
}

const keyOf = ({ tenant, tool, hash }: Pick<CallRecord, 'tenant' | 'tool' | 'hash'>): string =>
  JSON.stringify([tenant, tool, hash]);
