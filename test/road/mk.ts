import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Source } from '../../src/dsl/text/source.ts';
import type { LoadOptions } from '../../src/opening/load-options.ts';
import { openAnalysis } from '../../src/opening/open-analysis.ts';
import { builtins } from '../../src/plugins/built-in/index.ts';
import { analyseSource } from '../../src/reading/analysis.ts';
import type { Plugin } from '../../src/runtime/contract/index.ts';
import type { EntryJson } from '../../src/runtime/contract/records.ts';
import { readLog } from '../../src/runtime/evidence/log/read.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { type FakeClock, fakeClock } from '../../src/runtime/testing/fake-clock.ts';

/** A folder that goes away with the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'vak-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A runtime under test, with its clock and its log. */
export interface Started {
  readonly vak: Runtime;
  readonly clock: FakeClock;
  readonly state: string;
  entries(): Promise<readonly EntryJson[]>;
}

/** Loads policy text with the real built-ins, a clock that is told, and a log in a folder of its own. */
export async function started(
  text: string,
  options: LoadOptions & { readonly replace?: readonly Plugin[]; readonly startMs?: number } = {},
): Promise<Started> {
  const { replace = [], startMs = Date.UTC(2026, 0, 1), ...rest } = options;
  const state = options.state ?? folder();
  const clock = fakeClock(startMs);
  const analysis = analyseSource(new Source('policy.vak', `vak 1\n${text}`), state);
  const taken = new Set([...replace, clock].flatMap(({ provides }) => provides));
  const kept = builtins.filter(({ provides }) => !provides.some((token) => taken.has(token)));
  const vak = await openAnalysis<Record<never, never>>(analysis, {
    ...rest,
    state,
    cwd: state,
    file: 'policy.vak',
    builtins: [...kept, ...replace, clock],
  });
  onTestFinished(() => vak.stop());
  const entries = async (): Promise<readonly EntryJson[]> => {
    const all: EntryJson[] = [];
    for await (const { entry } of readLog(join(state, 'audit'))) all.push(entry);
    return all;
  };
  return { vak, clock, state, entries };
}
