import { join } from 'node:path';
import {
  type CodeFault,
  type Health,
  type Living,
  type Outcome,
  type RefusalCode,
  refusalCodes,
  type Sandbox,
  type SandboxError,
  type SandboxJob,
  type SandboxPlace,
  type SandboxTier,
  type ToolCode,
} from '../../../runtime/contract/index.ts';
import { exceeding } from '../host/exceeded.ts';
import type { IsolateSandbox } from '../isolate/sandbox.ts';
import type { CodeCounts } from '../process/code/code-cache.ts';
import { notStarted } from '../process/outcome.ts';
import type { PoolStatus } from '../process/pool/pool.ts';
import { ProcessSandbox } from '../process/sandbox.ts';
import { allowed, Breaker } from './breaker.ts';
import { Gate, type GateBounds, type Placed } from './gate.ts';
import { StatusFile } from './status-file.ts';

/** What one tier does. */
export interface Tier extends Sandbox {
  stop(): Promise<void>;
  health(): Health;
  readonly status: PoolStatus;
  /** Calls that get a place before a further one of this tenant's. */
  ahead(tenant: string): number;
  readonly codes?: CodeCounts | undefined;
}

/** Settings of the whole; each has a default that suits a small host. */
export interface TieredOptions extends Partial<GateBounds> {
  /** Children of the process tier at most, and those kept ready. */
  readonly most?: number;
  readonly least?: number;
  readonly tenants?: 'shared' | 'apart';
  /** Where a job runs that names no other tier. */
  readonly usual?: SandboxTier;
  /**
   * The state folder: a file in its `sandbox/` says how this sandbox stands, and what the engine made of
   * large codes is kept in `code/`. Nothing is written unless set.
   */
  readonly state?: string;
}

/** The sandbox as it is now, tier by tier. */
export interface SandboxStatus {
  readonly tiers: { readonly [tier in SandboxTier]?: PoolStatus };
  /** How codes large enough to be kept compiled were come by, where any tier keeps them. */
  readonly codes?: CodeCounts;
  /** Calls that run or wait, by tool and tenant: the first twenty. */
  readonly calls: readonly Placed[];
  /** Tools held back after they broke their sandbox again and again: name, digest and tenant. */
  readonly held: readonly { readonly key: string; readonly leftMs: number }[];
}

const broke: readonly string[] = [refusalCodes.crashed, refusalCodes.memory];
const notPlaced: readonly string[] = [refusalCodes.sandboxBusy, refusalCodes.breakerOpen];

/**
 * All tiers behind one door. A job goes to the tier it names, which comes up when it is first needed;
 * before that it passes the bounds of its tool and tenant, and the breaker of its code. Whatever is
 * refused here has surely not begun.
 */
export class TieredSandbox implements Sandbox, Living {
  readonly #options: TieredOptions;
  readonly #tiers = new Map<SandboxTier, Promise<Tier>>();
  readonly #up = new Map<SandboxTier, Tier>();
  readonly #breaker = new Breaker();
  readonly #gate: Gate;
  readonly #file: StatusFile | undefined;
  #stopped = false;

  constructor(options: TieredOptions = {}) {
    this.#options = options;
    const { perTool = 1000, perTenant = 2000, state } = options;
    this.#gate = new Gate({ perTool, perTenant });
    const told = state === undefined ? undefined : join(state, 'sandbox');
    this.#file = told === undefined ? undefined : new StatusFile(told, () => this.status);
  }

