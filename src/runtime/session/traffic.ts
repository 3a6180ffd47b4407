/** Counts calls under way, so that a stop can let them finish. */
export class Traffic {
  #under = 0;
  #idle: PromiseWithResolvers<void> | undefined;

  /** Gives the function to call when the call is over. */
  enter(): () => void {
    this.#under += 1;
    return () => {
      this.#under -= 1;
      if (this.#under === 0) this.#idle?.resolve();
    };
  }

  /** Resolves when no call is under way. */
  drained(): Promise<void> {
    if (this.#under === 0) return Promise.resolve();
    this.#idle ??= Promise.withResolvers<void>();
    return this.#idle.promise;
  }
}
