import type { Child } from './child.ts';
import { FairQueue } from './queue.ts';

/** Why no child was to be had. Nothing of the guest's has run. */
export type NoChild = 'late' | 'aborted' | 'stopped' | 'broken';

export interface PoolOptions {
  /** Children kept ready even when nothing is asked of them. */
  readonly least: number;
  /** Children at most, and so calls under way at most. */
  readonly most: number;
  /** Requests after which a child is replaced. */
  readonly callsPerChild: number;
}

/** Who asks for a child, and for how long. */
export interface Asker {
  readonly tenant: string;
  readonly withinMs: number;
  readonly signal?: AbortSignal | undefined;
}

interface Waiting {
  readonly tenant: string;
  readonly settle: (child: Child | NoChild) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Children ready to serve. One is handed to one caller at a time; tenants take turns, and whoever
 * waits longer than said gets none. A child that died or is used up is replaced beside the calls,
 * never on their way while a spare is there.
 */
export class Pool {
  readonly #spawn: () => Promise<Child>;
  readonly #options: PoolOptions;
  readonly #idle: Child[] = [];
  readonly #living = new Set<Child>();
  readonly #starting = new Set<Promise<void>>();
  readonly #waiting = new FairQueue<Waiting>();
  #stopped = false;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  #lastFailure: unknown;

  constructor(spawn: () => Promise<Child>, options: PoolOptions) {
    this.#spawn = spawn;
    this.#options = options;
  }

  /** Why the last child did not come up; undefined while all do. */
  get failure(): unknown {
    return this.#failures === 0 ? undefined : this.#lastFailure;
  }

  /** Children alive, the waiting and the pids, for health and for tests. */
  get status(): { readonly children: number; readonly idle: number; readonly waiting: number } {
    return {
      children: this.#living.size,
      idle: this.#idle.length,
      waiting: this.#waiting.size,
    };
  }

  get pids(): readonly number[] {
    return [...this.#living].flatMap((child) => child.pid ?? []);
  }

  /** Resolves with the first children up; throws when one of them does not come up. */
  async start(): Promise<void> {
    while (this.#size < this.#options.least) this.#more();
    await Promise.all(this.#starting);
    if (this.#failures > 0) throw this.#lastFailure;
  }

  /** Ends every child, idle, busy or coming up, and resolves when they are gone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    this.#tellAll('stopped');
    while (this.#starting.size > 0) await Promise.all(this.#starting);
    await Promise.all([...this.#living].map((child) => child.kill('abort')));
  }

  /** A child for one caller, or why there is none. */
  take({ tenant, withinMs, signal }: Asker): Promise<Child | NoChild> {
    if (this.#stopped) return Promise.resolve('stopped');
    if (signal?.aborted) return Promise.resolve('aborted');
    const child = this.#idle.shift();
    if (this.#idle.length === 0) this.#more();
    if (child !== undefined) return Promise.resolve(child);
    let abort = (): void => {};
    return new Promise<Child | NoChild>((settle) => {
      const waiting: Waiting = {
        tenant,
        settle,
        timer: setTimeout(() => this.#turnAway(waiting, 'late'), withinMs),
      };
      abort = () => this.#turnAway(waiting, 'aborted');
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.add(tenant, waiting);
    }).finally(() => signal?.removeEventListener('abort', abort));
  }

  /** Gives a child back; one that is dead, used up or not wanted again is replaced. */
  give(child: Child, spent: boolean): void {
    if (!child.alive) return;
    if (spent || child.served >= this.#options.callsPerChild) void child.kill('abort');
    else this.#offer(child);
  }

  get #size(): number {
    return this.#living.size + this.#starting.size;
  }

  #turnAway(waiting: Waiting, why: NoChild): void {
    if (this.#waiting.remove(waiting.tenant, waiting)) this.#tell(waiting, why);
  }

  #tellAll(why: NoChild): void {
    for (let one = this.#waiting.next(); one; one = this.#waiting.next()) this.#tell(one, why);
  }

  #tell(waiting: Waiting, what: Child | NoChild): void {
    clearTimeout(waiting.timer);
    waiting.settle(what);
  }

  #offer(child: Child): void {
    const next = this.#waiting.next();
    if (next !== undefined) this.#tell(next, child);
    else this.#idle.push(child);
  }

  #more(): void {
    if (this.#stopped || this.#size >= this.#options.most) return;
    const starting: Promise<void> = this.#spawn()
      .then(
        (child) => this.#born(child),
        (error: unknown) => this.#failed(error),
      )
      .finally(() => this.#starting.delete(starting));
    this.#starting.add(starting);
  }

  #born(child: Child): void {
    this.#failures = 0;
    this.#living.add(child);
    child.onDeath = () => this.#lost(child);
    if (child.alive) this.#offer(child);
    else this.#lost(child);
  }

  #lost(child: Child): void {
    if (!this.#living.delete(child)) return;
    const at = this.#idle.indexOf(child);
    if (at >= 0) this.#idle.splice(at, 1);
    const short = this.#size < this.#options.least || this.#idle.length === 0;
    if (short || this.#waiting.size > 0) this.#more();
  }

  /** Nobody waits for children that cannot come; the next try is a little later each time. */
  #failed(error: unknown): void {
    this.#failures += 1;
    this.#lastFailure = error;
    if (this.#living.size > 0 || this.#stopped) return;
    this.#tellAll('broken');
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#more(), Math.min(5000, 100 * 2 ** this.#failures));
    this.#retry.unref();
  }
}
