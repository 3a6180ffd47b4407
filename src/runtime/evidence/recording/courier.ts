import type { Json } from '../../../dsl/values/value.ts';
import type { HeadSink, SentHead } from '../../contract/records.ts';
import type { Faults } from '../../kernel/faults.ts';

/** One place that heads go to. */
export interface Place {
  readonly sink: HeadSink;
  readonly args: readonly Json[];
}

const pauseMs = 1_000;
const longestPauseMs = 60_000;
const answerMs = 10_000;

/**
 * Takes heads to their places, the newest only: at most one is under way to each, a second apart, and one
 * that was not taken is tried again, ever more slowly. No call waits for it. What places answer is
 * counted and named in `health()`.
 */
export class Courier {
  readonly #rounds: readonly Round[];

  constructor(places: readonly Place[], faults: Faults) {
    this.#rounds = places.map((place) => new Round(place, faults));
  }

  take(head: SentHead): void {
    for (const round of this.#rounds) round.take(head);
  }

  /** Takes what is newest to each place once more, then nothing; for after the log's last head. */
  async finish(): Promise<void> {
    await Promise.all(this.#rounds.map((round) => round.finish()));
  }
}

class Round {
  readonly #place: Place;
  readonly #faults: Faults;
  #newest: SentHead | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #failed = 0;
  #ended = false;

  constructor(place: Place, faults: Faults) {
    this.#place = place;
    this.#faults = faults;
  }

  take(head: SentHead): void {
    this.#newest = head;
    if (this.#sending === undefined && this.#timer === undefined && !this.#ended) this.#go();
  }

  async finish(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    await this.#sending;
    if (this.#newest !== undefined) await this.#send(this.#newest);
  }

  #go(): void {
    const head = this.#newest;
    if (head === undefined) return;
    this.#newest = undefined;
    this.#sending = this.#send(head).then((taken) => {
      this.#sending = undefined;
      if (!taken) this.#newest ??= head;
      if (!this.#ended) this.#rest();
    });
  }

  #rest(): void {
    const wait = Math.min(longestPauseMs, pauseMs * 2 ** Math.min(this.#failed, 10));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#go();
    }, wait);
    this.#timer.unref();
  }

  async #send(head: SentHead): Promise<boolean> {
    const { sink, args } = this.#place;
    try {
      await sink.send(head, args, AbortSignal.timeout(answerMs));
      this.#failed = 0;
      return true;
    } catch (cause) {
      this.#failed += 1;
      this.#faults.add(`heads ${sink.name}`, cause);
      return false;
    }
  }
}
