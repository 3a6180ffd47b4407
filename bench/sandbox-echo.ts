import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Outcome } from '../dist/runtime/contract/index.js';
import { beside, type Result } from './result.ts';
import { quantile } from './rounds.ts';

/** A process that sends back whatever comes through its pipe: what a way there and back takes at least. */
function withEcho(): { call: () => Promise<unknown>; end: () => void } {
  const source = `const { readSync, writeSync } = require('node:fs'); const bytes = Buffer.alloc(65536);
    for (let size; (size = readSync(3, bytes)) > 0; ) writeSync(3, bytes, 0, size);`;
  const child = spawn(process.execPath, ['-e', source], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const pipe = child.stdio[3] as Socket;
  const bytes = Buffer.alloc(60);
  let heard: (bytes: Buffer) => void = () => {};
  pipe.on('data', (bytes: Buffer) => heard(bytes));
  const call = (): Promise<unknown> =>
    new Promise((resolve) => {
      heard = resolve;
      pipe.write(bytes);
    });
  return { call, end: () => void child.kill('SIGKILL') };
}

/**
 * A trivial tool, one call after the other, each as soon as the last is over; beside a bare way through a
 * pipe and back. In stretches, since what another process does in between would count for this one.
 */
export async function oneAtATime(
  run: () => Promise<Outcome>,
  filter: string,
): Promise<readonly Result[]> {
  const name = 'sandbox/process/sequential';
  if (!name.startsWith(filter)) return [];
  const echo = withEcho();
  const call = async (): Promise<void> => {
    const outcome = await run();
    if (outcome.status !== 'done') throw new Error(outcome.message);
  };
  const times: [ours: number[], echo: number[]] = [[], []];
  for (let stretch = -1; stretch < 8; stretch += 1) {
    for (const [at, once] of [call, echo.call].entries()) {
      for (let i = 0; i < 500; i += 1) {
        const begun = performance.now();
        await once();
        if (stretch >= 0) times[at]?.push((performance.now() - begun) * 1000);
      }
    }
  }
  echo.end();
  const [ours, bare] = times.map((list) =>
    quantile(
      list.sort((a, b) => a - b),
      0.5,
    ),
  );
  const peers = [beside('bare pipe', bare as number, ours as number)];
  return [{ name, value: ours as number, unit: 'us', better: 'lower', peers }];
}
