import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import audit from '../../../../src/plugins/records/audit/index.ts';
import { describeAuditLog } from '../../../../src/runtime/testing/conformance/records/audit-log.ts';
import { memoryLog } from '../../../../src/runtime/testing/memory-log.ts';
import { givenIn } from './given.ts';

const shared = mkdtempSync(join(tmpdir(), 'vak-audit-'));
afterAll(() => rmSync(shared, { recursive: true, force: true }));

// One folder for all cases: each goes on where the last one stopped.
describeAuditLog(audit, {
  provided: () => givenIn(shared),
  key: () => readFileSync(join(shared, 'log', 'log.pub'), 'utf8'),
});
describeAuditLog(memoryLog());
