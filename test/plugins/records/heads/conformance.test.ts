import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import heads from '../../../../src/plugins/records/heads/index.ts';
import { describeHeadSink } from '../../../../src/runtime/testing/conformance/records/head-sink.ts';
import { givenIn } from '../audit/given.ts';

const base = mkdtempSync(join(tmpdir(), 'vak-heads-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let files = 0;

describeHeadSink(heads, {
  provided: () => givenIn(base),
  place: 'file',
  argsFor: () => {
    files += 1;
    return [`./kept/${files}`];
  },
  kept: ([file]) => {
    const path = join(base, String(file));
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  },
});
