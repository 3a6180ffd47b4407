import { trivialMs } from '../../limits.ts';
import { monotonic } from '../../wire/clock.ts';
import type { Child } from '../child.ts';
import { Familiar } from '../code/familiar.ts';
import type { Asked, Errand } from '../errand.ts';
import { FairQueue } from './queue.ts';

/** Why no child was to be had. Nothing of the guest's has run. */
export type NoChild = 'late' | 'aborted' | 'stopped' | 'broken';

export interface PoolOptions {
  /** Children kept ready even when nothing is asked of them. */
  readonly least: number;
  /**
   * Children at most, and so guests at work at once. One whose guest waits for its host does not count,
   * so that a tool which calls tools never waits for its own place; with those there are four times
   * as many at most.
   */
  readonly most: number;
  /** Requests after which a child is replaced. */
  readonly callsPerChild: number;
  /** `apart`: a child serves one tenant in its life. */
  readonly tenants: 'shared' | 'apart';
}

/** A pool as it is now. */
export interface PoolStatus {
  readonly children: number;
  readonly idle: number;
  /** Callers without a child. */
  readonly waiting: number;
  /** Children that ended otherwise than by the pool's own wish, since the start. */
  readonly deaths: number;
}

/** Who keeps a guest, and under which number. */
interface Holders {
  readonly number: number;
  readonly children: Set<Child>;
}

/**
 * Callers of one kept guest at one child before another child is tried. Where its calls are trivial, so many
 * told together cost less than a further process takes from both.
 */
const callersAtOnce = { trivial: 16, other: 1 } as const;
/** And before they wait: fewer where each takes longer, so that a line is worked off in some 20 ms. */
const deepest = 512;
const lineMs = 20;
const longEnough = ({ lent, usualMs }: Child): boolean =>
  lent >= deepest || (usualMs > 1 && lent * usualMs >= lineMs);
const isTrivial = ({ usualMs }: Child): boolean => usualMs < trivialMs;
const mostAtOnce = (child: Child): number => callersAtOnce[isTrivial(child) ? 'trivial' : 'other'];

/** How long a further child waits while others serve, in ms: to start a process holds this one up. */
const unhurriedMs = 10;

/**
 * Children ready to serve. Tenants take turns, and whoever
 * waits longer than said gets none. A child that died or is used up is replaced beside the calls,
 * never on their way while a spare is there.
 */
export class Pool {
  readonly #spawn: () => Promise<Child>;
  readonly #options: PoolOptions;
  readonly #idle: Child[] = [];
  readonly #living = new Set<Child>();
  /** Of no use any more, and not gone yet. */
  readonly #dying = new Set<Promise<void>>();
  readonly #starting = new Set<Promise<void>>();
  readonly #waiting = new FairQueue<Errand>();
  readonly #holders = new Map<string, Holders>();
  readonly #familiar = new Familiar();
  #lastKeep = 0;
  #deaths = 0;
  #stopped = false;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  #later: NodeJS.Timeout | undefined;
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
  get status(): PoolStatus {
    return {
      deaths: this.#deaths,
      children: this.#living.size,
      idle: this.#idle.length,
      waiting: this.#waiting.size,
    };
  }

