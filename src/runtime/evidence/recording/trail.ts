import { takeOf } from '../../call/account/entries.ts';
import type { HeardMessage, ReasoningStep } from '../../contract/call.ts';
import { StepState } from '../../session/step-state.ts';
import { costOf, heardIn, observed, type Recalled } from '../../session/steps.ts';
import type { DecisionEntry } from '../decision-entry.ts';
import type { Entry, OutcomeEntry } from '../entry.ts';

/** Where a step stands in the log: its decision, and its outcome where it was taken. */
interface Place {
  readonly decision: number;
  readonly outcome?: number;
}

/** What is known of one session. */
interface Trail {
  readonly state: StepState;
  readonly places: Place[];
  /** Where the last messages that came in stand. */
  readonly heard: number[];
}

/** No session is shown more messages than this. */
const mostHeard = 8;

/**
 * What the steps of sessions were, as a fold over the log: the state of gates, and where the last steps
 * stand, to be read again when a session is taken up. Kept for plans with gates alone; some 100 bytes a
 * session and 30 a step, of which as many are kept as the widest gate is shown.
 */
export class StepTrail {
  readonly #widest: number;
  readonly #trails = new Map<string, Trail>();
  /** Where the decisions of calls stand that have not ended. */
  readonly #open = new Map<string, number>();

  constructor(widest: number) {
    this.#widest = widest;
  }

  /** Takes in a durable entry. */
  apply(entry: Entry, index: number): void {
    if (entry.kind === 'decision') this.#decided(entry, index);
    if (entry.kind === 'outcome') this.#ended(entry, index);
  }

  /** What a session did before; undefined where it did nothing. */
  of(
    session: string,
    entryAt: (index: number) => Promise<Entry | undefined>,
  ): Recalled | undefined {
    const trail = this.#trails.get(session);
    if (trail === undefined) return undefined;
    const { state, places } = trail;
    const messages = [...trail.heard];
    // From now on the session itself goes on with a copy of this, and the log with the original.
    const first = state.count - places.length + 1;
    const now = [...places];
    return {
      state: state.copy(),
      steps: async () => {
        const read = async (place: Place, index: number): Promise<ReasoningStep> =>
          stepOf(
            first + index,
            await entryAt(place.decision),
            place.outcome === undefined ? undefined : await entryAt(place.outcome),
          );
        return await Promise.all(now.map(read));
      },
      heard: async () => {
        const entries = await Promise.all(messages.map(entryAt));
        return entries.flatMap((entry) => messageOf(entry) ?? []);
      },
    };
  }

  #decided(entry: DecisionEntry, index: number): void {
    if (entry.away !== undefined) return;
    const trail = this.#trails.get(entry.session) ?? {
      state: new StepState(),
      places: [],
      heard: [],
    };
    this.#trails.set(entry.session, trail);
    trail.state.judged(entry.stages);
    if (entry.verdict === 'permit' && entry.event && entry.tool === 'agent.input') {
      trail.heard.push(index);
      if (trail.heard.length > mostHeard) trail.heard.shift();
    }
    if (entry.verdict === 'permit' && !entry.event) this.#open.set(entry.call, index);
    if (entry.verdict !== 'forbid' || entry.unasked) return;
    trail.state.refused(entry.hash, entry.opinions);
    this.#add(trail, { decision: index });
  }

  #ended({ call, session }: OutcomeEntry, outcome: number): void {
    const decision = this.#open.get(call);
    const trail = this.#trails.get(session);
    if (decision === undefined || trail === undefined) return;
    this.#open.delete(call);
    trail.state.taken();
    this.#add(trail, { decision, outcome });
  }

  #add({ places }: Trail, place: Place): void {
    places.push(place);
    if (places.length > this.#widest) places.shift();
  }
}

/** A step as its entries tell it. Throws where they are not what stood there. */
function stepOf(number: number, decision: Entry | undefined, outcome: Entry | undefined) {
  if (decision?.kind !== 'decision' || (outcome !== undefined && outcome.kind !== 'outcome')) {
    throw new Error('the steps of the session cannot be read from the log');
  }
  const { tool, args, hash, because, takes } = decision;
  const came = observed(outcome === undefined ? because : observation(outcome));
  const cost =
    outcome === undefined ? undefined : costOf(takes.map(takeOf), outcome.used?.map(BigInt));
  const refused = outcome === undefined ? { refused: true as const } : {};
  return { number, tool, args, hash, cost, observation: came, ...refused };
}

/** A message as its entry tells it; undefined where its words are hidden. */
function messageOf(entry: Entry | undefined): HeardMessage | undefined {
  if (entry?.kind === 'decision') return heardIn(entry.args);
  throw new Error('the messages of the session cannot be read from the log');
}

const observation = ({ status, result, message }: OutcomeEntry): string =>
  status === 'done' ? JSON.stringify(result ?? null) : (message ?? '');
