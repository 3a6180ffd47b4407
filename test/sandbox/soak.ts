import { readdirSync } from 'node:fs';
import { ProcessSandbox } from '../../src/plugins/isolation/index.ts';
import type { SandboxJob } from '../../src/runtime/contract/index.ts';

// `npm run soak [CALLS] [KILLS]`: a million calls and ten thousand kills unless it says otherwise, most of
// the calls by kept guests and one in a hundred in a new one. Fails when the host's memory has drifted by
// more than 5 % from a tenth of the way on, or a descriptor or a child is left over.

const calls = Number(process.argv[2] ?? 1_000_000);
const kills = Number(process.argv[3] ?? 10_000);
const most = 2;
const atOnce = 32;

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
const descriptors = (): number => readdirSync('/proc/self/fd').length;
const resident = (): number => {
  globalThis.gc?.();
  return process.memoryUsage.rss();
};

// What the first use opens for good is no leak.
const first = new ProcessSandbox({ least: 1, most: 1 });
await first.start();
await first.stop();
const before = descriptors();
const sandbox = new ProcessSandbox({ least: most, most });
await sandbox.start();

let left = calls;
let wrong = 0;
let early = 0;
async function call(): Promise<void> {
  for (let n = left--; n > 0; n = left--) {
    const fresh = n % 100 === 0;
    const outcome = await sandbox.run(job(add, fresh ? {} : { reuse: `s${n % 4}` }));
    if (outcome.status !== 'done' || outcome.value !== 2) wrong += 1;
    if (early === 0 && left <= calls * 0.9) early = resident();
  }
}
await Promise.all(Array.from({ length: atOnce }, call));

let killed = 0;
async function kill(): Promise<void> {
  while (killed < kills) {
    const outcome = await sandbox.run(job(spin, { timeMs: 30 }));
    if (outcome.status === 'unknown') killed += 1;
  }
}
await Promise.all(Array.from({ length: most }, kill));
const late = resident();
await sandbox.stop();
await new Promise((settle) => setTimeout(settle, 500));
const over = { descriptors: descriptors() - before, children: sandbox.pids.length };
const drift = (late - early) / early;
process.stdout.write(
  `${JSON.stringify({ calls, wrong, killed, rssDrift: Number(drift.toFixed(4)), left: over })}\n`,
);
process.exit(wrong === 0 && drift <= 0.05 && over.descriptors <= 0 && over.children === 0 ? 0 : 1);
