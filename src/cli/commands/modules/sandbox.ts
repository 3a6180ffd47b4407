import { TieredSandbox } from '../../../plugins/isolation/index.ts';
import type { SandboxTier } from '../../../runtime/contract/index.ts';
import type { Given } from '../../input/registry.ts';
import { type Exit, type Shell, writeJson } from '../../output/shell.ts';
import { sandboxRunning } from './sandbox-running.ts';

const tiers: readonly SandboxTier[] = ['process', 'isolate', 'quickjs'];

interface Probe {
  readonly tier: SandboxTier;
  readonly ok: boolean;
  /** From nothing to the first result, and for the one after it. */
  readonly firstMs?: number;
  readonly nextMs?: number;
  readonly why?: string;
}

/**
 * `vak sandbox status`: brings up each tier on this machine, runs a tool in it twice and says whether it
 * works, how long it took and how its pool stands. Exits 1 when the tier `process` does not work. With a
 * state folder it tells of the runtimes there instead.
 */
export async function sandboxStatus({ json, positionals }: Given, shell: Shell): Promise<Exit> {
  const [state] = positionals;
  if (state !== undefined) return sandboxRunning(state, json, shell);
  const sandbox = new TieredSandbox({ least: 1, most: 1 });
  const probes: Probe[] = [];
  for (const tier of tiers) probes.push(await probe(sandbox, tier));
  const { tiers: pools, held } = sandbox.status;
  await sandbox.stop();
  const ok = probes.some(({ tier, ok }) => tier === 'process' && ok);
  const shown = probes.map((each) => ({ ...each, pool: pools[each.tier] ?? null }));
  if (json) writeJson(shell, { ok, tiers: shown, held });
  else shell.out(`${probes.map(line).join('\n')}\n`);
  return ok ? 0 : 1;
}

async function probe(sandbox: TieredSandbox, tier: SandboxTier): Promise<Probe> {
  const times: number[] = [];
  for (const args of [1, 2]) {
    const begun = performance.now();
    const outcome = await sandbox.run({
      id: 'status',
      code: { tool: 'status', file: 'status.ts', text, digest: 'sha256:status' },
      args,
      memoryBytes: 64 * 1024 * 1024,
      timeMs: 10_000,
      tenant: 'status',
      tier,
    });
    if (outcome.status !== 'done') return { tier, ok: false, why: outcome.message };
    times.push(Math.round((performance.now() - begun) * 1000) / 1000);
  }
  const [firstMs = 0, nextMs = 0] = times;
  return { tier, ok: true, firstMs, nextMs };
}

const text = 'export default (n: number) => n + 1;';

function line({ tier, ok, firstMs, nextMs, why }: Probe): string {
  const said = ok ? `ready in ${firstMs} ms, next call ${nextMs} ms` : `not here: ${why}`;
  return `${tier.padEnd(8)} ${said}`;
}
