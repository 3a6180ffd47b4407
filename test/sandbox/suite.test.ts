import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Built, built } from './built.ts';
import { cases } from './index.ts';
import { matrix, within } from './matrix.ts';
import { lagVerdict, runTier } from './run-tier.ts';

const all = Object.values(cases).flat();
let made: Built;
beforeAll(async () => {
  made = await built();
});
afterAll(() => made.remove());

describe('every case on every tier: the host lives, is as it was, serves the next call, and keeps no process or timer', () => {
  test.each(['process', 'isolate', 'quickjs'] as const)('%s', async (tier) => {
    const meant = all.filter(({ only }) => only?.includes(tier) ?? true);
    const { found, lag, left } = await runTier(made.host, tier, meant);
    const wrong = [...found].flatMap(([name, what]) =>
      what === undefined ? [] : `${name} ${what}`,
    );
    process.stdout.write(`${tier}: ${lagVerdict(lag)}\n`);
    expect(wrong).toEqual([]);
    expect(left).toEqual([]);
    expect(found.size).toBe(meant.length);
  }, 600_000);
});

test('no two cases share a name, and the process tier holds them all', () => {
  const names = all.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(300);
  expect(all.filter(({ unmet }) => unmet?.process !== undefined)).toEqual([]);
});

test('SECURITY.md says of each tier what the cases say', () => {
  const page = readFileSync(new URL('../../SECURITY.md', import.meta.url), 'utf8');
  expect(within(page)).toBe(matrix());
});
