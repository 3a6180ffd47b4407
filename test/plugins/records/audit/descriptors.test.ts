import { mkdirSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Disk } from '../../../../src/plugins/records/audit/disk/disk.ts';
import { fileSystem } from '../../../../src/plugins/records/audit/disk/file-system.ts';
import audit from '../../../../src/plugins/records/audit/index.ts';
import { lock } from '../../../../src/plugins/records/audit/opening/lock.ts';
import { openLog } from '../../../../src/plugins/records/audit/opening/open.ts';
import {
  type AuditLog,
  newSigningKey,
  type Recorded,
} from '../../../../src/runtime/contract/index.ts';
import { wire } from '../../../../src/runtime/testing/conformance/harness.ts';
import { started } from '../../../road/mk.ts';
import { givenIn } from './given.ts';
import { entry, folder, opened } from './log-folder.ts';

/** How many files below a folder this process has open, those of an index aside. */
function openBelow(base: string): number {
  const targets = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
  return targets.filter((file) => file.startsWith(base) && !file.includes('index.db')).length;
}

const first = (entries: AsyncIterable<unknown>): Promise<unknown> =>
  entries[Symbol.asyncIterator]().next();

describe.runIf(process.platform === 'linux')('open files of a log', () => {
  test.each<[string, (log: AuditLog) => AsyncIterable<Recorded>]>([
    ['query', (log) => log.query?.({}) as AsyncIterable<Recorded>],
    ['query for the newest', (log) => log.query?.({ newest: true }) as AsyncIterable<Recorded>],
    ['reading', (log) => log.read()],
  ])('are no more after a %s that is begun and never ended', async (_, ask) => {
    const base = folder();
    const { log } = await opened(base);
    for (let n = 0; n < 20; n += 1) await log.append(entry(n));
    const before = openBelow(base);
    for (let n = 0; n < 8; n += 1) await first(ask(log));
    expect(openBelow(base)).toBe(before);
  });

  test('are no more after questions of the host that are begun and never ended', async () => {
    const { vak, state } = await started('agent desk { tools: [] }', {});
    const before = openBelow(state);
    for (let n = 0; n < 8; n += 1) await first(vak.audit.query());
    expect(openBelow(state)).toBe(before);
  });

  test('are none after it could not be opened', async () => {
    const base = folder();
    mkdirSync(join(base, 'log', 'leaves'), { recursive: true });
    const wired = await wire(audit, givenIn(base));
    await expect(wired.start()).rejects.toMatchObject({ code: 'VAK6105' });
    expect(openBelow(base)).toBe(0);
  });

  test('are none after one could not be closed, and the folder is let go', async () => {
    const base = folder();
    const log = join(base, 'log');
    const disk: Disk = {
      ...fileSystem,
      open: async (file) => {
        const made = await fileSystem.open(file);
        const failing = async (): Promise<void> => {
          await made.close();
          throw new Error('the disk is gone');
        };
        return file.endsWith('entries.jsonl') ? { ...made, close: failing } : made;
      },
    };
    const key = newSigningKey('closing');
    const parts = { disk, folder: log, key: async () => key, lock, now: () => 0, pauseMs: 0 };
    const open = await openLog(parts, () => undefined);
    await expect(open.close()).rejects.toThrow('the disk is gone');
    expect(openBelow(base)).toBe(0);
    (await lock(join(log, 'lock'))).release();
  });
});
