import { readdirSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { ProcessSandbox, TieredSandbox } from '../../src/plugins/isolation/index.ts';
import {
  type Json,
  type Outcome,
  type RefusalCode,
  type Sandbox,
  type SandboxJob,
  type SandboxTier,
  VakError,
} from '../../src/runtime/contract/index.ts';
import { childThat } from './children.ts';
import { cases, jobOf, type SandboxCase } from './index.ts';

// A host of its own for one tier: reads names of cases, runs each, and says how it ended and whether the
// host is still as it was. A case that ends the host is then the last thing it heard of.

const tier = process.argv[2] as SandboxTier;
const sandbox = new TieredSandbox({ most: 3, least: 2, usual: tier });
const all = new Map(Object.values(cases).flatMap((some) => some.map((one) => [one.name, one])));

const fingerprint = (): string =>
  [Object.prototype, Array.prototype, Function.prototype, Promise.prototype]
    .map((made) => Reflect.ownKeys(made).map(String).join())
    .join('\n');

/** Runs a job until it gets a place: what waits its turn too long has not begun, and may try again. */
async function begun(job: SandboxJob, where: Sandbox = sandbox): Promise<Outcome> {
  for (;;) {
    const outcome = await where.run({ ...job, tier });
    const waited =
      outcome.status === 'not started' && ['VAK7001', 'VAK7010'].includes(outcome.code);
    if (!waited || job.signal?.aborted) return outcome;
    // A refusal comes at once: without a pause nothing else of this process would ever run.
    await new Promise((go) => setTimeout(go, 20));
  }
}

/** A case in its own sandbox, where its children are not the product's. */
async function apart(guest: SandboxCase): Promise<readonly Outcome[]> {
  const { child, floor } = guest;
  const own = new ProcessSandbox({
    least: 1,
    most: 1,
    ...(child === undefined ? {} : { entry: childThat(child) }),
    ...(floor === undefined ? {} : { floor }),
  });
  try {
    await own.start();
    return [await begun(jobOf(guest, tier), own)];
  } catch (error) {
    if (!(error instanceof VakError)) throw error;
    return [{ status: 'not started', code: error.code as RefusalCode, message: error.message }];
  } finally {
    await own.stop();
  }
}

async function outcomesOf(guest: SandboxCase, logs: string[]): Promise<readonly Outcome[]> {
  if (guest.child !== undefined || guest.floor !== undefined) return apart(guest);
  const { abortMs, times = 1 } = guest;
  return Promise.all(
    Array.from({ length: times }, () => {
      const signal = abortMs === undefined ? undefined : abortAfter(abortMs);
      const given = { ...jobOf(guest, tier), log: (line: string) => void logs.push(line) };
      return begun(signal === undefined ? given : { ...given, signal });
    }),
  );
}

function abortAfter(ms: number): AbortSignal {
  const abort = new AbortController();
  if (ms === 0) abort.abort();
  else setTimeout(() => abort.abort(), ms).unref();
  return abort.signal;
}

/** The longest that this thread worked without a look at its loop, in ms of its own processor time. */
class Stretch {
  #most = 0;
  #last = process.threadCpuUsage();
  readonly #beat = setInterval(() => this.#look(), 5);

  end(): number {
    clearInterval(this.#beat);
    this.#look();
    return this.#most;
  }

  #look(): void {
    const { user, system } = process.threadCpuUsage(this.#last);
    this.#most = Math.max(this.#most, (user + system) / 1000);
    this.#last = process.threadCpuUsage();
  }
}

/** Tells what a guest finds of the language: of each global, and of what makes things of its kind, all that they hold. */
const look = `
  const owned = (held) => Reflect.ownKeys(held).map((key) => [key, Reflect.getOwnPropertyDescriptor(held, key)]);
  const made = owned(globalThis).flatMap(([, { value }]) => [value, value?.prototype]);
  const isHolder = (one) => (typeof one === 'object' && one !== null) || typeof one === 'function';
  const name = (one) => typeof one === 'function' ? Function.prototype.toString.call(one) : typeof one;
  const told = (held) => owned(held).map(([key, { value, get, set }]) => String(key) + [value, get, set].map(name));
  return [globalThis, ...made].filter(isHolder).map(told).join('\\n');`;

/** What a call finds that comes next, whichever guest serves it; undefined when it finds nothing. */
async function next(): Promise<Json | undefined> {
  const outcome = await begun(jobOf({ name: 'next', body: look, ends: [] }, tier));
  return outcome.status === 'done' ? outcome.value : undefined;
}

/** Processes that this one started and that are not gone. */
function children(): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(parent) === process.pid ? [`process ${pid}`] : [];
    } catch {
      return [];
    }
  });
}

/** Timers and threads that would keep this process from ending. */
const timers = (): readonly string[] =>
  process.getActiveResourcesInfo().filter((kind) => /Timeout|Immediate|Worker/.test(kind));

async function play(name: string): Promise<void> {
  const guest = all.get(name);
  if (guest === undefined) return;
  const logs: string[] = [];
  const before = fingerprint();
  const held = new Stretch();
  const outcomes = await outcomesOf(guest, logs);
  const heldMs = held.end();
  const wrong = guest.after?.();
  const found = await next();
  const intact = fingerprint() === before && found !== undefined && found === language;
  process.stdout.write(`${JSON.stringify({ name, outcomes, logs, intact, wrong, heldMs })}\n`);
}

await sandbox.start();
const language = await next();
const beatMs = 2;
const beats = monitorEventLoopDelay({ resolution: beatMs });
beats.enable();
process.stdout.write('"ready"\n');
const names: string[] = [];
for await (const name of createInterface({ input: process.stdin })) names.push(name);
const line = async (): Promise<void> => {
  for (let name = names.shift(); name !== undefined; name = names.shift()) await play(name);
};
await Promise.all(Array.from({ length: Number(process.argv[3] ?? 1) }, line));
beats.disable();
const [p50, p99, most] = [beats.percentile(50), beats.percentile(99), beats.max].map((ns) =>
  Math.max(0, ns / 1e6 - beatMs),
);
process.stdout.write(`${JSON.stringify({ lag: { p50, p99, most } })}\n`);
await sandbox.stop();
process.stdout.write(`${JSON.stringify({ left: [...children(), ...timers()] })}\n`);
process.exit(0);
