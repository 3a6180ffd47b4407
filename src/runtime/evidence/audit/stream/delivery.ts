import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../../dsl/plan/canonical.ts';
import type { Json } from '../../../../dsl/values/value.ts';
import type { AuditLog, Delivered, EventSink } from '../../../contract/records.ts';
import type { Faults } from '../../../kernel/faults.ts';
import { stamp } from '../../entry.ts';
import type { AuditStreamManager } from './audit-stream.ts';
import type { AuditSubscription } from './audit-subscription.ts';
import { CursorFile } from './cursor-file.ts';
import type { StreamFilter } from './filter.ts';

/** One place that entries are sent to. */
export interface EventPlace {
  readonly sink: EventSink;
  readonly args: readonly Json[];
  readonly filter: StreamFilter;
}

/** What deliveries need of the runtime. */
export interface DeliveryParts {
  readonly stream: AuditStreamManager;
  readonly log: Pick<AuditLog, 'read'>;
  readonly faults: Faults;
  /** The folder for cursors and for what could not be delivered. */
  readonly folder: string;
  readonly now: () => number;
}

const batch = 100;
const answerMs = 10_000;
const firstPauseMs = 250;
const longestPauseMs = 60_000;
/** How long the end waits for a place. */
const finishMs = 5_000;

/**
 * Sends entries to their places, each at its own pace: one batch under way at a time, tried again until
 * it is taken. Where a place stands is kept in a file and survives the process; no call waits for it.
 */
export class Deliveries {
  readonly #rounds: readonly Round[];

  constructor(places: readonly EventPlace[], parts: DeliveryParts) {
    this.#rounds = places.map((place) => new Round(place, parts));
  }

  /** Begins to send; places that are new get the entries from `begin` on. */
  start(begin: number): void {
    for (const round of this.#rounds) round.start(begin);
  }

  /** After the stream has ended: sends what is left, each place at most once more, then nothing. */
  async finish(): Promise<void> {
    await Promise.all(this.#rounds.map((round) => round.finish()));
  }
}

class Round {
  readonly #place: EventPlace;
  readonly #parts: DeliveryParts;
  readonly #file: CursorFile;
  readonly #hurry = Promise.withResolvers<void>();
  #finishing = false;
  #failed = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(place: EventPlace, parts: DeliveryParts) {
    this.#place = place;
    this.#parts = parts;
    const { sink, args } = place;
    const digest = createHash('sha256')
      .update(canonicalJson([sink.name, ...args]))
      .digest('hex');
    this.#file = new CursorFile(parts.folder, `${sink.name}-${digest.slice(0, 12)}`, parts.log);
  }

  start(begin: number): void {
    this.#running = this.#runOn(begin);
  }

  async finish(): Promise<void> {
    this.#finishing = true;
    this.#hurry.resolve();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, finishMs);
    });
    await Promise.race([this.#running, late]);
    clearTimeout(timer);
  }

  /** Whatever fails on the way, also the file of the cursor, is tried again from the cursor. */
  async #runOn(begin: number): Promise<void> {
    for (;;) {
      try {
        await this.#run(begin);
        return;
      } catch (cause) {
        this.#failed += 1;
        this.#fault(cause);
        if (this.#finishing) return;
        await this.#rest();
      }
    }
  }

  async #run(begin: number): Promise<void> {
    const from = await this.#file.load(begin);
    const subscription = this.#parts.stream.subscribe(this.#place.filter, { from });
    let saved = from;
    try {
      for (;;) {
        const { events, cursor } = await subscription.take(batch);
        const sent = events.length === 0 ? 'whole' : await this.#send(subscription, events);
        if (sent === 'whole' && cursor !== undefined) subscription.taken(cursor, 0);
        if (subscription.cursor > saved) {
          saved = subscription.cursor;
          await this.#file.save(saved);
        }
        if (cursor === undefined || (sent === 'failed' && this.#finishing)) return;
        if (sent === 'failed') await this.#rest();
      }
    } finally {
      subscription.close();
    }
  }

  /** Whether all of it is taken, or something is left to be sent at once or after a pause. */
  async #send(
    subscription: AuditSubscription,
    events: Parameters<EventSink['deliver']>[0],
  ): Promise<'whole' | 'left' | 'failed'> {
    const { taken, refused, failed } = await this.#deliver(events);
    const done = events[taken - 1];
    if (done !== undefined) subscription.taken(done.index + 1, taken);
    if (taken === events.length) {
      this.#failed = 0;
      return 'whole';
    }
    const odd = events[taken];
    if (refused !== undefined && odd !== undefined) {
      await this.#file.bury(odd.index, stamp(this.#parts.now()), refused);
      this.#fault(new Error(`entry ${odd.index} is undeliverable: ${refused}`));
      subscription.taken(odd.index + 1, 0);
      this.#failed = 0;
    } else {
      this.#failed += 1;
      this.#fault(failed ?? new Error(`took ${taken} of ${events.length} events`));
    }
    subscription.again();
    return refused === undefined ? 'failed' : 'left';
  }

  async #deliver(
    events: Parameters<EventSink['deliver']>[0],
  ): Promise<Delivered & { readonly failed?: unknown }> {
    const { sink, args } = this.#place;
    const signal = AbortSignal.timeout(answerMs);
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error(`no answer within ${answerMs} ms`)));
    });
    try {
      const answer = await Promise.race([sink.deliver(events, args, signal), late]);
      const { taken } = answer;
      const sound = Number.isSafeInteger(taken) && taken >= 0 && taken <= events.length;
      return sound ? answer : { taken: 0, failed: new Error(`said that it took ${taken} events`) };
    } catch (failed) {
      return { taken: 0, failed };
    }
  }

  async #rest(): Promise<void> {
    if (this.#failed === 0) return;
    const wait = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(this.#failed - 1, 10));
    let timer: NodeJS.Timeout | undefined;
    const pause = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, wait);
      timer.unref();
    });
    await Promise.race([pause, this.#hurry.promise]);
    clearTimeout(timer);
  }

  #fault(cause: unknown): void {
    this.#parts.faults.add(`events ${this.#place.sink.name}`, cause);
  }
}
