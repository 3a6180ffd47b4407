import { afterAll, beforeAll, expect, test } from 'vitest';
import { TieredSandbox } from '../../src/plugins/isolation/index.ts';
import { problemOf } from './fuzzed.ts';

const sandbox = new TieredSandbox({ most: 2, least: 1 });
beforeAll(() => sandbox.start());
afterAll(() => sandbox.stop());

// `npm run fuzz -- MINUTES SEED guests` goes on from here.
test.each([
  ['process', 150],
  ['isolate', 100],
  ['quickjs', 40],
] as const)(
  '%s holds its promises to %d guests that are made of a number each',
  async (tier, count) => {
    const seeds = Array.from({ length: count }, (_, seed) => seed + 1);
    const found: string[] = [];
    const next = async (): Promise<void> => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        const problem = await problemOf(sandbox, seed, tier);
        if (problem !== undefined) found.push(`${seed}: ${problem}`);
      }
    };
    await Promise.all([next(), next()]);
    expect(found).toEqual([]);
  },
  600_000,
);
