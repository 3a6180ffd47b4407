import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { verifyLog } from '../../../../src/runtime/evidence/verification/verify.ts';
import { entry, folder, opened } from './log-folder.ts';

const writer = fileURLToPath(new URL('./short-writer.ts', import.meta.url));
const strace = spawnSync('strace', ['-V']).status === 0;
/** Every how many occurrences a fault is injected; 1 is all of them. */
const stride = Number(process.env.VAK_FAULT_STRIDE ?? 9);
const calls =
  'openat,pwrite64,fdatasync,fsync,rename,unlink,mkdir,ftruncate,close,read,pread64,statx';

interface Run {
  readonly printed: readonly string[];
  readonly traced: readonly string[];
}

/** Runs the writer with the log's files traced, and a fault where one is given. */
function run(base: string, inject: readonly string[] = []): Run {
  const log = join(base, 'log');
  const files = ['', 'entries.jsonl', 'leaves', 'checkpoint', 'checkpoint.new', 'log.pub'].concat(
    ['log.pub.new', 'plans', 'withheld', 'withheld.forgetting', 'withheld.forgetting.new'],
    ['withheld/0.jsonl', 'withheld/0.jsonl.new'],
  );
  const paths = files.flatMap((name) => ['-P', name === '' ? log : join(log, name)]);
  const trace = join(base, `trace-${inject.length}`);
  const args = ['-f', '-qq', '-o', trace, ...paths, '-e', `trace=${calls}`, ...inject];
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', writer, base];
  const { stdout } = spawnSync('strace', [...args, ...node], { encoding: 'utf8', timeout: 60_000 });
  const traced = existsSync(trace) ? readFileSync(trace, 'utf8').split('\n') : [];
  return { printed: stdout.split('\n').filter((line) => line !== ''), traced };
}

/** How often each kind of call touches the log's files, as [name, count]. */
function counted(traced: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const line of traced) {
    const name = /^\d+\s+(\w+)\(/.exec(line)?.[1];
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts];
}

/** Nothing acknowledged is lost or elsewhere, nothing is there that was never handed over. */
async function expectWhole(base: string, printed: readonly string[]): Promise<void> {
  const { log, wired } = await opened(base);
  await log.append(entry(1_000));
  await wired.stop();
  expect(await verifyLog(join(base, 'log'))).toMatchObject({ problems: [], unsigned: 0 });
  const lines = readFileSync(join(base, 'log', 'entries.jsonl'), 'utf8')
    .split('\n')
    .slice(0, -1);
  const found = lines.map((line) => JSON.parse(line) as { kind: string; n: number });
  for (const line of printed.filter((each) => /^\d+ \d+$/.test(each))) {
    const [index, n] = line.split(' ').map(Number);
    expect(found[index as number]).toMatchObject({ kind: 'test', n });
  }
  await expectWithheld(base, found, printed);
  const own = found.filter(({ kind, n }) => kind === 'test' && n !== 1_000).map(({ n }) => n);
  expect(own).toEqual([...own].sort((a, b) => a - b));
  expect(own.every((n) => n >= 0 && n < 152)).toBe(true);
  expect(new Set(own).size).toBe(own.length);
}

/** Each value that an acknowledged entry commits to is there, unless the log says that it was forgotten. */
async function expectWithheld(
  base: string,
  found: readonly { readonly kind: string; readonly n: number }[],
  printed: readonly string[],
): Promise<void> {
  const { log, wired } = await opened(base);
  const committed: number[] = [];
  const kept: number[] = [];
  for await (const { index, entry, withheld = [] } of log.read()) {
    if (entry.commitments !== undefined) committed.push(index);
    if (withheld.some(({ value }) => value === 'alice@example.com')) kept.push(index);
  }
  await wired.stop();
  const said = found.some(({ kind }) => kind === 'forgotten');
  if (printed.at(-1) === 'stopped') expect(said).toBe(true);
  expect(kept).toEqual(committed.filter((index) => !said || index !== 0));
  const file = join(base, 'log', 'withheld', '0.jsonl');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  expect(lines).toHaveLength(kept.length);
}

const why = strace ? '' : ' (left out: there is no strace here)';

describe.skipIf(!strace)(`a writer whose calls of the kernel fail${why}`, () => {
  test('loses nothing acknowledged and invents nothing, whichever call it is', {
    timeout: 1_800_000,
  }, async () => {
    const { printed, traced } = run(folder());
    expect(printed.at(-1)).toBe('stopped');
    expect(printed).toHaveLength(153);
    const kinds = counted(traced);
    expect(kinds.map(([name]) => name)).toEqual(
      expect.arrayContaining(['openat', 'pwrite64', 'fdatasync', 'fsync', 'rename', 'unlink']),
    );
    for (const name of ['withheld/0.jsonl', 'withheld/0.jsonl.new', 'withheld.forgetting.new']) {
      expect(traced.some((line) => line.includes(`log/${name}"`))).toBe(true);
    }
    let [injected, refused, turn] = [0, 0, 0];
    for (const [name, count] of kinds) {
      for (let when = 1; when <= count; when += 1) {
        for (const fault of ['error=EIO', 'error=ENOSPC', 'signal=SIGKILL']) {
          turn += 1;
          if (turn % stride !== 0) continue;
          const base = folder();
          const found = run(base, ['-e', `inject=${name}:${fault}:when=${when}`]);
          injected += 1;
          if (found.printed.at(-1) !== 'stopped') refused += 1;
          await expectWhole(base, found.printed).catch((cause) => {
            throw new Error(`${name} ${when} ${fault}`, { cause });
          });
        }
      }
    }
    expect(refused).toBeGreaterThan(0);
    process.stderr.write(`${injected} faults injected, ${refused} ended the writer\n`);
  });
});
