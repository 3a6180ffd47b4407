import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import audit from '../../../../src/plugins/records/audit/index.ts';
import { AuditLog, type EntryJson, type HostSide } from '../../../../src/runtime/contract/index.ts';
import { type Wired, wire } from '../../../../src/runtime/testing/conformance/harness.ts';
import { digest, givenIn } from './given.ts';

/** A new folder, gone after the test. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'vak-audit-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A log that is open in `base/log`; stopped after the test if it is not before. */
export async function opened(
  base: string,
  host: Partial<HostSide> = {},
): Promise<{ readonly log: AuditLog; readonly wired: Wired }> {
  const wired = await wire(audit, givenIn(base, host));
  await wired.start();
  onTestFinished(() => wired.stop().catch(() => undefined));
  return { log: wired.get(AuditLog), wired };
}

export const entry = (n: number): EntryJson => ({ kind: 'test', n, text: `entry ${n}` });

/** Writes a log of `count` entries in `base/log` and closes it; gives its folder. */
export async function written(base: string, count: number): Promise<string> {
  const { log, wired } = await opened(base);
  await log.append({ v: 1, kind: 'start', plan: digest });
  for (let n = 1; n < count; n += 1) await log.append(entry(n));
  await wired.stop();
  return join(base, 'log');
}
