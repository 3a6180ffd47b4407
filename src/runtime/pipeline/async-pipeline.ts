import { VakError } from '../contract/errors.ts';
import { type Priority, priorities, Waiting } from './waiting.ts';

export type { Priority };

/** How a queue of work is run. */
export interface AsyncPipelineOptions {
  /** So many batches are worked on at once. 4 unless set. */
  readonly concurrent?: number;
  /** So many items wait at most. 1,000 unless set. */
  readonly waiting?: number;
  /** So many items go to one piece of work. 1 unless set. */
  readonly batch?: number;
  /** How long a batch may take, in ms; then its items are `late`, and its place is free once it has ended. */
  readonly timeoutMs?: number;
}

/** How one item is submitted. */
export interface SubmitOptions {
  /** `normal` unless set. */
  readonly priority?: Priority;
  /** Takes the item out of the queue, or aborts the work on it once all of its batch are cancelled. */
  readonly signal?: AbortSignal;
}

/** What came of an item; work that throws has `failed`. */
export type Settled<R> =
  | { readonly state: 'done'; readonly value: R }
  | { readonly state: 'failed'; readonly cause: unknown }
  | { readonly state: 'refused'; readonly because: 'full' | 'stopped' }
  | { readonly state: 'cancelled' | 'late' };

/** How full the queue is, and what came of items so far. */
export interface AsyncPipelineState {
  readonly waiting: number;
  /** Batches worked on, those included that nobody waits for any more. */
  readonly working: number;
  readonly settled: Readonly<Record<Settled<never>['state'], number>>;
}

interface Item<I, R> {
  readonly input: I;
  readonly priority: Priority;
  readonly signal: AbortSignal | undefined;
  readonly settle: (settled: Settled<R>) => void;
  state: 'waiting' | 'working' | 'settled';
}

/** One answer for every input, in their order. */
export type AsyncWork<I, R> = (inputs: readonly I[], signal: AbortSignal) => Promise<readonly R[]>;

/**
 * A bounded queue before work that must not be overrun, such as runs of a pipeline or calls of a session.
 * No more than `waiting` items are held; a further one is refused, and `room` tells when there is place.
 * Urgent ones go first, though every eighth place goes to whoever waits longest. Every item is settled once;
 * nothing is thrown away unsaid.
 *
 * @example
 * const queue = new AsyncPipeline<string, number>(
 *   async (texts) => texts.map((text) => text.length),
 *   { concurrent: 2, waiting: 100, batch: 10 },
 * );
 * await queue.submit('four', { priority: 'high' }); // { state: 'done', value: 4 }
 */
export class AsyncPipeline<I, R> implements AsyncDisposable {
  readonly #work: AsyncWork<I, R>;
  readonly #options: Required<Omit<AsyncPipelineOptions, 'timeoutMs'>> & { timeoutMs?: number };
  readonly #waiting = new Waiting<Item<I, R>>();
  /** Who waits for room, the first one first. */
  readonly #rooms = new Set<() => void>();
  readonly #settled = { done: 0, failed: 0, refused: 0, cancelled: 0, late: 0 };
  #working = 0;
  #stopped = false;
  #idle: (() => void)[] = [];

