import { type DecisionEntry, isGone } from '../../decision-entry.ts';
import type { SessionEntry } from '../../entry.ts';

const parts = ['tenant', 'principal', 'agent'] as const;

/** A session as it began, and the labels that entered it. */
interface Known extends Pick<SessionEntry, (typeof parts)[number]> {
  readonly labels: Set<string>;
}

/** The sessions of a log: each begins once, stays its owner's, and never loses a label. */
export class Sessions {
  readonly #known = new Map<string, Known>();

  begin({ session, tenant, principal, agent }: SessionEntry): readonly string[] {
    if (this.#known.has(session)) return [`session ${session} was begun before`];
    this.#known.set(session, { tenant, principal, agent, labels: new Set() });
    return [];
  }

  decide(entry: DecisionEntry): readonly string[] {
    const { session } = entry;
    const known = this.#known.get(session);
    if (known === undefined) return [`session ${session} was never begun`];
    const problems = parts.flatMap((part): readonly string[] => {
      if (entry[part] === known[part] || isGone(entry[part]) || isGone(known[part])) return [];
      return [`session ${session} is of another ${part}`];
    });
    const now = new Set(entry.labels);
    const lost = [...known.labels].find((label) => !now.has(label));
    if (lost !== undefined) {
      problems.push(`session ${session} had the label \`${lost}\`, which nothing takes away`);
    }
    // What a refused text said was never shown to the model.
    const refused = entry.suspicions !== undefined && entry.verdict !== 'permit';
    for (const label of [...entry.labels, ...(entry.brings ?? [])]) {
      if (!refused || label !== 'suspicious') known.labels.add(label);
    }
    return problems;
  }
}
