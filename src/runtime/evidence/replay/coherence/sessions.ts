import { type DecisionEntry, isGone } from '../../decision-entry.ts';
import { type OutcomeEntry, repeatsCanary, type SessionEntry } from '../../entry.ts';
import { timeOf } from '../../log/scan/time.ts';

/** Of so many labels, one is found without more ado. */
const few = 8;

const none: readonly string[] = [];

const parts = ['tenant', 'principal', 'agent'] as const;

/** What sessions that handed on to one another were shown, in the order of the log. */
interface Family {
  readonly labels: string[];
  readonly known: Set<string>;
}

/** A session as it began, and what must be known in it by now. */
interface Known extends Pick<SessionEntry, (typeof parts)[number]> {
  /** The agents and sessions up to this one, outermost first. */
  readonly agents: readonly string[];
  readonly sessions: readonly string[];
  readonly family: Family;
  /** How many of the family's labels its next decision must have. */
  required: number;
  /** What its own permitted events brought since. */
  brought: readonly string[];
  /** When it was permitted something last, in which start. */
  readonly last: { start: number; ms: number };
}

/**
 * The sessions of a log: each begins once, stays its owner's, comes from where it says, never loses a label and
 * never goes back in time. Calls of a session are decided one after another, so what stands before one
 * decision holds for the next.
 */
export class Sessions {
  readonly #known = new Map<string, Known>();
  #start = { number: 0, ms: Number.NEGATIVE_INFINITY };

  /** A runtime begins, at a time of its clock, which from there on never goes back. */
  started(at: string): void {
    this.#start = { number: this.#start.number + 1, ms: timeOf(at) };
  }

  begin({ session, tenant, principal, agent, from }: SessionEntry): readonly string[] {
    if (this.#known.has(session)) return [`session ${session} was begun before`];
    const parent = from === undefined ? undefined : this.#known.get(from.sessions.at(-1) ?? '');
    const family = parent?.family ?? { labels: [], known: new Set() };
    this.#known.set(session, {
      ...{ tenant, principal, agent, family, brought: [] },
      agents: [...(from?.agents ?? []), agent],
      sessions: [...(from?.sessions ?? []), session],
      required: family.labels.length,
      last: { start: 0, ms: 0 },
    });
    if (from === undefined) return [];
    const same =
      parent !== undefined &&
      sameList(parent.agents, from.agents) &&
      sameList(parent.sessions, from.sessions);
    return same ? [] : [`session ${session} comes from others than it says`];
  }

  decide(entry: DecisionEntry): readonly string[] {
    const { session } = entry;
    const known = this.#known.get(session);
    if (known === undefined) return [`session ${session} was never begun`];
    const problems = [
      ...changed(entry, known),
      ...lost(entry, known),
      ...strange(entry, known),
      ...this.#backwards(entry, known),
    ];
    // What a refused text said was never shown to the model.
    const { suspicions, verdict } = entry;
    const refused = suspicions !== undefined && verdict !== 'permit' && !repeatsCanary(suspicions);
    show(known.family, refused ? entry.labels.filter((one) => one !== 'suspicious') : entry.labels);
    // A road that broke down says so when it likes, and not in its turn.
    if (entry.away === 'fault') return problems;
    known.brought = entry.brings ?? none;
    known.required = known.family.labels.length;
    return problems;
  }

  /** What came of a call was shown to its session. */
  show({ session, labels }: OutcomeEntry): void {
    const known = this.#known.get(session);
    if (known !== undefined) show(known.family, labels);
  }

  /** A clock that went back would let limits and expiries be passed. */
  #backwards({ verdict, session, at }: DecisionEntry, known: Known): readonly string[] {
    if (verdict !== 'permit') return none;
    const { number: start, ms: began } = this.#start;
    const ms = timeOf(at);
    const before = known.last.start === start ? known.last.ms : began;
    known.last.start = start;
    known.last.ms = Math.max(ms, before);
    if (ms < began) return ['it was permitted before its runtime had started'];
    return ms < before ? [`session ${session} was permitted something later before it`] : none;
  }
}

function show({ labels, known }: Family, shown: readonly string[]): void {
  for (const label of shown) {
    if (known.has(label)) continue;
    known.add(label);
    labels.push(label);
  }
}

/** Whose it is stays as it was, as far as that can be told. */
function changed(entry: DecisionEntry, known: Known): readonly string[] {
  const { tenant, principal, agent } = entry;
  const same = tenant === known.tenant && principal === known.principal && agent === known.agent;
  if (same) return none;
  return parts.flatMap((part): readonly string[] => {
    if (entry[part] === known[part] || isGone(entry[part]) || isGone(known[part])) return none;
    return [`session ${entry.session} is of another ${part}`];
  });
}

/** A label that the session had, and this decision does not. */
function lost({ session, labels }: DecisionEntry, known: Known): readonly string[] {
  const { family, required, brought } = known;
  if (required === 0 && brought.length === 0) return none;
  const now = labels.length > few ? new Set(labels) : undefined;
  const has = (label: string): boolean => now?.has(label) ?? labels.includes(label);
  let gone = brought.find((label) => !has(label));
  for (let at = 0; at < required && gone === undefined; at += 1) {
    const label = family.labels[at] as string;
    if (!has(label)) gone = label;
  }
  return gone === undefined
    ? none
    : [`session ${session} had the label \`${gone}\`, which nothing takes away`];
}

/** A call says the same of where its session comes from as the session did. */
function strange({ session, chain }: DecisionEntry, known: Known): readonly string[] {
  if (chain === undefined && known.agents.length === 1 && known.sessions.length === 1) return none;
  const { agents = [known.agent], sessions = [session] } = chain ?? {};
  return sameList(agents, known.agents) && sameList(sessions, known.sessions)
    ? none
    : [`session ${session} was handed on by others than it says`];
}

const sameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((each, at) => each === other[at]);
