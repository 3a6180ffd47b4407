import { built } from '../test/sandbox/built.ts';
import { cases } from '../test/sandbox/index.ts';
import { runTier } from '../test/sandbox/run-tier.ts';
import type { Result } from './result.ts';

// Every case of the sandbox's suite on the tier `process`, in one host: how late the host's loop was
// while hostile guests ran, and how long the cases take.

export async function run(): Promise<readonly Result[]> {
  const meant = Object.values(cases)
    .flat()
    .filter(({ only }) => only?.includes('process') ?? true);
  const { host, remove } = await built();
  const begun = performance.now();
  const { found, lag } = await runTier(host, 'process', meant);
  const seconds = (performance.now() - begun) / 1000;
  remove();
  const wrong = [...found].filter(([, what]) => what !== undefined);
  if (lag === undefined || wrong.length > 0) throw new Error(`cases failed: ${wrong.join('; ')}`);
  const figure = { unit: 'ms', better: 'lower' } as const;
  return [
    { name: 'sandbox-suite/loop-lag-p50', value: lag.p50, ...figure },
    { name: 'sandbox-suite/loop-lag-p99', value: lag.p99, ...figure },
    { name: 'sandbox-suite/loop-lag-most', value: lag.most, ...figure },
    { name: 'sandbox-suite/cases', value: seconds, unit: 's', better: 'lower' },
  ];
}
