import {
  identityOf,
  type Requirement,
  type TicketFact,
  type TicketOpened,
  type TicketStatus,
} from '../../../runtime/contract/index.ts';

type Answered = Extract<TicketFact, { fact: 'answered' }>;

/** One requirement and who has granted it. */
interface Standing {
  readonly requirement: Requirement;
  /** Until when an answer counts for it. */
  readonly until: number;
  readonly granted: Set<string>;
}

/**
 * One ticket as its facts leave it. An answer counts when it comes in time, for a requirement that
 * was asked, from an identity other than the session's principal, before the ticket was denied or
 * used. One deny denies; a requirement is met by so many different identities; a ticket is used once.
 */
export class Ticket {
  readonly #opened: TicketOpened;
  readonly #standings: readonly Standing[];
  #deniedBy: string | undefined;
  #used = false;

  constructor(opened: TicketOpened) {
    this.#opened = opened;
    this.#standings = opened.requirements.map((requirement) => ({
      requirement,
      until: Math.min(opened.expires, opened.at + requirement.withinMs),
      granted: new Set(),
    }));
  }

  answer({ at, by, answer, approvers }: Answered): void {
    if (this.#used || this.#deniedBy !== undefined) return;
    const identity = identityOf(by);
    if (identity === '' || identity === identityOf(this.#opened.binding.principal)) return;
    for (const { requirement, until, granted } of this.#standings) {
      if (requirement.approvers !== approvers || at >= until) continue;
      if (answer === 'deny') this.#deniedBy = by;
      else if (answer === 'grant') granted.add(identity);
    }
  }

  /** Uses the ticket up, whatever its state: what is used once is never open again. */
  use(): void {
    this.#used = true;
  }

  status(now: number): TicketStatus {
    const ticket = this.#opened;
    if (this.#used) return { status: 'used', ticket };
    if (this.#deniedBy !== undefined) return { status: 'denied', ticket, by: this.#deniedBy };
    const unmet = this.#standings.filter((each) => !isMet(each));
    if (now >= ticket.expires || unmet.some(({ until }) => now >= until)) {
      return { status: 'expired', ticket };
    }
    // A ticket that asks for nothing is answered by nobody.
    const granted = unmet.length === 0 && this.#standings.length > 0;
    return { status: granted ? 'granted' : 'open', ticket };
  }
}

const isMet = ({ requirement, granted }: Standing): boolean =>
  granted.size >= Math.max(1, requirement.count);
