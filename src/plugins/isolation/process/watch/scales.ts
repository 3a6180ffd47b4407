import { residentBytes } from './resident.ts';

const everyMs = 20;

/**
 * What a child process holds, looked at every 20 ms while it serves: an idle one is looked at once more
 * and then no longer, and keeps no host alive.
 */
export class Scales {
  /** What it held before its first request. */
  baseBytes = 0;
  /** The most that was seen since this was last set. */
  peakBytes = 0;
  readonly #look: () => void;
  #every: NodeJS.Timeout | undefined;

  constructor(look: () => void) {
    this.#look = look;
  }

  on(): void {
    if (this.#every === undefined) this.#every = setInterval(this.#look, everyMs);
    else this.#every.ref();
  }

  /** Lets the host end meanwhile. */
  rest(): void {
    this.#every?.unref();
  }

  off(): void {
    clearInterval(this.#every);
    this.#every = undefined;
  }

  /** Whether the process holds more than so many bytes beyond its base. */
  exceeds(limitBytes: number, pid: number | undefined): boolean {
    const bytes = residentBytes(pid);
    this.peakBytes = Math.max(this.peakBytes, bytes);
    return bytes > this.baseBytes + limitBytes;
  }
}
