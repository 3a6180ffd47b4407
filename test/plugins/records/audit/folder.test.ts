import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import audit from '../../../../src/plugins/records/audit/index.ts';
import type { HostSide, Plan } from '../../../../src/runtime/contract/index.ts';
import { wire } from '../../../../src/runtime/testing/conformance/harness.ts';
import { givenIn } from './given.ts';
import { folder } from './log-folder.ts';

const to = (name: string, ...json: readonly string[]): Plan['audit'] => ({
  to: { name, json },
  hide: [],
  keepMs: null,
  at: 'desk.vak:7:1',
});

/** Starts and stops a log; gives whether one stands in a folder below `base` afterwards. */
async function goes(base: string, host: Partial<HostSide>, plan: Plan['audit']) {
  const wired = await wire(audit, givenIn(base, host, plan));
  await wired.start();
  await wired.stop();
  return (where: string): boolean => existsSync(join(base, where, 'checkpoint'));
}

describe('the folder of the log', () => {
  test('is in the state folder when nobody says otherwise', async () => {
    const base = folder();
    const stands = await goes(base, { audit: undefined }, null);
    expect(stands(join('state', 'audit'))).toBe(true);
  });

  test('is what the `audit` block says, seen from the entry file', async () => {
    const base = folder();
    const stands = await goes(base, { audit: undefined }, to('dir', './records/today'));
    expect(stands(join('records', 'today'))).toBe(true);
    expect(stands(join('state', 'audit'))).toBe(false);
  });

  test('is what the host says before all', async () => {
    const base = folder();
    const stands = await goes(base, { audit: join(base, 'mine') }, to('dir', './records'));
    expect(stands('mine')).toBe(true);
    expect(stands('records')).toBe(false);
  });

  test('is refused with the place of the block when it is no folder', async () => {
    for (const plan of [to('s3', 'bucket'), to('dir'), to('dir', 'a', 'b')]) {
      const wiring = wire(audit, givenIn(folder(), { audit: undefined }, plan));
      await expect(wiring).rejects.toThrow('desk.vak:7:1');
    }
  });

  test('is refused with VAK6105 when it cannot be made', async () => {
    const base = folder();
    writeFileSync(join(base, 'file'), '');
    const wired = await wire(audit, givenIn(base, { audit: join(base, 'file', 'log') }));
    await expect(wired.start()).rejects.toMatchObject({ code: 'VAK6105' });
  });
});
