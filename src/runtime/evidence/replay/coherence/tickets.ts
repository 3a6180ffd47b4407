import type { TicketFact, TicketOpened } from '../../../contract/approvals.ts';
import type { Requirement } from '../../../contract/call.ts';
import type { DecisionEntry } from '../../decision-entry.ts';
import { isGone } from '../../decision-entry.ts';

type Answered = Extract<TicketFact, { fact: 'answered' }>;

interface Known {
  readonly opened: TicketOpened;
  readonly answers: Answered[];
  used: boolean;
}

const bound = ['tenant', 'principal', 'session', 'agent', 'tool', 'hash'] as const;

/** The tickets of a log, and whether a permit that rests on one was really given. */
export class Tickets {
  readonly #known = new Map<string, Known>();

  /** Takes in what happened to a ticket; gives what cannot have. */
  take(fact: TicketFact): readonly string[] {
    const known = this.#known.get(fact.ticket);
    if (fact.fact === 'opened') {
      if (known !== undefined) return [`ticket ${fact.ticket} was opened before`];
      this.#known.set(fact.ticket, { opened: fact, answers: [], used: false });
      return [];
    }
    if (known === undefined) return [`ticket ${fact.ticket} was never opened`];
    if (fact.fact === 'answered') known.answers.push(fact);
    return [];
  }

  /** Uses up the ticket of a permit; gives what was missing for that. */
  spend(entry: DecisionEntry): readonly string[] {
    const { consent } = entry;
    if (consent?.state !== 'granted') return [];
    const { ticket } = consent;
    const known = this.#known.get(ticket);
    if (known === undefined) return [`ticket ${ticket} was never opened`];
    const problems: string[] = known.used ? [`ticket ${ticket} was used before`] : [];
    known.used = true;
    const { binding, expires } = known.opened;
    for (const part of bound) {
      if (entry[part] === binding[part] || isGone(entry[part]) || isGone(binding[part])) continue;
      problems.push(`ticket ${ticket} is for another ${part}`);
    }
    if (Date.parse(entry.at) >= expires) problems.push(`ticket ${ticket} had expired`);
    for (const requirement of consent.met ?? []) {
      if (granted(known, requirement) < requirement.count) {
        problems.push(`ticket ${ticket} was not granted by ${said(requirement)}`);
      }
    }
    return problems;
  }
}

/** How many identities granted, other than the one that the call is for. */
function granted({ opened, answers }: Known, { approvers }: Requirement): number {
  const own = answers.filter((one) => one.approvers === approvers);
  if (own.some(({ answer }) => answer === 'deny')) return 0;
  return new Set(own.map(({ by }) => by).filter((by) => by !== opened.binding.principal)).size;
}

const said = ({ approvers, count }: Requirement): string =>
  count === 1 ? `\`${approvers}\`` : `${count} of \`${approvers}\``;
