import { dirname } from 'node:path';
import type { Diagnostic } from '../../dsl/diagnostics/diagnostic.ts';
import { analyseSource } from '../../reading/analysis.ts';
import type { Outcome } from '../service/look/inlays.ts';
import type { Document, Workspace } from '../service/workspace.ts';

/** What came of running a file's tests, and what only its tools' code could tell. */
export interface TestRun {
  readonly outcomes: readonly Outcome[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Points at which a plugin of the file would take part in a test. */
const deciding = ['policy', 'limits', 'approvals', 'opinions'];

/**
 * Runs the `test` blocks of a file with the runner of `vak test`, over the texts of the editor. Executes
 * no tool. A file whose own plugins would decide is not run: an editor runs no foreign code because a
 * file was opened.
 */
export async function runTestsOf(workspace: Workspace, document: Document): Promise<TestRun> {
  const { source } = document;
  const cwd = dirname(source.name);
  const analysis = analyseSource(source, cwd, workspace.reader());
  const { compiled, diagnostics } = analysis;
  if (compiled === undefined || compiled.tests.length === 0) return { outcomes: [], diagnostics };
  const isForeign = compiled.plan.uses.some(({ point }) => deciding.includes(point ?? ''));
  if (isForeign) return { outcomes: [], diagnostics };
  const { runTests } = await import('../../runtime/testing/blocks/run-tests.ts');
  const { testRoads } = await import('../../opening/test-roads.ts');
  const results = await runTests(
    compiled.plan,
    compiled.tests,
    testRoads(analysis, source.name, cwd),
  );
  return { outcomes: results.filter(({ file }) => file === source.name), diagnostics };
}
