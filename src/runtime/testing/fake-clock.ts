import type { Clock } from '../contract/host.ts';
import { Clock as ClockPoint } from '../contract/host.ts';
import { definePlugin, type Plugin } from '../contract/plugin.ts';

/** A clock that stands still until it is told to move: a plugin, and the clock it provides. */
export interface FakeClock extends Plugin, Clock {
  /**
   * Moves time forward and wakes sleepers in the order of their times, each at its own time, ties in
   * the order in which they lay down. What a woken sleeper sleeps anew is woken too when it falls due
   * within the move. Resolves when all of them have run.
   */
  advance(ms: number): Promise<void>;
}

interface Sleeper {
  readonly due: number;
  wake(): void;
}

/**
 * Makes a clock for tests, standing at `startMs` since the epoch.
 *
 * @example
 * const clock = fakeClock(0);
 * const nap = clock.sleep(1_000);
 * await clock.advance(1_000);
 * await nap;
 */
export function fakeClock(startMs = 0): FakeClock {
  let now = startMs;
  const sleepers = new Set<Sleeper>();

  const clock: Clock = {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise<void>((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason);
        const leave = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          due: now + Math.max(0, ms),
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', leave);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', leave, { once: true });
      }),
  };

  const advance = async (ms: number): Promise<void> => {
    if (!(ms >= 0)) throw new RangeError(`a clock moves forward only, not by ${ms} ms`);
    const end = now + ms;
    await settled();
    for (let next = first(sleepers, end); next !== undefined; next = first(sleepers, end)) {
      now = Math.max(now, next.due);
      next.wake();
      await settled();
    }
    now = end;
  };

  return {
    ...definePlugin({
      name: 'vak/fake-clock',
      version: '0.1.0',
      api: 1,
      runs: 'process',
      provides: [ClockPoint],
      setup({ fill }) {
        fill(ClockPoint, [], () => clock);
      },
    }),
    ...clock,
    advance,
  };
}

function first(sleepers: ReadonlySet<Sleeper>, end: number): Sleeper | undefined {
  let found: Sleeper | undefined;
  for (const sleeper of sleepers) {
    if (sleeper.due <= end && (found === undefined || sleeper.due < found.due)) found = sleeper;
  }
  return found;
}

/** Lets everything that is ready run, chains of promises included. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
