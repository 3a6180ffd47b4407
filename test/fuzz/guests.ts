import { writeFileSync } from 'node:fs';
import { TieredSandbox } from '../../src/plugins/isolation/index.ts';
import { anyGuest } from '../sandbox/any-guest.ts';
import { problemOf } from '../sandbox/fuzzed.ts';

const tiers = ['process', 'isolate', 'quickjs'] as const;

/**
 * Runs generated guests until a time of `performance.now()`, most of them in child processes. One that
 * breaks a promise is written to `fuzz-SEED.js` and told.
 */
export async function guestsUntil(
  end: number,
  first: number,
): Promise<{ readonly count: number; readonly found: number }> {
  const sandbox = new TieredSandbox({ most: 3, least: 2 });
  await sandbox.start();
  let seed = first;
  let count = 0;
  let found = 0;
  const line = async (): Promise<void> => {
    while (performance.now() < end) {
      const mine = seed++;
      const tier = tiers[mine % 8] ?? 'process';
      const problem = await problemOf(sandbox, mine, tier);
      count += 1;
      if (count % 10_000 === 0) process.stdout.write(`${count} guests, ${found} found\n`);
      if (problem === undefined) continue;
      found += 1;
      writeFileSync(`fuzz-${mine}.js`, anyGuest(mine));
      process.stdout.write(`${mine} (${tier}): ${problem}\n`);
    }
  };
  await Promise.all([line(), line(), line(), line()]);
  await sandbox.stop();
  return { count, found };
}
