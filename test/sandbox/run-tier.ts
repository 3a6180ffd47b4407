import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Outcome, SandboxTier } from '../../src/runtime/contract/index.ts';
import type { SandboxCase } from './case.ts';
import { judge } from './judge.ts';

const silenceMs = 120_000;

interface Said {
  readonly name: string;
  readonly outcomes: readonly Outcome[];
  readonly logs: readonly string[];
  readonly intact: boolean;
  readonly wrong?: string;
  /** The longest that the host worked without a look at its loop, in ms of its processor time. */
  readonly heldMs: number;
}

/**
 * How long a host may work without a look at its loop, in ms of its own processor time, which others on the
 * machine do not add to. It is more than ten times what any case takes.
 */
const mostHeldMs = 500;
const stopped = (heldMs: number): string | undefined =>
  heldMs <= mostHeldMs ? undefined : `the host's loop stood still for ${Math.round(heldMs)} ms`;

/** What a host that was through with its cases had not let go of once its sandbox had stopped. */
interface Left {
  readonly left: readonly string[];
}

/** How late the host's loop was while it played, in ms. */
export interface Lag {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

/** What is to be held on a machine with nothing else to do: where others work too, it says little. */
export const mostLag = { p99: 20, most: 50 } as const;

export const lagVerdict = (lag: Lag | undefined): string => {
  if (lag === undefined) return 'the host told of no lag';
  const { p50, p99, most } = lag;
  const held = p99 <= mostLag.p99 && most <= mostLag.most;
  const told = [p50, p99, most].map((ms) => `${ms.toFixed(1)} ms`);
  return `the host's loop was late by ${told.join(', ')} (p50, p99, most): ${held ? 'held' : 'not held'}`;
};

/**
 * How each case went on a tier, played by the host that `script` is: `undefined` as it should, else what
 * went wrong. Where a guest can hold or end its host, two hosts share the cases.
 */
export async function runTier(
  script: string,
  tier: SandboxTier,
  guests: readonly SandboxCase[],
): Promise<{
  readonly found: ReadonlyMap<string, string | undefined>;
  readonly lag?: Lag;
  readonly left: readonly string[];
}> {
  const found = new Map<string, string | undefined>();
  const hosts = tier === 'isolate' ? 2 : 1;
  const shares = Array.from({ length: hosts }, (_, host) =>
    guests.filter((_case, place) => place % hosts === host),
  );
  const left: string[] = [];
  const lags = await Promise.all(shares.map((share) => runShare(script, tier, share, found, left)));
  const told = lags.filter((lag) => lag !== undefined);
  const worst = (key: keyof Lag): number => Math.max(...told.map((lag) => lag[key]));
  if (told.length === 0) return { found, left };
  return { found, left, lag: { p50: worst('p50'), p99: worst('p99'), most: worst('most') } };
}

/** Host after host, until each case was played; one that ends its host is the last which that host played. */
async function runShare(
  script: string,
  tier: SandboxTier,
  guests: readonly SandboxCase[],
  found: Map<string, string | undefined>,
  left: string[],
): Promise<Lag | undefined> {
  let lag: Lag | undefined;
  let still = [...guests];
  while (still.length > 0) {
    lag = (await runHost(script, tier, still, found, left)) ?? lag;
    const [next] = still.filter(({ name }) => !found.has(name));
    if (next !== undefined) found.set(next.name, 'the host ended');
    still = still.filter(({ name }) => !found.has(name));
  }
  return lag;
}

/** One host: it plays, three at once where a guest cannot end it, cases until it is through, or ended, or silent for two minutes. */
async function runHost(
  script: string,
  tier: SandboxTier,
  guests: readonly SandboxCase[],
  found: Map<string, string | undefined>,
  left: string[],
): Promise<Lag | undefined> {
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
  let lag: Lag | undefined;
  for await (const line of createInterface({ input: host.stdout as NodeJS.ReadableStream })) {
    clearTimeout(timer);
    timer = setTimeout(() => host.kill('SIGKILL'), silenceMs);
    const said = JSON.parse(line) as Said | 'ready' | { readonly lag: Lag } | Left;
    if (said === 'ready') continue;
    if ('lag' in said) {
      lag = said.lag;
      continue;
    }
    if ('left' in said) {
      left.push(...said.left);
      continue;
    }
    const guest = guests.find(({ name }) => name === said.name) as SandboxCase;
    const wrong = said.outcomes.map((outcome) => judge(guest, outcome, said.logs)).find(Boolean);
    const changed = said.intact ? said.wrong : 'the host is not as it was';
    found.set(said.name, wrong ?? changed ?? stopped(said.heldMs));
  }
  clearTimeout(timer);
  host.kill('SIGKILL');
  await gone;
  return lag;
}
