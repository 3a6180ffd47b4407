import { createInterface } from 'node:readline';
import { TieredSandbox } from '../../src/plugins/isolation/index.ts';
import type { Outcome, SandboxJob, SandboxTier } from '../../src/runtime/contract/index.ts';
import { cases, jobOf } from './index.ts';

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
async function begun(job: SandboxJob): Promise<Outcome> {
  for (;;) {
    const outcome = await sandbox.run({ ...job, tier });
    const waited =
      outcome.status === 'not started' && ['VAK7001', 'VAK7010'].includes(outcome.code);
    if (!waited) return outcome;
    // A refusal comes at once: without a pause nothing else of this process would ever run.
    await new Promise((go) => setTimeout(go, 20));
  }
}

async function play(name: string): Promise<void> {
  const guest = all.get(name);
  if (guest === undefined) return;
  const logs: string[] = [];
  const before = fingerprint();
  let lagMs = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    const now = performance.now();
    lagMs = Math.max(lagMs, now - last - 5);
    last = now;
  }, 5);
  const outcome = await begun({ ...jobOf(guest), log: (line) => logs.push(line) });
  clearInterval(beat);
  const next = await begun(jobOf({ name: 'next', body: 'return 42', ends: [] }));
  const intact = fingerprint() === before && next.status === 'done' && next.value === 42;
  process.stdout.write(`${JSON.stringify({ name, outcome, logs, intact, lagMs })}\n`);
}

await sandbox.start();
process.stdout.write('"ready"\n');
const names: string[] = [];
for await (const name of createInterface({ input: process.stdin })) names.push(name);
const line = async (): Promise<void> => {
  for (let name = names.shift(); name !== undefined; name = names.shift()) await play(name);
};
await Promise.all(Array.from({ length: Number(process.argv[3] ?? 1) }, line));
await sandbox.stop();
process.exit(0);
