import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  Clock,
  definePlugin,
  every,
  RateLimiter,
  Scrubber,
  SecretSource,
  Secrets,
} from '../../../../src/runtime/contract/index.ts';
import { given, wire } from '../../../../src/runtime/testing/conformance/harness.ts';
import { fakeClock } from '../../../../src/runtime/testing/fake-clock.ts';

const base = { version: '1.0.0', api: 1, runs: 'process' } as const;
const source = (name: string): SecretSource => ({ name, read: async () => name });

describe('the harness', () => {
  test('makes what a plugin declares, out of what is given and of its own parts', async () => {
    const plugin = definePlugin({
      ...base,
      name: 'test/parts',
      provides: [Secrets, SecretSource],
      requires: [SecretSource, Clock],
      setup({ fill, add }) {
        fill(Secrets, [every(SecretSource), Clock], (sources, clock) => ({
          open: async () => `${sources.map(({ name }) => name).join()}@${clock.now()}`,
          reveal: () => undefined,
        }));
        add(SecretSource, [], () => source('a'));
        add(SecretSource, [], () => source('b'));
      },
    });
    const own = await wire(plugin, [given(Clock, fakeClock(7))]);
    expect(await own.get(Secrets).open('x', 'y')).toBe('a,b@7');
    expect(own.all(SecretSource)).toHaveLength(2);
    expect(() => own.get(SecretSource)).toThrow('made 2 of `SecretSource`');

    const others = [given(Clock, fakeClock(7)), given(every(SecretSource), [source('c')])];
    expect(await (await wire(plugin, others)).get(Secrets).open('x', 'y')).toBe('c@7');
  });

  test('starts in the order of making and stops in reverse', async () => {
    const steps: string[] = [];
    const living = (name: string) => ({
      start: () => void steps.push(`start ${name}`),
      stop: () => void steps.push(`stop ${name}`),
    });
    const plugin = definePlugin({
      ...base,
      name: 'test/life',
      provides: [Scrubber, SecretSource],
      requires: [SecretSource],
      setup({ add }) {
        add(Scrubber, [SecretSource], () => ({
          name: 's',
          scrub: (text) => ({ text, found: [] }),
          ...living('scrubber'),
        }));
        add(SecretSource, [], () => ({ ...source('v'), ...living('vault') }));
      },
    });
    const wired = await wire(plugin);
    await wired.start();
    await wired.stop();
    expect(steps).toEqual(['start vault', 'start scrubber', 'stop scrubber', 'stop vault']);
  });

  test('names a dependency that nobody gave', async () => {
    const plugin = definePlugin({
      ...base,
      name: 'test/lonely',
      provides: [RateLimiter],
      requires: [Clock],
      setup({ fill }) {
        fill(RateLimiter, [Clock], () => {
          throw new Error('never made');
        });
      },
    });
    await expect(wire(plugin)).rejects.toThrow('nothing was given for `Clock`');
  });

  test('refuses what the kernel refuses: a wrong config, a setup that does not keep its word', async () => {
    const configured = definePlugin({
      ...base,
      name: 'test/configured',
      provides: [SecretSource],
      config: z.object({ name: z.string() }),
      setup({ config, add }) {
        add(SecretSource, [], () => source(config.name));
      },
    });
    const wired = await wire(configured, [], { config: { name: 'n' } });
    expect(wired.get(SecretSource).name).toBe('n');
    await expect(wire(configured, [], { config: { name: 1 } })).rejects.toMatchObject({
      code: 'VAK5205',
    });
    const liar = definePlugin({ ...base, name: 'test/liar', provides: [Scrubber], setup() {} });
    await expect(wire(liar)).rejects.toMatchObject({ code: 'VAK5203' });
  });
});
