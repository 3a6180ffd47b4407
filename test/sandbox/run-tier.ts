import { spawn } from 'node:child_process';
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

/** What is wrong with how each case went on a tier, or else nothing; how late its hosts were; what they kept. */
interface Played {
  readonly found: Map<string, string | undefined>;
  readonly lag?: Lag;
  readonly left: readonly string[];
}

/**
 * Plays each case on a tier, in hosts that `script` is. Where a guest can hold or end its host, two hosts share
 * the cases. One of which `unmet` says that it ends otherwise must end so. If it ends as demanded it is played
 * again, in a host of its own; when it has done that ten times, what is said of it is wrong.
 */
export async function runTier(
  script: string,
  tier: SandboxTier,
  guests: readonly SandboxCase[],
): Promise<Played> {
  const stage: Stage = { script, tier, found: new Map(), left: [] };
  const { found, left } = stage;
  const hosts = tier === 'isolate' ? 2 : 1;
  const shares = Array.from({ length: hosts }, (_, host) => {
    const share = guests.filter((_case, place) => place % hosts === host);
    return new Share(stage, share).play();
  });
  const told = (await Promise.all(shares)).filter((lag) => lag !== undefined);
  const worst = (key: keyof Lag): number => Math.max(...told.map((lag) => lag[key]));
  if (told.length === 0) return { found, left };
  return { found, left, lag: { p50: worst('p50'), p99: worst('p99'), most: worst('most') } };
}

/** How often a case is played that its tier does not hold, until it is seen. */
const mostTries = 10;
const endsHost = (guest: SandboxCase, tier: SandboxTier): boolean =>
  guest.unmet?.[tier]?.ends === 'host';

/** Where cases are played, and what comes of them. */
interface Stage {
  readonly script: string;
  readonly tier: SandboxTier;
  readonly found: Played['found'];
  readonly left: string[];
}

/** Cases that are played one after another, three at once where none can end the host. */
class Share {
  readonly #stage: Stage;
  readonly #guests: readonly SandboxCase[];
  /** Cases that ended as they should though their tier is said not to hold them. */
  readonly #held = new Set<SandboxCase>();

  constructor(stage: Stage, guests: readonly SandboxCase[]) {
    this.#stage = stage;
    this.#guests = guests;
  }

  /** Host after host, until each case was played; then those that end a host, each in one of its own. */
  async play(): Promise<Lag | undefined> {
    const { tier, found } = this.#stage;
    let lag: Lag | undefined;
    const still = (): readonly SandboxCase[] =>
      this.#guests.filter((one) => !endsHost(one, tier) && !found.has(one.name));
    for (let line = still(); line.length > 0; line = still()) {
      const ended = await this.#host(line);
      lag = ended.lag ?? lag;
      // The last one that a host heard of is the one that ended it.
      const [last] = still();
      if (last !== undefined) found.set(last.name, ended.how);
    }
    const alone = this.#guests.filter((one) => endsHost(one, tier) || this.#held.has(one));
    for (const guest of alone) await this.#playAlone(guest);
    return lag;
  }

  async #playAlone(guest: SandboxCase): Promise<void> {
    const { tier, found } = this.#stage;
    for (let tries = 0; tries < mostTries; tries += 1) {
      this.#held.delete(guest);
      found.delete(guest.name);
      const { how, broke } = await this.#host([guest]);
      const isAsSaid = broke && endsHost(guest, tier);
      if (!found.has(guest.name)) found.set(guest.name, isAsSaid ? undefined : how);
      if (!this.#held.has(guest)) return;
    }
  }

  #note(guest: SandboxCase, said: Said): void {
    const { tier, found } = this.#stage;
    const judged = (demand: SandboxCase): string | undefined =>
      said.outcomes.map((outcome) => judge(demand, outcome, said.logs)).find(Boolean);
    const changed = said.intact ? said.wrong : 'the host is not as it was';
    const wrong = changed ?? stopped(said.heldMs);
    const other = guest.unmet?.[tier];
    const missed = judged(guest);
    if (other === undefined) {
      found.set(guest.name, missed ?? wrong);
    } else if (missed === undefined) {
      this.#held.add(guest);
      found.set(guest.name, `is held though it is said: ${other.what}`);
    } else {
      const { what, ends, ...more } = other;
      const instead = { name: guest.name, ends: ends === 'host' ? [] : ends, ...more };
      found.set(guest.name, judged(instead) ?? wrong);
    }
  }

  /** One host: it plays cases until it is through, or ended, or silent for two minutes. */
  async #host(guests: readonly SandboxCase[]): Promise<Ended> {
    const flags = ['--no-node-snapshot', '--disable-warning=ExperimentalWarning'];
    const { script, tier, left } = this.#stage;
    const host = spawn(process.execPath, [...flags, script, tier, tier === 'isolate' ? '1' : '3'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const gone = new Promise<NodeJS.Signals | null>((resolve) => {
      host.once('close', (_code, signal) => resolve(signal));
    });
    host.stdin.on('error', () => {});
    host.stdin.end(guests.map(({ name }) => `${name}\n`).join(''));
    let timer = setTimeout(() => host.kill('SIGKILL'), silenceMs);
    let lag: Lag | undefined;
    let ready = false;
    for await (const line of createInterface({ input: host.stdout })) {
      clearTimeout(timer);
      timer = setTimeout(() => host.kill('SIGKILL'), silenceMs);
      const said = JSON.parse(line) as Said | 'ready' | { readonly lag: Lag } | Left;
      if (said === 'ready') ready = true;
      else if ('lag' in said) lag = said.lag;
      else if ('left' in said) left.push(...said.left);
      else this.#note(guests.find(({ name }) => name === said.name) as SandboxCase, said);
    }
    clearTimeout(timer);
    const signal = await gone;
    // An engine that is in a long step of its own in this very process does not let it end in order.
    if (lag !== undefined && signal !== null && tier !== 'isolate') left.push(`ended by ${signal}`);
    const broke = ready && signal !== null && crashes.includes(signal);
    const how = ready ? `the host ended (${signal ?? 'in order'})` : 'the host did not begin';
    return { how, broke, ...(lag === undefined ? {} : { lag }) };
  }
}

/** How a host ended, in words and whether its engine broke, and how late it was if it came so far. */
interface Ended {
  readonly how: string;
  readonly broke: boolean;
  readonly lag?: Lag;
}

/** What ends a process whose engine gives up or goes astray. */
const crashes: readonly NodeJS.Signals[] = ['SIGABRT', 'SIGTRAP', 'SIGSEGV', 'SIGILL', 'SIGBUS'];
