import { shownOf } from '../../../call/approval/consent.ts';
import { identityOf, type TicketFact, type TicketOpened } from '../../../contract/approvals.ts';
import type { Requirement } from '../../../contract/call.ts';
import type { DecisionEntry } from '../../decision-entry.ts';
import { isGone } from '../../decision-entry.ts';
import type { OutcomeEntry } from '../../entry.ts';

type Answered = Extract<TicketFact, { fact: 'answered' }>;

interface Known {
  readonly opened: TicketOpened;
  readonly answers: Answered[];
  used: boolean;
  /** When the call ended that it was used for. */
  ended?: number;
}

/** Who is waited for, by a call that was decided when. */
interface Waiting {
  readonly requirements: readonly Requirement[];
  readonly at: string;
}

const bound = ['tenant', 'principal', 'session', 'agent', 'tool', 'hash'] as const;

/** The tickets of a log, and whether a permit that rests on one was really given. */
export class Tickets {
  readonly #known = new Map<string, Known>();
  /** Calls that wait for people, with whom they were told to wait for last. */
  readonly #waiting = new Map<string, Waiting>();
  /** Tickets that calls under way have used. */
  readonly #usedBy = new Map<string, Known>();

  /** Takes in that a call needs approval, which is decided before anyone is asked. */
  hold({ call, requirements, at }: DecisionEntry): void {
    this.#waiting.set(call, { requirements, at });
  }

  /** Takes in that a call ended: its ticket had been used by then. */
  ended({ call, at }: OutcomeEntry): void {
    const known = this.#usedBy.get(call);
    this.#usedBy.delete(call);
    if (known !== undefined) known.ended = Date.parse(at);
  }

  /** Takes in what happened to a ticket; gives what cannot have. */
  take(fact: TicketFact): readonly string[] {
    const { ticket } = fact;
    const known = this.#known.get(ticket);
    if (fact.fact === 'opened') {
      this.#known.set(ticket, { opened: fact, answers: [], used: false });
      return [
        ...(known === undefined ? [] : [`ticket ${ticket} was opened before`]),
        ...this.#asked(fact),
      ];
    }
    if (known === undefined) return [`ticket ${ticket} was never opened`];
    if (fact.fact !== 'answered') return [];
    known.answers.push(fact);
    return answered(known, fact);
  }

  #asked({ ticket, at, expires, binding, requirements }: TicketOpened): readonly string[] {
    const waits = this.#waiting.get(binding.call);
    if (waits === undefined) {
      return [`ticket ${ticket} was opened for call ${binding.call}, which waited for nobody`];
    }
    const asked = new Map(requirements.map(({ approvers, count }) => [approvers, count]));
    const longest = Math.min(...waits.requirements.map(({ withinMs }) => withinMs));
    if (at !== Date.parse(waits.at) || expires > at + longest) {
      return [`ticket ${ticket} is good for longer than its approvers have`];
    }
    return waits.requirements.flatMap((one) =>
      (asked.get(one.approvers) ?? 0) >= one.count
        ? []
        : [`ticket ${ticket} does not ask ${said(one)}`],
    );
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
    this.#usedBy.set(entry.call, known);
    if (entry.ticket !== ticket) problems.push(`it does not say that it uses ticket ${ticket} up`);
    const { binding, expires } = known.opened;
    const { labels, lookups } = entry;
    const shown = shownOf(labels, lookups);
    if (shown !== binding.shown && !isGone(lookups) && !isGone(binding.shown)) {
      problems.push(`ticket ${ticket} was given when look-ups and labels were others`);
    }
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

/** What keeps an answer from having been taken. */
function answered({ opened, ended }: Known, fact: Answered): readonly string[] {
  const { ticket, binding, expires, requirements } = opened;
  const asked = requirements.some(({ approvers }) => approvers === fact.approvers);
  return [
    // Who answers while it is being used may stand behind that.
    ...(ended !== undefined && fact.at > ended
      ? [`ticket ${ticket} was answered when it was used`]
      : []),
    ...(fact.at >= expires ? [`ticket ${ticket} was answered when it had expired`] : []),
    ...(asked
      ? []
      : [`ticket ${ticket} was answered for \`${fact.approvers}\`, who was not asked`]),
    ...(isOwn(fact.by, binding) ? [`ticket ${ticket} was answered by whom it is for`] : []),
  ];
}

const isOwn = (by: string, { principal }: TicketOpened['binding']): boolean =>
  identityOf(by) === identityOf(principal);

/** How many identities granted, other than the one that the call is for. */
function granted({ opened, answers }: Known, { approvers }: Requirement): number {
  const own = answers.filter((one) => one.approvers === approvers);
  if (own.some(({ answer }) => answer === 'deny')) return 0;
  const others = own.filter(({ by }) => !isOwn(by, opened.binding));
  return new Set(others.map(({ by }) => identityOf(by))).size;
}

const said = ({ approvers, count }: Requirement): string =>
  count === 1 ? `\`${approvers}\`` : `${count} of \`${approvers}\``;