  /** @throws VakError VAK6202 for an option that does not fit */
  constructor(work: AsyncWork<I, R>, options: AsyncPipelineOptions = {}) {
    const { concurrent = 4, waiting = 1_000, batch = 1, timeoutMs } = options;
    const given = { concurrent, waiting, batch, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
    for (const [name, value] of Object.entries(given)) {
      if (Number.isSafeInteger(value) && value > 0) continue;
      throw new VakError('VAK6202', `\`${name}\` of a queue must be a whole number above 0`);
    }
    this.#work = work;
    this.#options = given;
  }

  /** How things stand. */
  get state(): AsyncPipelineState {
    const { size: waiting } = this.#waiting;
    return { waiting, working: this.#working, settled: { ...this.#settled } };
  }

  /**
   * Puts an item into the queue; resolves with what came of it, and never rejects.
   * @throws VakError VAK6202 for a priority that there is not
   */
  submit(input: I, options: SubmitOptions = {}): Promise<Settled<R>> {
    const { priority = 'normal', signal } = options;
    if (!priorities.includes(priority)) {
      throw new VakError(
        'VAK6202',
        `there is no priority \`${priority}\`: ${priorities.join(', ')}`,
      );
    }
    const refusal = this.#refusal(signal);
    if (refusal !== undefined) {
      this.#settled[refusal.state] += 1;
      return Promise.resolve(refusal);
    }
    return new Promise((resolve) => {
      const item: Item<I, R> = {
        input,
        priority,
        signal,
        state: 'waiting',
        settle: (settled) => {
          if (item.state === 'settled') return;
          if (item.state === 'waiting' && this.#waiting.remove(item)) this.#makeRoom();
          item.state = 'settled';
          this.#settled[settled.state] += 1;
          signal?.removeEventListener('abort', cancel);
          resolve(settled);
        },
      };
      const cancel = (): void => item.settle({ state: 'cancelled' });
      signal?.addEventListener('abort', cancel);
      this.#waiting.add(item);
      this.#start();
    });
  }

  /**
   * Submits what a source gives, no faster than there is room: the source is not asked for more while the
   * queue is full. Gives what came of each, in the order of the source.
   */
  async *each(
    source: Iterable<I> | AsyncIterable<I>,
    options: SubmitOptions = {},
  ): AsyncGenerator<Settled<R>> {
    const { concurrent, batch, waiting } = this.#options;
    const ahead: Promise<Settled<R>>[] = [];
    const { signal } = options;
    for await (const input of source) {
      // Somebody else may have taken the place that this one was woken for.
      while (!this.#hasRoom && !this.#stopped && signal?.aborted !== true) await this.room(signal);
      ahead.push(this.submit(input, options));
      if (ahead.length >= concurrent * batch + waiting)
        yield await (ahead.shift() as (typeof ahead)[0]);
    }
    yield* ahead;
  }

  /** Resolves when there is room for an item, at once if there is, and when the queue stops. */
  room(signal?: AbortSignal): Promise<void> {
    if (this.#hasRoom || this.#stopped || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#rooms.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.#rooms.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }

  /** Takes nothing new, finishes what it has, then resolves. Twice is once. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const wake of this.#rooms) wake();
    if (this.#working === 0 && this.#waiting.size === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** As `stop`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  get #hasRoom(): boolean {
    return this.#waiting.size < this.#options.waiting || this.#working < this.#options.concurrent;
  }

  #refusal(
    signal: AbortSignal | undefined,
  ): Exclude<Settled<R>, { state: 'done' | 'failed' }> | undefined {
    if (this.#stopped) return { state: 'refused', because: 'stopped' };
    if (signal?.aborted) return { state: 'cancelled' };
    return this.#hasRoom ? undefined : { state: 'refused', because: 'full' };
  }

  /** Wakes as many as there are places for. */
  #makeRoom(): void {
    if (this.#rooms.size === 0) return;
    const { waiting, concurrent } = this.#options;
    const idle = Math.max(0, concurrent - this.#working);
    let free = waiting - this.#waiting.size + idle;
    for (const wake of this.#rooms) {
      if (free <= 0) return;
      free -= 1;
      wake();
    }
  }

  #start(): void {
    while (this.#working < this.#options.concurrent && this.#waiting.size > 0) {
      const batch = this.#waiting.take(this.#options.batch);
      this.#working += 1;
      for (const item of batch) item.state = 'working';
      this.#makeRoom();
      void this.#run(batch).finally(() => {
        this.#working -= 1;
        this.#makeRoom();
        this.#start();
        if (this.#working === 0 && this.#waiting.size === 0)
          for (const wake of this.#idle.splice(0)) wake();
      });
    }
  }

  async #run(batch: readonly Item<I, R>[]): Promise<void> {
    const controller = new AbortController();
    const { timeoutMs } = this.#options;
    const late = (): void => {
      for (const item of batch) item.settle({ state: 'late' });
      controller.abort();
    };
    const timer = timeoutMs === undefined ? undefined : setTimeout(late, timeoutMs);
    const allGone = (): void => {
      if (batch.every(({ signal }) => signal?.aborted)) controller.abort();
    };
    for (const { signal } of batch) signal?.addEventListener('abort', allGone);
    try {
      const values = await this.#work(
        batch.map(({ input }) => input),
        controller.signal,
      );
      if (!Array.isArray(values) || values.length !== batch.length) {
        throw new Error(`the work gave no answer for each of ${batch.length} inputs`);
      }
      batch.forEach((item, index) => {
        item.settle({ state: 'done', value: values[index] as R });
      });
    } catch (cause) {
      for (const item of batch) item.settle({ state: 'failed', cause });
    } finally {
      clearTimeout(timer);
      for (const { signal } of batch) signal?.removeEventListener('abort', allGone);
    }
  }
}
