import type { Clock } from '../../contract/host.ts';
import { type NoteEntry, stamp } from '../../evidence/entry.ts';
import { type CallOrder, type Missed, missedId } from './call-order.ts';

/**
 * Watches what must follow in time, and puts on record what did not: a warning with the constraint and
 * the call. One sleep for the next of all deadlines; `stop` ends it.
 */
export class Deadlines {
  readonly #order: CallOrder;
  readonly #clock: Clock;
  readonly #tell: (note: NoteEntry) => void;
  #sleep: AbortController | undefined;
  #stopped = false;

  constructor(order: CallOrder, clock: Clock, tell: (note: NoteEntry) => void) {
    this.#order = order;
    this.#clock = clock;
    this.#tell = tell;
  }

  /** Begins, once the log has been taken up: what fell due while nobody watched is told first. */
  start(): void {
    this.#order.onDebt = () => this.#wait();
    this.#wake();
  }

  stop(): void {
    this.#stopped = true;
    this.#sleep?.abort();
  }

  #wake(): void {
    const now = this.#clock.now();
    for (const missed of this.#order.missed(now)) this.#tell(noteOf(missed, now));
    this.#wait();
  }

  #wait(): void {
    this.#sleep?.abort();
    const now = this.#clock.now();
    const due = this.#order.nextDue(now);
    if (this.#stopped || due === undefined) return;
    const sleep = new AbortController();
    this.#sleep = sleep;
    this.#clock
      .sleep(due - now + 1, sleep.signal)
      .then(() => this.#wake())
      .catch(() => undefined);
  }
}

function noteOf(missed: Missed, now: number): NoteEntry {
  const { constraint, plan, debt } = missed;
  const { seen } = debt;
  return {
    v: 1,
    kind: 'note',
    at: stamp(now),
    level: 'warning',
    text: `${plan.later.join(' or ')} did not follow ${seen.tool.name} in time (constraint ${constraint.name})`,
    data: {
      missed: missedId(missed),
      constraint: constraint.name,
      at: plan.at,
      call: seen.call,
      due: stamp(debt.due),
    },
  };
}
