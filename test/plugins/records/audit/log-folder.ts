import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import audit from '../../../../src/plugins/records/audit/index.ts';
import {
  AuditLog,
  Clock,
  canonicalJson,
  type EntryJson,
  HostSide,
  meaning,
  type Plan,
  PlanInForce,
} from '../../../../src/runtime/contract/index.ts';
import {
  given,
  type Provided,
  type Wired,
  wire,
} from '../../../../src/runtime/testing/conformance/harness.ts';
import { fakeClock } from '../../../../src/runtime/testing/fake-clock.ts';

export const plan: Plan = {
  vak: 1,
  file: 'a.vak',
  context: [],
  tools: [],
  agents: [],
  approvers: [],
  secrets: [],
  rules: [],
  limits: [],
  constraints: [],
  audit: null,
  trace: null,
  uses: [],
  proofs: [],
};

export const digest = `sha256:${hash('sha256', canonicalJson(meaning(plan)))}`;

/** A new folder, gone after the test. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'vak-audit-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** What the audit plugin asks for, with everything below one folder. */
export const givenIn = (base: string, host: Partial<HostSide> = {}): readonly Provided[] => [
  given(HostSide, {
    tools: {},
    approve: undefined,
    authorize: undefined,
    state: join(base, 'state'),
    base,
    audit: join(base, 'log'),
    ...host,
  }),
  given(PlanInForce, { plan, digest, code: new Map() }),
  given(Clock, fakeClock(Date.UTC(2026, 0, 2))),
];

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
