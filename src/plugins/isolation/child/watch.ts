import { Worker } from 'node:worker_threads';
import { mostTimers } from '../limits.ts';

/** Cells of the shared memory; the first are Int32, the others Float64. */
const cells = {
  /** The number of the watch that is on; 0 for none, `ending` once the thread has decided. */
  armed: 0,
  asleep: 1,
  running: 2,
  deadline: 0,
  limit: 1,
  peak: 2,
  cellBytes: 16,
  ending: -1,
} as const;
const { armed, asleep, running, deadline, limit, peak, cellBytes } = cells;
const mostWatches = 0x3fff_ffff;

/** What an entry of an isolate is given; without a `timeout` the watchdog alone ends it. */
export interface Timed {
  readonly timeout?: number;
}

/** When the last timers will be gone, in the order in which they were set, round and round. */
const gone = new Float64Array(mostTimers);
let next = 0;

/**
 * A timer for an entry that may go on until `deadline`. The engine keeps each timer until its time has
 * come, be the entry over long before: with thousands of calls a second they would take more memory
 * than a child has. So only so many are set at once. An entry without one is no less bounded, but the
 * whole child ends with it at its deadline, not the guest alone.
 */
export function timed(deadline: number, now: number): Timed | undefined {
  if ((gone[next] as number) > now) return undefined;
  // None at all would mean for ever.
  const timeout = Math.max(1, Math.ceil(deadline - now));
  gone[next] = now + timeout;
  next = (next + 1) % mostTimers;
  return { timeout };
}

/**
 * Ends this process when it is over its time or memory, whatever its main thread is doing: a thread of
 * its own looks every 5 ms. What it decides counts only for the watch that it looked at: once that one is
 * over, nobody is ended for it. Costs a few microseconds of the main thread per job. It comes up beside
 * whatever follows; nobody may be served before `ready`.
 */
export class Watch {
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  #now = 0;
  #last = 0;

  constructor() {
    const memory = new SharedArrayBuffer(cellBytes + 24);
    this.#words = new Int32Array(memory, 0, 4);
    this.#numbers = new Float64Array(memory, cellBytes, 3);
    new Worker(watchdog, { eval: true, workerData: memory, trackUnmanagedFds: false }).unref();
  }

  /** Waits until the thread looks. Throws when it does not come up. */
  ready(): void {
    const started = Atomics.wait(this.#words, running, 0, 10_000);
    if (started === 'timed-out') throw new Error('the watchdog does not start');
  }

  /** From now on the child ends past `deadlineMs` of the monotonic clock, or past `limitBytes`. */
  arm(deadlineMs: number, limitBytes: number): void {
    this.#numbers[deadline] = deadlineMs;
    this.#numbers[limit] = limitBytes;
    this.#numbers[peak] = 0;
    this.#last = (this.#last % mostWatches) + 1;
    this.#put(this.#last);
    if (Atomics.load(this.#words, asleep) === 1) Atomics.notify(this.#words, armed);
  }

  disarm(): void {
    this.#put(0);
  }

  /** Returns only where the thread has not decided to end this process: it may be late to do it. */
  #put(next: number): void {
    const was = Atomics.compareExchange(this.#words, armed, this.#now, next);
    while (was !== this.#now) Atomics.wait(this.#words, running, 1);
    this.#now = next;
  }

  /** The most memory seen since the last `arm`, in bytes; 0 for jobs too short to be looked at. */
  get peakBytes(): number {
    return this.#numbers[peak] ?? 0;
  }
}

/** The watchdog's own thread; never returns. Handed over as source text, so it uses its arguments only. */
function guard(
  memory: SharedArrayBuffer,
  writeSync: (descriptor: number, text: string) => number,
  { armed, asleep, running, deadline, limit, peak, cellBytes, ending }: typeof cells,
): never {
  /** The pipe that only the watchdog writes: one word saying why it ended the child. */
  const evidence = 4;
  const pollMs = 5;
  /** Polls without a job before it sleeps until it is woken. */
  const idlePolls = 200;
  const words = new Int32Array(memory, 0, 4);
  const numbers = new Float64Array(memory, cellBytes, 3);
  const end = (watch: number, why: 'time' | 'memory'): void => {
    if (Atomics.compareExchange(words, armed, watch, ending) !== watch) return;
    try {
      writeSync(evidence, why);
    } finally {
      process.kill(process.pid, 'SIGKILL');
    }
  };
  Atomics.store(words, running, 1);
  Atomics.notify(words, running);
  let idle = 0;
  for (;;) {
    const watch = Atomics.load(words, armed);
    if (watch !== 0) {
      idle = 0;
      const rss = process.memoryUsage.rss();
      if (rss > (numbers[peak] ?? 0)) numbers[peak] = rss;
      if (rss > (numbers[limit] ?? 0)) end(watch, 'memory');
      if (Number(process.hrtime.bigint()) / 1e6 > (numbers[deadline] ?? 0)) end(watch, 'time');
      Atomics.wait(words, running, 1, pollMs);
    } else if (idle < idlePolls) {
      idle += 1;
      Atomics.wait(words, running, 1, pollMs);
    } else {
      Atomics.store(words, asleep, 1);
      Atomics.wait(words, armed, 0);
      Atomics.store(words, asleep, 0);
    }
  }
}

/** As text: a thread that loads no file of its own comes up in half the time. */
const watchdog = `(${String(guard)})(require('node:worker_threads').workerData, require('node:fs').writeSync, ${JSON.stringify(cells)});`;
