import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'vak-host-'));
afterAll(() => rmSync(folder, { recursive: true }));

const door = new URL('../../../src/plugins/isolation/index.ts', import.meta.url).href;
const job = `(text, timeMs) => ({ id: '1', tenant: 't', args: 1, memoryBytes: 1 << 26, timeMs,
  code: { tool: 't', file: 't.ts', text, digest: text } })`;

/** A host of its own: says the pids of its children, then goes on as told. */
function host(name: string, then: string) {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(
    file,
    `import { ProcessSandbox } from ${JSON.stringify(door)};
     const job = ${job};
     const sandbox = new ProcessSandbox();
     await sandbox.start();
     await sandbox.run(job('export default (x) => x', 10000));
     console.log(JSON.stringify(sandbox.pids));
     ${then}`,
  );
  const started = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pids = new Promise<readonly number[]>((resolve) => {
    started.stdout.once('data', (text: Buffer) => resolve(JSON.parse(text.toString())));
  });
  const ended = new Promise<number | string | null>((resolve) => {
    started.once('exit', (code, signal) => resolve(signal ?? code));
  });
  return { started, pids, ended };
}

/** Whether a process has ended and only waits for its parent to take note. */
const zombie = (pid: number): boolean => {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return true;
  }
};

const gone = (pids: readonly number[]) =>
  vi.waitFor(
    () => {
      expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    },
    { timeout: 10_000, interval: 50 },
  );

describe('no child outlives its host', () => {
  test('a host that forgets to stop ends by itself, and its children with it', async () => {
    const { pids, ended } = host('forgets', '');
    expect(await ended).toBe(0);
    await gone(await pids);
  });

  test('a host that is killed while its guests run', async () => {
    const busy = `for (let i = 0; i < 4; i++) sandbox.run(job('export default () => { for (;;); }', 1500));`;
    const { started, pids, ended } = host('killed', busy);
    const children = await pids;
    started.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    await gone(children);
  });

  test('a host that blocks its own loop does not keep a guest from being killed', async () => {
    const busy = `sandbox.run(job('throw { get message() { for (;;); } }', 100));
      await new Promise((go) => setTimeout(go, 50));
      const until = performance.now() + 1500;
      while (performance.now() < until);
      console.log('unblocked'); process.exit(0);`;
    const { started, pids, ended } = host('blocks', busy);
    const children = await pids;
    const before = await new Promise<boolean>((resolve) => {
      let seen = false;
      const look = setInterval(() => {
        seen ||= children.some(zombie);
      }, 20);
      started.stdout.once('data', () => {
        clearInterval(look);
        resolve(seen);
      });
    });
    expect(before).toBe(true);
    expect(await ended).toBe(0);
    await gone(await pids);
  });
});
