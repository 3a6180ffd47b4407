import { inWords } from '../contract/errors.ts';

/** Counts what observers did wrong. Their failures never change a call; they are named in `health()`. */
export class Faults {
  readonly #counts = new Map<string, { count: number; last: string }>();

  #told: ((name: string, count: number, last: string) => void) | undefined;

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
    const last = inWords(cause);
    const count = (this.#counts.get(name)?.count ?? 0) + 1;
    this.#counts.set(name, { count, last });
    if (isPowerOfTen(count)) this.#told?.(name, count, last);
  }

  /** Tells of the first fault under each name, then of each tenfold; at once of what there was before. */
  tell(listener: (name: string, count: number, last: string) => void): void {
    this.#told = listener;
    for (const [name, { count, last }] of [...this.#counts]) listener(name, count, last);
  }

  /** By name: how often, and the last message. */
  report(): Readonly<Record<string, { readonly count: number; readonly last: string }>> {
    return Object.fromEntries(this.#counts);
  }
}

const isPowerOfTen = (count: number): boolean => /^10*$/.test(String(count));
