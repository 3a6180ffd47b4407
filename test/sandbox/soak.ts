import { readdirSync, readFileSync } from 'node:fs';
import { ProcessSandbox } from '../../src/plugins/isolation/index.ts';
import type { SandboxJob } from '../../src/runtime/contract/index.ts';

// `npm run soak [CALLS] [KILLS]`: a million calls and ten thousand kills unless it says otherwise, most of
// the calls by kept guests and one in a hundred in a new one. Says its verdict in one line of JSON and fails
// when the host's memory, or that of its children, has grown by more than 5 % once it was warm, a descriptor, a
// thread or a child is left over, a call went wrong, or all of it took longer than it may on a slow machine. Warm it
// is after twice a hundred thousand calls more with a collection between them: of what the first one makes resident,
// some megabytes stay, however many calls come after. Memory is read once the collector has given back what it
// holds in reserve: how much that is depends on how busy the machine was, not on what was kept.

const calls = Number(process.argv[2] ?? 1_000_000);
const kills = Number(process.argv[3] ?? 10_000);
const most = 2;
const atOnce = 32;
const warmCalls = 100_000;
const longestMs = 60_000 + (2 * warmCalls + calls) * 2 + kills * 1000;
const mostDrift = 0.05;

if (!Number.isSafeInteger(calls) || !Number.isSafeInteger(kills) || calls < 1000 || kills < 1) {
  process.stderr.write('soak: at least 1000 calls and 1 kill, as whole numbers\n');
  process.exit(2);
}

const job = (text: string, more: Partial<SandboxJob>): SandboxJob => ({
  id: 'soak',
  code: { tool: 'soak', file: 'soak.ts', text, digest: `sha256:${text}` },
  args: { n: 1 },
  memoryBytes: 32 * 1024 * 1024,
  timeMs: 20_000,
  tenant: 'soak',
  ...more,
});
const add = 'export default ({ n }) => n + 1;';
const spin = 'export default () => { for (;;); }';
/** Resident bytes of the children that are there, by the kernel's account of each. */
const inChildren = (): number =>
  sandbox.pids.reduce((sum, pid) => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return sum + Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
  }, 0);
const descriptors = (): number => readdirSync('/proc/self/fd').length;
const threads = (): number => readdirSync('/proc/self/task').length;
const resident = (): number => {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  return process.memoryUsage.rss();
};

// What the first use opens for good is no leak.
const first = new ProcessSandbox({ least: 1, most: 1 });
await first.start();
await first.stop();
const before = { descriptors: descriptors(), threads: threads() };
const sandbox = new ProcessSandbox({ least: most, most });
await sandbox.start();
const begun = performance.now();
const inTime = (): boolean => performance.now() - begun < longestMs;

let called = 0;
let wrong = 0;
async function callAll(count: number): Promise<void> {
  let left = count;
  const call = async (): Promise<void> => {
    for (let n = left--; n > 0 && inTime(); n = left--) {
      const fresh = n % 100 === 0;
      const outcome = await sandbox.run(job(add, fresh ? {} : { reuse: `s${n % 4}` }));
      called += 1;
      if (outcome.status !== 'done' || outcome.value !== 2) wrong += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, call));
}
await callAll(warmCalls);
resident();
await callAll(warmCalls);
const early = resident();
const earlyChildren = inChildren();
await callAll(calls);
const afterCalls = resident();
const lateChildren = inChildren();

let killed = 0;
async function kill(): Promise<void> {
  while (killed < kills && inTime()) {
    const outcome = await sandbox.run(job(spin, { timeMs: 30 }));
    if (outcome.status === 'unknown') killed += 1;
  }
}
await Promise.all(Array.from({ length: most }, kill));
const late = resident();
await sandbox.stop();
await new Promise((settle) => setTimeout(settle, 500));
const over = {
  descriptors: descriptors() - before.descriptors,
  threads: threads() - before.threads,
  children: sandbox.pids.length,
};
const part = (bytes: number, of: number): number => Number(((bytes - of) / of).toFixed(4));
const drift = {
  afterCalls: part(afterCalls, early),
  afterKills: part(late, early),
  children: part(lateChildren, earlyChildren),
};
const seconds = Math.round((performance.now() - begun) / 1000);
const whole = called === 2 * warmCalls + calls && killed >= kills;
const clean = Object.values(over).every((count) => count <= 0);
const held = whole && wrong === 0 && clean && Math.max(...Object.values(drift)) <= mostDrift;
process.stdout.write(
  `${JSON.stringify({ held, calls: called - 2 * warmCalls, wrong, killed, seconds, rss: { early, late, children: earlyChildren }, drift, left: over })}\n`,
);
process.exit(held ? 0 : 1);
