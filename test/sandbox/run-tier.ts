import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Outcome, SandboxTier } from '../../src/runtime/contract/index.ts';
import type { SandboxCase } from './case.ts';
import { judge } from './judge.ts';

const script = fileURLToPath(new URL('./host.ts', import.meta.url));
const silenceMs = 120_000;

interface Said {
  readonly name: string;
  readonly outcomes: readonly Outcome[];
  readonly logs: readonly string[];
  readonly intact: boolean;
  readonly wrong?: string;
  readonly lagMs: number;
}

/** How each case went on a tier: `undefined` as it should, else what went wrong. */
export async function runTier(
  tier: SandboxTier,
  guests: readonly SandboxCase[],
): Promise<ReadonlyMap<string, string | undefined>> {
  const found = new Map<string, string | undefined>();
  let left = [...guests];
  while (left.length > 0) {
    await runHost(tier, left, found);
    const [next] = left.filter(({ name }) => !found.has(name));
    if (next !== undefined) found.set(next.name, 'the host ended');
    left = left.filter(({ name }) => !found.has(name));
  }
  return found;
}

/** One host: it plays, three at once where a guest cannot end it, cases until it is through, or ended, or silent for two minutes. */
async function runHost(
  tier: SandboxTier,
  guests: readonly SandboxCase[],
  found: Map<string, string | undefined>,
): Promise<void> {
  const flags = ['--no-node-snapshot', '--disable-warning=ExperimentalWarning'];
  const host: ChildProcess = spawn(
    process.execPath,
    [...flags, script, tier, tier === 'isolate' ? '1' : '3'],
    {
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  const gone = new Promise((resolve) => host.once('close', resolve));
  host.stdin?.on('error', () => {});
  host.stdin?.end(guests.map(({ name }) => `${name}\n`).join(''));
  let timer = setTimeout(() => host.kill('SIGKILL'), silenceMs);
  for await (const line of createInterface({ input: host.stdout as NodeJS.ReadableStream })) {
    clearTimeout(timer);
    timer = setTimeout(() => host.kill('SIGKILL'), silenceMs);
    const said = JSON.parse(line) as Said | 'ready';
    if (said === 'ready') continue;
    const guest = guests.find(({ name }) => name === said.name) as SandboxCase;
    const wrong = said.outcomes.map((outcome) => judge(guest, outcome, said.logs)).find(Boolean);
    const changed = said.intact ? said.wrong : 'the host is not as it was';
    found.set(said.name, wrong ?? changed);
  }
  clearTimeout(timer);
  host.kill('SIGKILL');
  await gone;
}
