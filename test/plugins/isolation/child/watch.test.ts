import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { timed } from '../../../../src/plugins/isolation/child/watch.ts';
import { mostTimers } from '../../../../src/plugins/isolation/limits.ts';

test('however many entries there are, only so many timers are set at once', () => {
  for (let i = 0; i < mostTimers; i += 1) expect(timed(1000, 0)).toEqual({ timeout: 1000 });
  expect(timed(1000, 0)).toBeUndefined();
  expect(timed(1000, 999)).toBeUndefined();
  expect(timed(1010, 1000)).toEqual({ timeout: 10 });
});

test('an entry past its deadline has a timer all the same', () => {
  expect(timed(5000, 6000)).toEqual({ timeout: 1 });
});

const [watch, clock] = ['child/watch.ts', 'wire/clock.ts'].map(
  (file) => new URL(`../../../../src/plugins/isolation/${file}`, import.meta.url).href,
);
/** Jobs that end about when the watchdog ends them: a dot for one that was told of, a plus once it was over. */
const jobs = `
  import { Worker } from 'node:worker_threads';
  import { Watch } from ${JSON.stringify(watch)};
  import { monotonic } from ${JSON.stringify(clock)};
  for (let n = 0; n < 3; n += 1) new Worker('for (;;);', { eval: true }).unref();
  const watch = new Watch();
  watch.ready();
  for (let i = 0; i < 100; i += 1) {
    const deadline = monotonic() + 4 + (i % 7) / 3;
    watch.arm(deadline, Infinity);
    while (monotonic() < deadline + 0.02 * (i % 40));
    watch.arm(monotonic() + 60_000, Infinity);
    process.stdout.write('.');
    for (const until = monotonic() + 10; monotonic() < until; );
    process.stdout.write('+');
    watch.disarm();
  }
  process.exit(0);`;

test('a job that is over ends nobody, however close it was to its deadline', () => {
  const home = mkdtempSync(join(tmpdir(), 'vak-watch-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  writeFileSync(join(home, 'jobs.mjs'), jobs);
  const run = (): string =>
    spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(home, 'jobs.mjs')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore', 'ignore', 'pipe'],
    }).stdout;
  let all = '';
  // On a busy machine a run may be ended at its first job, and says nothing of the others.
  for (let runs = 0; runs < 5 || (runs < 50 && !all.includes('.+')); runs += 1) {
    const told = run();
    expect(told).toMatch(/^(\.\+)*$/);
    all += told;
  }
  expect(all).toContain('.+');
}, 120_000);
