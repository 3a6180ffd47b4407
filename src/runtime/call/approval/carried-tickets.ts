import type { Approvals, TicketFact, TicketStatus } from '../../contract/approvals.ts';

/**
 * Tickets of runtimes before this one, for which the time goes on from the log's last entry: a clock that was set
 * back meanwhile extends none of them. Those that are opened from here on go by the clock as it is.
 */
export class CarriedTickets implements Approvals {
  readonly #approvals: Approvals;
  readonly #carried = new Set<string>();
  /** By how much the clock stands behind the log; undefined while that is still read. */
  #behindMs: number | undefined;

  constructor(approvals: Approvals) {
    this.#approvals = approvals;
  }

  /** The log was read: when its last entry was written, and what the clock says now. */
  takeUp(last: number, now: number): void {
    this.#behindMs = Math.max(0, last - now);
    if (this.#behindMs === 0) this.#carried.clear();
  }

  apply(fact: TicketFact): void | Promise<void> {
    if (this.#behindMs === undefined && fact.fact === 'opened') this.#carried.add(fact.ticket);
    return this.#approvals.apply(fact);
  }

  status(
    ticket: string,
    now: number,
  ): TicketStatus | undefined | Promise<TicketStatus | undefined> {
    const behindMs = this.#carried.has(ticket) ? (this.#behindMs ?? 0) : 0;
    return this.#approvals.status(ticket, now + behindMs);
  }

  openedSince(tenant: string, principal: string, since: number): number | Promise<number> {
    return this.#approvals.openedSince(tenant, principal, since);
  }
}
