import { Clock, definePlugin } from '../../runtime/contract/index.ts';

/** The longest time that one timer of the platform can wait. */
const longest = 2 ** 31 - 1;

/**
 * The time of day at the start of the process, moved on by the processor's monotonic counter: whole
 * milliseconds that never go back, whatever is done to the machine's clock. A clock that was set while
 * the process ran is noticed at the next start.
 */
class SystemClock implements Clock {
  readonly #origin = Date.now() - performance.now();

  now(): number {
    return Math.floor(this.#origin + performance.now());
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const end = performance.now() + ms;
    do {
      await nap(Math.min(longest, Math.max(0, end - performance.now())), signal);
    } while (performance.now() < end);
  }
}

function nap(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const leave = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', leave);
      resolve();
    }, Math.ceil(ms));
    signal?.addEventListener('abort', leave, { once: true });
  });
}

/** `vak/clock`: the clock of this process. */
export default definePlugin({
  name: 'vak/clock',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [Clock],
  setup({ fill }) {
    fill(Clock, [], () => new SystemClock());
  },
});
