/** One timer for everything that must be looked at in time. It keeps no host alive. */
export class Alarm {
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | undefined;
  #at = 0;

  constructor(ring: () => void) {
    this.#ring = ring;
  }

  /**
   * Rings at `at`, by the clock of `performance.now()`, or before: one that is set already is moved only
   * where it would ring too late, so that thousands of calls a second cost no timers.
   */
  by(at: number): void {
    if (this.#timer !== undefined && this.#at <= at) return;
    clearTimeout(this.#timer);
    this.#at = at;
    this.#timer = setTimeout(this.#rings, Math.max(0, at - performance.now()));
    this.#timer.unref();
  }

  off(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  readonly #rings = (): void => {
    this.#timer = undefined;
    this.#ring();
  };
}
