import { expect } from 'vitest';
import { Clock } from '../../contract/host.ts';
import type { Plugin } from '../../contract/plugin.ts';
import { type SuiteOptions, suite } from '../suite.ts';
import type { Wired } from './harness.ts';

/** How a clock under test is made to move on; by default time passes by itself. */
export interface ClockOptions extends SuiteOptions {
  /** Lets time pass for the clock under test, in ms. */
  readonly advance?: (ms: number) => Promise<void>;
}

/** Declares the tests that every clock must pass. Nothing in them depends on how fast time passes. */
export function describeClock(plugin: Plugin, options: ClockOptions = {}): void {
  const { advance = async () => undefined, ...rest } = options;
  const nap = async (wired: Wired, ms: number, signal?: AbortSignal): Promise<void> => {
    const sleep = wired.get(Clock).sleep(ms, signal);
    sleep.catch(() => undefined);
    await advance(ms);
    await sleep;
  };
  suite('Clock', plugin, rest, {
    'tells whole milliseconds and never goes back': async (wired) => {
      const clock = wired.get(Clock);
      let last = clock.now();
      for (let look = 0; look < 10_000; look += 1) {
        const now = clock.now();
        expect(Number.isSafeInteger(now)).toBe(true);
        if (now < last) throw new Error(`the clock went back from ${last} to ${now}`);
        last = now;
      }
    },
    'sleeps at least as long as asked': async (wired) => {
      const clock = wired.get(Clock);
      const before = clock.now();
      await nap(wired, 25);
      // Both readings are cut to whole milliseconds.
      expect(clock.now() - before).toBeGreaterThanOrEqual(24);
    },
    'does not sleep for no time or less': async (wired) => {
      await nap(wired, 0);
      const sleep = wired.get(Clock).sleep(-5);
      await advance(0);
      await sleep;
    },
    'wakes with the reason when its signal aborts': async (wired) => {
      const abort = new AbortController();
      const sleep = wired.get(Clock).sleep(1_000_000_000, abort.signal);
      abort.abort(new Error('no more'));
      await expect(sleep).rejects.toThrow('no more');
    },
    'does not lie down when the signal has aborted already': async (wired) => {
      const gone = AbortSignal.abort(new Error('too late'));
      await expect(wired.get(Clock).sleep(1_000_000_000, gone)).rejects.toThrow('too late');
    },
  });
}
