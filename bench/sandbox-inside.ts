import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Result } from './result.ts';

// What a call costs inside the executor's child, without the way there: `sandbox-guest.ts` measures, in a
// process with the flags of such a child.

const flags = [
  '--no-node-snapshot',
  '--max-semi-space-size=2',
  '--disable-warning=ExperimentalWarning',
];

export function run(filter: string): Promise<readonly Result[]> {
  const script = fileURLToPath(new URL('sandbox-guest.ts', import.meta.url));
  const child = spawn(process.execPath, [...flags, script, filter], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let results: readonly Result[] | undefined;
  child.on('message', (message) => {
    results = message as readonly Result[];
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      if (results !== undefined) resolve(results);
      else reject(new Error(`the child ended with status ${code}`));
    });
  });
}
