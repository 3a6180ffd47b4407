import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { verifyLog } from '../../../../src/runtime/evidence/verification/verify.ts';
import { entry, folder, opened } from './log-folder.ts';

const scriptOf = (name: string): string => fileURLToPath(new URL(`./${name}.ts`, import.meta.url));

/** A process that writes a log; `lines` are what it prints. */
function writing(
  base: string,
  before: readonly string[] = [],
  script = 'writer',
): { child: ChildProcess; lines: AsyncIterator<string> } {
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', scriptOf(script), base];
  const [command, ...args] = [...before, ...node] as [string, ...string[]];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  return { child, lines: lines[Symbol.asyncIterator]() };
}

async function take(lines: AsyncIterator<string>, count: number): Promise<readonly string[]> {
  const taken: string[] = [];
  while (taken.length < count) {
    const next = await lines.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Checks that each acknowledged entry stands where its writer was told. */
function expectAcknowledged(base: string, printed: readonly string[]): void {
  const lines = readFileSync(join(base, 'log', 'entries.jsonl'), 'utf8').split('\n');
  for (const line of printed) {
    const [index, n] = line.split(' ').map(Number);
    expect(JSON.parse(lines[index as number] as string)).toMatchObject({ kind: 'test', n });
  }
}

describe('a log that another process writes', { timeout: 120_000 }, () => {
  test('is refused to a second writer, who is told who holds it', async () => {
    const base = folder();
    const { child, lines } = writing(base);
    expect(await take(lines, 1)).toEqual(['open']);
    const error = await opened(base).catch((cause: Error) => cause);
    expect(error).toMatchObject({ code: 'VAK6109' });
    expect(String(error)).toContain(`process ${child.pid}`);
  });

  test('is refused to a second writer in the same process too', async () => {
    const base = folder();
    const { wired } = await opened(base);
    await expect(opened(base)).rejects.toMatchObject({ code: 'VAK6109' });
    await wired.stop();
    await opened(base);
  });

  test('can be verified and is whole at any moment meanwhile', async () => {
    const base = folder();
    const { lines } = writing(base);
    await take(lines, 1);
    for (let round = 0; round < 20; round += 1) {
      const [line = ''] = await take(lines, 1);
      const report = await verifyLog(join(base, 'log'));
      expect(report.problems).toEqual([]);
      expect(report.entries).toBeGreaterThan(Number(line.split(' ')[0]));
    }
  });

  test('keeps all that was acknowledged when its writer is killed, again and again', async () => {
    const base = folder();
    const printed: string[] = [];
    for (let life = 0; life < 4; life += 1) {
      const { child, lines } = writing(base);
      expect(await take(lines, 1)).toEqual(['open']);
      printed.push(...(await take(lines, 30 + 40 * life)));
      await killed(child);
      expect((await verifyLog(join(base, 'log'))).problems).toEqual([]);
      expectAcknowledged(base, printed);
    }
    const { log, wired } = await opened(base);
    await log.append(entry(0));
    await wired.stop();
    expect(await verifyLog(join(base, 'log'))).toMatchObject({ ok: true, unsigned: 0 });
    expectAcknowledged(base, printed);
  });
});

describe('a log that nobody stops', { timeout: 60_000 }, () => {
  test('lets its process end once all is signed, though a thread hashed beside it', async () => {
    const base = folder();
    const { child, lines } = writing(base, [], 'ending-writer');
    const ended = once(child, 'exit', { signal: AbortSignal.timeout(30_000) });
    const [acknowledged] = await take(lines, 1);
    expect(await ended).toEqual([0, null]);
    const report = await verifyLog(join(base, 'log'));
    expect(report).toMatchObject({ ok: true, entries: Number(acknowledged), unsigned: 0 });
  });
});

describe('a log whose disk takes no more', { timeout: 120_000 }, () => {
  test('refuses with VAK6105 once a file may not grow, and what it acknowledged verifies', async () => {
    const base = folder();
    // The shell's limit is in blocks of 1024 bytes; a write beyond it fails, or writes a part first.
    const { child, lines } = writing(base, ['bash', '-c', 'ulimit -f 40 && exec "$@"', 'bash']);
    const printed = await take(lines, Number.POSITIVE_INFINITY);
    if (child.exitCode === null) await once(child, 'exit');
    expect(printed[0]).toBe('open');
    expect(printed.at(-1)).toBe('VAK6105');
    const acknowledged = printed.slice(1, -1);
    expect(acknowledged.length).toBeGreaterThan(100);
    expect((await verifyLog(join(base, 'log'))).problems).toEqual([]);
    expectAcknowledged(base, acknowledged);

    const { log, wired } = await opened(base);
    await log.append(entry(0));
    await wired.stop();
    expect(await verifyLog(join(base, 'log'))).toMatchObject({ ok: true, unsigned: 0 });
    expectAcknowledged(base, acknowledged);
  });
});
