import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const plugin = resolve(import.meta.dirname, '../../../src/plugins/isolation/index.ts');
const guest = `export default () => [
  new Date(0).toString(), new Date(2020, 6, 1).getTimezoneOffset(), new Date(0).toLocaleString(),
  (1234.5).toLocaleString(), ['ä', 'z', 'a'].sort((a, b) => a.localeCompare(b)), Math.random(),
]`;
const script = `
  import { TieredSandbox } from ${JSON.stringify(plugin)};
  const sandbox = new TieredSandbox({ most: 1, least: 1 });
  const said = [];
  for (const tier of ['process', 'isolate', 'quickjs']) {
    const outcome = await sandbox.run({
      id: 'exact', args: null, memoryBytes: 64 * 1024 * 1024, timeMs: 30_000, tenant: 'acme', tier,
      code: { tool: 'exact', file: 'exact.js', text: ${JSON.stringify(guest)}, digest: 'sha256:exact' },
      exact: { at: 1_700_000_000_000, seed: 'one' },
    });
    said.push(outcome.status === 'done' ? outcome.value : outcome);
  }
  await sandbox.stop();
  process.stdout.write(JSON.stringify(said));`;

/** What an exact run of each tier gives under a host with this zone and locale. */
const under = (zone: string, locale: string): string =>
  execFileSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script],
    { env: { ...process.env, TZ: zone, LANG: locale, LC_ALL: locale }, encoding: 'utf8' },
  );

test('an exact run gives the same bytes whatever zone and locale its host has', () => {
  const here = under('UTC', 'C');
  const times = (JSON.parse(here) as unknown[][]).map((said) => said.slice(0, 2));
  expect(times).toEqual(times.map(() => [expect.stringContaining('GMT+0000'), 0]));
  expect(times).toHaveLength(3);
  expect(under('Asia/Tokyo', 'de_DE.UTF-8')).toBe(here);
}, 120_000);
