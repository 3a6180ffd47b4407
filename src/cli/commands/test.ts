import type { TestResult } from '../../runtime/testing/blocks/run-tests.ts';
import { analyseFile, together } from '../input/analysed.ts';
import type { Given } from '../input/registry.ts';
import { isError, reportBroken } from '../output/findings.ts';
import { palette } from '../output/palette.ts';
import { type Exit, type Shell, writeJson } from '../output/shell.ts';

/** `vak test FILE…`: runs the `test` blocks of files; executes no tool and writes nothing. */
export async function test({ positionals, json }: Given, shell: Shell): Promise<Exit> {
  const analyses = positionals.map(analyseFile);
  const diagnostics = together(analyses);
  if (diagnostics.some(isError)) return reportBroken(diagnostics, json, shell);

  const tests: TestResult[] = [];
  for (const analysed of analyses) {
    const { file, compiled } = analysed;
    if (compiled === undefined || compiled.tests.length === 0) continue;
    const { runTests } = await import('../../runtime/testing/blocks/run-tests.ts');
    const { testRoads } = await import('../../test-roads.ts');
    const roads = testRoads(analysed, file, process.cwd());
    tests.push(...(await runTests(compiled.plan, compiled.tests, roads)));
  }
  const failed = tests.filter((result) => !result.ok).length;
  const passed = tests.length - failed;
  if (json) writeJson(shell, { ok: failed === 0, passed, failed, tests });
  else writeResults(tests, shell);
  return failed === 0 ? 0 : 1;
}

function writeResults(tests: readonly TestResult[], shell: Shell): void {
  const { red, green, dim, bold } = palette(shell);
  for (const { name, file, line, ok, message } of tests) {
    shell.out(`${ok ? green('✓') : red('✗')} ${name} ${dim(`${file}:${line}`)}\n`);
    if (message !== undefined) shell.out(`    ${message}\n`);
  }
  const failed = tests.filter((result) => !result.ok).length;
  const failures = failed === 0 ? '' : `, ${red(`${failed} failed`)}`;
  shell.out(`${bold(`${tests.length - failed} passed`)}${failures}\n`);
}