  /** Callers who get a child before a further one of this tenant's. */
  ahead(tenant: string): number {
    return this.#waiting.ahead(tenant);
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
    clearTimeout(this.#later);
    this.#tellAll('stopped');
    while (this.#starting.size > 0) await Promise.all(this.#starting);
    const killed = [...this.#living].map((child) => child.kill('abort'));
    await Promise.all([...killed, ...this.#dying]);
  }

  /**
   * A child that is free, or one that keeps the errand's guest already, is with the errand when this
   * returns; else it waits for one, no longer than its own time since it was handed over first.
   */
  take(errand: Errand): void {
    if (this.#stopped) {
      errand.placed('stopped');
      return;
    }
    const { keep, tenant } = errand.asked;
    const child = this.#holder(keep) ?? this.#free(tenant);
    if (child !== undefined) {
      errand.placed(this.#lend(child, errand));
      if (this.#idle.length === 0) this.#moreLater();
      return;
    }
    this.#more();
    const leftMs = Math.max(0, errand.startBy - monotonic());
    errand.timer = setTimeout(() => this.turnAway(errand, 'late'), leftMs);
    this.#waiting.add(tenant, errand);
  }

  /** Ends the wait of an errand; nothing for one that does not wait. */
  turnAway(errand: Errand, why: NoChild): void {
    if (this.#waiting.remove(errand.asked.tenant, errand)) this.#tell(errand, why);
  }

  /** Gives a child back; one that is dead, used up or not wanted again is replaced. */
  give(child: Child): void {
    child.lent -= 1;
    if (!child.alive || child.lent > 0) return;
    const used = child.spent || child.served >= this.#options.callsPerChild;
    if (used || this.#living.size > this.#options.most) void child.kill('abort');
    else this.#offer(child);
  }

  /** A child had no trouble with this code: the others make it ready while they wait. */
  knows(asked: Asked): void {
    if (this.#familiar.add(asked)) for (const child of this.#idle) this.#prepare(child);
  }

  /** A child that is to serve one tenant alone learns of no other's code. */
  #prepare(child: Child): void {
    if (this.#options.tenants === 'shared') child.learn(this.#familiar);
  }

  /** A child serves a tenant by running its code; to look at code is nobody's. */
  #lend(child: Child, { asked: { act, tenant, keep } }: Errand): Child {
    child.lent += 1;
    if (act === 'run') child.tenant = tenant;
    if (keep !== undefined && !child.keeps.has(keep)) {
      let holders = this.#holders.get(keep);
      if (holders === undefined) {
        this.#lastKeep += 1;
        holders = { number: this.#lastKeep, children: new Set() };
        this.#holders.set(keep, holders);
      }
      holders.children.add(child);
      child.keeps.set(keep, holders.number);
    }
    return child;
  }

  /**
   * Of those that keep the guest a child that serves trivial calls and may have one more, or else the one with
   * the shortest line; none where another is better.
   */
  #holder(keep: string | undefined): Child | undefined {
    const holders = keep === undefined ? undefined : this.#holders.get(keep);
    if (holders === undefined) return undefined;
    let best: Child | undefined;
    for (const child of holders.children) {
      const busy = child.lent > 0;
      if (!child.alive || child.spent || child.parked || (busy && this.#waiting.size > 0)) continue;
      if (best === undefined || child.lent < best.lent) best = child;
      if (!busy || !isTrivial(child) || child.lent >= mostAtOnce(child)) continue;
      best = child;
      break;
    }
    if (best === undefined || (best.lent > 0 && longEnough(best))) return undefined;
    if (best.lent >= mostAtOnce(best) && this.#idle.length > 0) return undefined;
    const at = best.lent === 0 ? this.#idle.indexOf(best) : -1;
    if (at >= 0) this.#idle.splice(at, 1);
    return best;
  }

  /** An idle child, one that served this tenant before if there is one. */
  #free(tenant: string): Child | undefined {
    const apart = this.#options.tenants === 'apart';
    let at = this.#idle.findIndex((child) => child.tenant === tenant);
    if (at < 0) at = this.#idle.findIndex((child) => !apart || child.tenant === undefined);
    if (at >= 0) return this.#idle.splice(at, 1)[0];
    if (this.#size >= this.#options.most) void this.#idle[0]?.kill('abort');
    return undefined;
  }

  /** Whether all places are taken: children whose guest waits for its host take none. */
  get #isFull(): boolean {
    const { most } = this.#options;
    let taken = this.#size;
    if (taken < most) return false;
    if (taken >= most * 4) return true;
    for (const child of this.#living) if (child.parked) taken -= 1;
    return taken >= most;
  }

  /** Processes there are: one that is ending holds its memory until it is gone. */
  get #size(): number {
    return this.#living.size + this.#starting.size + this.#dying.size;
  }

  #tellAll(why: NoChild): void {
    for (let one = this.#waiting.next(); one; one = this.#waiting.next()) this.#tell(one, why);
  }

  #tell(errand: Errand, what: Child | NoChild): void {
    clearTimeout(errand.timer);
    errand.placed(what);
  }

  #offer(child: Child): void {
    const { turn } = this.#waiting;
    const served = this.#options.tenants === 'apart' ? child.tenant : undefined;
    const isAnother = served !== undefined && turn !== undefined && turn !== served;
    // It makes room for one that has served nobody, unless such a child is on its way already.
    if (isAnother && this.#starting.size + this.#dying.size === 0) {
      void child.kill('abort');
      return;
    }
    const next = this.#waiting.next(served);
    if (next !== undefined) {
      this.#tell(next, this.#lend(child, next));
      return;
    }
    this.#idle.push(child);
    this.#prepare(child);
  }

  #more(): void {
    if (this.#stopped || this.#isFull) return;
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
    const gone: Promise<void> = child.gone.then(() => {
      this.#dying.delete(gone);
      this.#replace();
    });
    this.#dying.add(gone);
    for (const keep of child.keeps.keys()) {
      const children = this.#holders.get(keep)?.children;
      children?.delete(child);
      if (children?.size === 0) this.#holders.delete(keep);
    }
    if (child.cause !== undefined && child.cause !== 'abort') this.#deaths += 1;
    const at = this.#idle.indexOf(child);
    if (at >= 0) this.#idle.splice(at, 1);
    this.#replace();
  }

  #replace(): void {
    if (this.#waiting.size > 0) this.#more();
    else if (this.#isShort) this.#moreLater();
  }

  /** Whether a further child should stand ready. */
  get #isShort(): boolean {
    return this.#size < this.#options.least || this.#idle.length === 0;
  }

  /** A further child once what goes on now was handed over, if it is needed then. */
  #moreLater(): void {
    if (this.#stopped || this.#later !== undefined) return;
    this.#later = setTimeout(() => {
      this.#later = undefined;
      if (this.#isShort) this.#more();
    }, unhurriedMs);
    this.#later.unref();
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
