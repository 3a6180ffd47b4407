import type {
  Approvals,
  TicketFact,
  TicketOpened,
  TicketStatus,
} from '../../../runtime/contract/index.ts';
import { Ticket } from './ticket.ts';

/**
 * All tickets, as the facts applied so far leave them; nothing else goes in. A fact applied twice
 * changes nothing, and a fact about a ticket that was never opened is ignored. Tickets are kept for
 * the life of the process, so that one used long ago is still known as used.
 */
export class Tickets implements Approvals {
  readonly #tickets = new Map<string, Ticket>();
  /** When tickets were opened, oldest first, by tenant and principal. */
  readonly #openings = new Map<string, number[]>();

  apply(fact: TicketFact): void {
    const known = this.#tickets.get(fact.ticket);
    if (fact.fact === 'opened') {
      if (known === undefined) this.#open(fact);
    } else if (fact.fact === 'answered') known?.answer(fact);
    else known?.use();
  }

  status(ticket: string, now: number): TicketStatus | undefined {
    return this.#tickets.get(ticket)?.status(now);
  }

  openedSince(tenant: string, principal: string, since: number): number {
    const openings = this.#openings.get(ownerOf(tenant, principal)) ?? [];
    let count = 0;
    while (count < openings.length && (openings.at(-1 - count) as number) >= since) count += 1;
    return count;
  }

  #open(opened: TicketOpened): void {
    this.#tickets.set(opened.ticket, new Ticket(opened));
    const owner = ownerOf(opened.binding.tenant, opened.binding.principal);
    const openings = this.#openings.get(owner) ?? [];
    if (openings.length === 0) this.#openings.set(owner, openings);
    const last = openings.at(-1) ?? opened.at;
    openings.push(Math.max(last, opened.at));
  }
}

const ownerOf = (tenant: string, principal: string): string => JSON.stringify([tenant, principal]);