  /** Brings the usual tier up. Throws VAK7101 when it cannot be, saying why. */
  async start(): Promise<void> {
    await this.#tier(this.#usual);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#file?.stop();
    const all = await Promise.allSettled(this.#tiers.values());
    await Promise.all(all.map((one) => (one.status === 'fulfilled' ? one.value.stop() : null)));
  }

  /** The worst of its tiers; degraded while a tool is held back. */
  health(): Health {
    const sick = [...this.#up.values()].map((tier) => tier.health()).filter(isSick);
    const [worst] = sick.sort((a) => (a.state === 'down' ? -1 : 1));
    if (worst !== undefined) return worst;
    const held = this.#breaker.held.length;
    if (held === 0) return { state: 'ok' };
    return {
      state: 'degraded',
      reason: `${held} tools are held back after they broke the sandbox`,
    };
  }

  /** Pools, queues and breakers. */
  get status(): SandboxStatus {
    const tiers = Object.fromEntries([...this.#up].map(([name, tier]) => [name, tier.status]));
    const codes = this.#up.get('process')?.codes;
    const told = { tiers, calls: this.#gate.placed, held: this.#breaker.held };
    return codes === undefined ? told : { ...told, codes };
  }

  /** What is for the tier `isolate` is looked at in a process, which has the same engine, so that none of it ends the host. */
  async check(code: ToolCode, where: SandboxPlace = {}): Promise<CodeFault | undefined> {
    const named = where.tier ?? this.#usual;
    return (await this.#tier(named === 'isolate' ? 'process' : named)).check(code, where);
  }

  async run(job: SandboxJob): Promise<Outcome> {
    if (this.#stopped) return notStarted('stopped');
    this.#file?.wake();
    const name = placeOf(job, this.#usual);
    let tier: Tier;
    try {
      tier = this.#up.get(name) ?? (await this.#tier(name));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : 'no reason given';
      return refused(refusalCodes.crashed, `the tier \`${name}\` does not come up: ${why}`);
    }
    const { tool, digest } = job.code;
    const key = `${tool} ${digest} ${job.tenant}`;
    const standing = this.#breaker.ask(key);
    if (standing.open) {
      const left = Math.ceil(standing.leftMs / 1000);
      const why = `the tool broke its sandbox ${standing.failures} times in a row`;
      const said = `${why}; it is held back for ${left} s more`;
      const { failures: used } = standing;
      return refused(refusalCodes.breakerOpen, said, {
        limit: 'crashes in a row',
        bound: allowed,
        used,
      });
    }
    const asks = { tool, tenant: job.tenant, timeMs: job.timeMs };
    const { children: places } = tier.status;
    const full = this.#gate.enter(asks, { ahead: tier.ahead(job.tenant), places });
    if (full !== undefined) {
      this.#breaker.told(key, 'unasked');
      const { why, limit, bound, used } = full;
      return refused(refusalCodes.sandboxBusy, why, { limit, bound, used });
    }
    let outcome: Outcome | undefined;
    try {
      outcome = await tier.run(job);
      return outcome;
    } finally {
      this.#gate.leave(asks, outcome?.usage?.wallMs);
      this.#breaker.told(key, outcome === undefined ? 'unasked' : endOf(outcome));
    }
  }

  get #usual(): SandboxTier {
    return this.#options.usual ?? 'process';
  }

  #tier(name: SandboxTier): Promise<Tier> {
    const known = this.#tiers.get(name);
    if (known !== undefined) return known;
    const made = this.#make(name);
    this.#tiers.set(name, made);
    made.then(
      (tier) => this.#up.set(name, tier),
      () => this.#tiers.delete(name),
    );
    return made;
  }

  async #make(name: SandboxTier): Promise<Tier> {
    if (name === 'isolate') {
      const { IsolateSandbox: Isolates } = await import('../isolate/sandbox.ts');
      const isolates: IsolateSandbox = new Isolates();
      return isolates;
    }
    const { most = 4, least = 2, tenants = 'shared', state } = this.#options;
    const engine = name === 'quickjs' ? 'quickjs' : 'isolate';
    const sandbox = new ProcessSandbox({ most, least, tenants, engine, ...(state && { state }) });
    await sandbox.start();
    return sandbox;
  }
}

const isSick = (health: Health): boolean => health.state !== 'ok';

const refused = (code: RefusalCode, message: string, exceeded?: SandboxError): Outcome =>
  exceeding({ status: 'not started', code, message } as const, exceeded);

function endOf(outcome: Outcome): 'broke' | 'fine' | 'unasked' {
  if (outcome.status === 'not started') return 'unasked';
  if (outcome.status !== 'unknown' || notPlaced.includes(outcome.code)) return 'fine';
  return broke.includes(outcome.code) ? 'broke' : 'fine';
}

/** An exact run needs a zone and a locale that are not its host's, and so a process that has them. */
const placeOf = ({ tier, exact }: SandboxJob, usual: SandboxTier): SandboxTier => {
  const named = tier ?? usual;
  return exact !== undefined && named === 'isolate' ? 'process' : named;
};
