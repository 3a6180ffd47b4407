/** Counts what observers did wrong. Their failures never change a call; they are named in `health()`. */
export class Faults {
  readonly #counts = new Map<string, { count: number; last: string }>();

  /** Runs an observer; a throw is dropped and counted under its name. */
  guard<T>(name: string, observe: () => T): T | undefined {
    try {
      const result = observe();
      if (result instanceof Promise) result.catch((cause: unknown) => this.add(name, cause));
      return result;
    } catch (cause) {
      this.add(name, cause);
      return undefined;
    }
  }

  add(name: string, cause: unknown): void {
    const last = cause instanceof Error ? cause.message : String(cause);
    this.#counts.set(name, { count: (this.#counts.get(name)?.count ?? 0) + 1, last });
  }

  /** By name: how often, and the last message. */
  report(): Readonly<Record<string, { readonly count: number; readonly last: string }>> {
    return Object.fromEntries(this.#counts);
  }
}
