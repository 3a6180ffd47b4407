/** Bounds of what may run or wait at once. */
export interface GateBounds {
  /** Calls of one tool of one tenant. */
  readonly perTool: number;
  /** Calls of one tenant. */
  readonly perTenant: number;
}

/** Why a call gets no place, and how far that bound is used. */
export interface Refused {
  readonly why: string;
  readonly limit: 'calls of the tool' | 'calls of the tenant' | 'wait for a place';
  readonly bound: number;
  readonly used: number;
}

/** Calls of one tool of one tenant that run or wait. */
export interface Placed {
  readonly tool: string;
  readonly tenant: string;
  readonly calls: number;
}

const weight = 0.2;
const mostShown = 20;

/**
 * Counts what runs or waits, by tool and by tenant, and refuses at once what would go over, or could
 * not get a place within its own time by how long calls have taken of late. Tenants take turns, so what one
 * of them has waiting keeps a call of another from its place for one turn only.
 */
export class Gate {
  readonly #bounds: GateBounds;
  readonly #tenants = new Map<string, { calls: number; readonly tools: Map<string, number> }>();
  #usualMs = 0;

  constructor(bounds: GateBounds) {
    this.#bounds = bounds;
  }

  /** Undefined when the call may go on; it must `leave` then. */
  enter(
    { tool, tenant, timeMs }: { tool: string; tenant: string; timeMs: number },
    { ahead, places }: { ahead: number; places: number },
  ): Refused | undefined {
    const { perTool, perTenant } = this.#bounds;
    const known = this.#tenants.get(tenant);
    const ofTool = known?.tools.get(tool) ?? 0;
    const ofTenant = known?.calls ?? 0;
    if (ofTool >= perTool) {
      const why = `${ofTool} calls of \`${tool}\` run or wait, of ${perTool} at once`;
      return { why, limit: 'calls of the tool', bound: perTool, used: ofTool };
    }
    if (ofTenant >= perTenant) {
      const why = `${ofTenant} calls of this tenant run or wait, of ${perTenant} at once`;
      return { why, limit: 'calls of the tenant', bound: perTenant, used: ofTenant };
    }
    const waitMs = (ahead * this.#usualMs) / Math.max(1, places);
    if (ahead > places && waitMs > timeMs) {
      const used = Math.ceil(waitMs);
      const why = `${ahead} calls come before it and take about ${used} ms, of ${timeMs} ms it has`;
      return { why, limit: 'wait for a place', bound: timeMs, used };
    }
    const counts = known ?? { calls: 0, tools: new Map<string, number>() };
    if (known === undefined) this.#tenants.set(tenant, counts);
    counts.calls += 1;
    counts.tools.set(tool, ofTool + 1);
    return undefined;
  }

  /** What runs or waits now, the first twenty tools. */
  get placed(): readonly Placed[] {
    const placed: Placed[] = [];
    for (const [tenant, { tools }] of this.#tenants) {
      for (const [tool, calls] of tools) placed.push({ tool, tenant, calls });
      if (placed.length >= mostShown) break;
    }
    return placed.slice(0, mostShown);
  }

  leave({ tool, tenant }: { tool: string; tenant: string }, wallMs: number | undefined): void {
    const counts = this.#tenants.get(tenant);
    if (counts !== undefined) {
      counts.calls -= 1;
      const left = (counts.tools.get(tool) ?? 1) - 1;
      if (left === 0) counts.tools.delete(tool);
      else counts.tools.set(tool, left);
      if (counts.calls === 0) this.#tenants.delete(tenant);
    }
    if (wallMs !== undefined) this.#usualMs += weight * (wallMs - this.#usualMs);
  }
}
