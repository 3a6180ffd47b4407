/** How a tool stands: it may be called, one call may probe it, or it is held back for so long. */
export type Standing =
  | { readonly open: false; readonly probe: boolean }
  | { readonly open: true; readonly failures: number; readonly leftMs: number };

/** Times in a row that code may break its sandbox. */
export const allowed = 5;
const firstMs = 5_000;
const longestMs = 10 * 60_000;

interface Past {
  failures: number;
  heldMs: number;
  until: number;
  probing: boolean;
}

/**
 * Holds back code that broke its sandbox five times in a row: for five seconds, then twice as long each
 * time a probe breaks it again. One call that ends otherwise clears its record. Code is known by a key of
 * its digest and tenant: a mended file starts anew, and no tenant holds back another's tool.
 */
export class Breaker {
  readonly #records = new Map<string, Past>();
  readonly #now: () => number;

  /** `now` gives milliseconds that never go back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Asks whether code may be called now; one that gets a probe must tell how it ended. */
  ask(key: string): Standing {
    const record = this.#records.get(key);
    if (record === undefined || record.failures < allowed) return { open: false, probe: false };
    const leftMs = record.until - this.#now();
    if (leftMs <= 0 && !record.probing) {
      record.probing = true;
      return { open: false, probe: true };
    }
    return { open: true, failures: record.failures, leftMs: Math.max(0, leftMs) };
  }

  /** A call ended: `broke` by what the host saw; `unasked` when nothing ran after all. */
  told(key: string, how: 'broke' | 'fine' | 'unasked'): void {
    const record = this.#records.get(key);
    if (how === 'unasked') {
      if (record !== undefined) record.probing = false;
      return;
    }
    if (how === 'fine') {
      this.#records.delete(key);
      return;
    }
    const { failures, heldMs } = record ?? { failures: 0, heldMs: 0 };
    const next = failures + 1;
    const held = next < allowed ? 0 : Math.min(longestMs, heldMs === 0 ? firstMs : heldMs * 2);
    const until = this.#now() + held;
    this.#records.set(key, { failures: next, heldMs: held, until, probing: false });
  }

  /** Code that is held back now, by key, and for how long still. */
  get held(): readonly { readonly key: string; readonly leftMs: number }[] {
    const now = this.#now();
    return [...this.#records].flatMap(([key, { failures, until }]) =>
      failures >= allowed && until > now ? [{ key, leftMs: Math.ceil(until - now) }] : [],
    );
  }
}
