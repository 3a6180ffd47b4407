import { describe, expect, test, vi } from 'vitest';
import plugin from '../../../src/plugins/host/clock.ts';
import { Clock } from '../../../src/runtime/contract/index.ts';
import { describeClock } from '../../../src/runtime/testing/conformance/clock.ts';
import { wire } from '../../../src/runtime/testing/conformance/harness.ts';
import { fakeClock } from '../../../src/runtime/testing/fake-clock.ts';

describeClock(plugin);

const fake = fakeClock(1_000);
describeClock(fake, { advance: (ms) => fake.advance(ms) });

describe('the clock of the process', () => {
  test('starts at the time of day', async () => {
    const before = Date.now();
    const now = (await wire(plugin)).get(Clock).now();
    expect(now).toBeGreaterThanOrEqual(before - 2);
    expect(now).toBeLessThanOrEqual(Date.now() + 2);
  });

  test('does not follow a machine whose clock is set back or forward', async () => {
    const clock = (await wire(plugin)).get(Clock);
    const before = clock.now();
    const day = 86_400_000;
    const spy = vi.spyOn(Date, 'now').mockReturnValue(before - 365 * day);
    const after = clock.now();
    spy.mockRestore();
    expect(after).toBeGreaterThanOrEqual(before);
    expect(after - before).toBeLessThan(day);
  });
});
