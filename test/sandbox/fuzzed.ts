import { createHash } from 'node:crypto';
import type {
  Outcome,
  Sandbox,
  SandboxJob,
  SandboxTier,
} from '../../src/runtime/contract/index.ts';
import { anyGuest } from './any-guest.ts';
import { doors } from './doors.ts';

/** Ends that a generated guest may come to; a crash of the child is not among them but on purpose. */
const codes = /^VAK(6103|700[1-8])$/;
const told = /\/(work|home|root|node_modules)\/|isolated-vm|swordfish|\bat .*\.(ts|js):\d/;

const fingerprint = (): string =>
  [Object.prototype, Array.prototype, Function.prototype, Promise.prototype, String.prototype]
    .map((made) => Reflect.ownKeys(made).map(String).join())
    .join('\n');

/** Runs the guest of a number and says what it broke; undefined where every promise held. */
export async function problemOf(
  sandbox: Sandbox,
  seed: number,
  tier: SandboxTier,
): Promise<string | undefined> {
  const text = anyGuest(seed);
  const lines: string[] = [];
  const before = fingerprint();
  const outcome = await placed(sandbox, {
    id: `fuzz-${seed}`,
    code: {
      tool: `fuzz-${seed}`,
      file: 'tool.js',
      text,
      digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
    },
    args: { a: [1, 'x'] },
    timeMs: 250,
    memoryBytes: 32 * 1024 * 1024,
    tenant: 'acme',
    tier,
    host: doors()(),
    log: (line) => lines.push(line),
  });
  if (fingerprint() !== before) return 'changed its host';
  const leak = lines.find((line) => line.startsWith('LEAK'));
  return leak ?? wrongIn(outcome);
}

/** Runs a job; one that finds no place is put again. */
async function placed(sandbox: Sandbox, job: SandboxJob): Promise<Outcome> {
  for (;;) {
    const outcome = await sandbox.run(job);
    const waited =
      outcome.status === 'not started' && ['VAK7001', 'VAK7010'].includes(outcome.code);
    if (!waited) return outcome;
    await new Promise((go) => setTimeout(go, 20));
  }
}

function wrongIn(outcome: Outcome): string | undefined {
  const text = JSON.stringify(outcome);
  if (told.test(text)) return `tells of the host: ${text.slice(0, 300)}`;
  if (outcome.status !== 'done') {
    const known = codes.test(outcome.code) && outcome.message.length <= 8400;
    return known ? undefined : `ended oddly: ${text.slice(0, 300)}`;
  }
  if (text.length > 1024 * 1024 + 2000) return 'gave more than a result may have';
  const refused = JSON.stringify(outcome.value).match(/"(__proto__|constructor|prototype)":/);
  return refused === null ? undefined : `gave a refused key: ${text.slice(0, 300)}`;
}
