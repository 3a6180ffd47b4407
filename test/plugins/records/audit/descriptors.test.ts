import { mkdirSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import audit from '../../../../src/plugins/records/audit/index.ts';
import type { AuditLog, Recorded } from '../../../../src/runtime/contract/index.ts';
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
});
