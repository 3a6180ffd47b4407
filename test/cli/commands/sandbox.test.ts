import { expect, test } from 'vitest';
import { folder, vak } from '../vak.ts';

test('vak sandbox status tries each tier on this machine', () => {
  const { status, json } = vak(folder(), ['sandbox', 'status', '--json']);
  expect(status).toBe(0);
  expect(json()).toMatchObject({
    ok: true,
    held: [],
    tiers: [
      { tier: 'process', ok: true, pool: { deaths: 0, waiting: 0 } },
      { tier: 'isolate', ok: true },
      { tier: 'quickjs', ok: true },
    ],
  });
}, 60_000);
