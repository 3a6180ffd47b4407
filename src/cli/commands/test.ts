import type { Coverage } from '../../runtime/testing/blocks/coverage.ts';
import type { MutationScore } from '../../runtime/testing/blocks/mutation.ts';
import type { TestResult } from '../../runtime/testing/blocks/run-tests.ts';
import { type Analysed, analyseFile, together } from '../input/analysed.ts';
import type { Given } from '../input/registry.ts';
import { isError, reportBroken } from '../output/findings.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../output/shell.ts';
import { writeCoverage, writeMutation, writeResults } from '../output/test-report.ts';

interface Tested {
  readonly tests: readonly TestResult[];
  readonly coverage?: Coverage;
  readonly mutation?: MutationScore;
}

/**
 * `vak test FILE… [--coverage] [--mutate] [--min N]`: runs the `test` blocks of files; executes no tool
 * and writes nothing. Mutants are tried only where all tests pass.
 */
export async function test(given: Given, shell: Shell): Promise<Exit> {
  const least = minimum(given);
  const analyses = given.positionals.map(analyseFile);
  const diagnostics = together(analyses);
  if (diagnostics.some(isError)) return reportBroken(diagnostics, given.json, shell);

  const tested: Tested[] = [];
  for (const analysed of analyses) tested.push(await testOne(analysed, given));
  const tests = tested.flatMap((one) => one.tests);
  const failed = tests.filter((result) => !result.ok).length;
  const enough = tested.every(({ coverage, mutation }) =>
    [coverage, mutation].every((part) => part === undefined || part.percent >= least),
  );
  const ok = failed === 0 && enough;
  if (given.json) {
    const counts = { ok, passed: tests.length - failed, failed, tests };
    writeJson(shell, { ...counts, ...measured(tested) });
  } else {
    writeResults(tests, shell);
    for (const { coverage, mutation } of tested) {
      if (coverage !== undefined) writeCoverage(coverage, shell);
      if (mutation !== undefined) writeMutation(mutation, shell);
    }
    if (!enough) shell.out(`below the ${least} % that --min asks for\n`);
  }
  return ok ? 0 : 1;
}

function minimum({ option, flag }: Given): number {
  const text = option('min');
  if (text === undefined) return 0;
  if (!flag('coverage') && !flag('mutate')) {
    throw new WrongUsage('`--min` needs `--coverage` or `--mutate`');
  }
  const least = Number(text);
  if (text.trim() === '' || !(least >= 0 && least <= 100)) {
    throw new WrongUsage(`\`--min ${text}\` is no percentage from 0 to 100`);
  }
  return least;
}

async function testOne(analysed: Analysed, { flag }: Given): Promise<Tested> {
  const { file, compiled } = analysed;
  if (compiled === undefined) return { tests: [] };
  const wanted = flag('coverage') || flag('mutate');
  if (compiled.tests.length === 0 && !wanted) return { tests: [] };
  const { runTests } = await import('../../runtime/testing/blocks/run-tests.ts');
  const { testRoads } = await import('../../opening/test-roads.ts');
  const { coverageOf } = await import('../../runtime/testing/blocks/coverage.ts');
  const watch = coverageOf(compiled.plan);
  const touched = new Map(compiled.tests.map((one) => [one, new Set<string>()]));
  const roads = testRoads(analysed, file, process.cwd());
  const tests = await runTests(compiled.plan, compiled.tests, roads, (one, call, decision) => {
    watch.observe(call, decision);
    touched.get(one)?.add(call.tool.name);
  });
  const coverage = flag('coverage') ? { coverage: watch.coverage() } : {};
  if (!flag('mutate') || !tests.every(({ ok }) => ok)) return { tests, ...coverage };
  const { mutate } = await import('../../runtime/testing/blocks/mutation.ts');
  const startOn: Parameters<typeof mutate>[3] = (plan) =>
    testRoads({ ...analysed, compiled: { ...compiled, plan } }, file, process.cwd());
  return {
    tests,
    ...coverage,
    mutation: await mutate(compiled.plan, compiled.tests, touched, startOn),
  };
}

/** Coverage and mutation over all files: lists one after the other, the least percentage. */
function measured(tested: readonly Tested[]): object {
  const coverages = tested.flatMap(({ coverage }) => coverage ?? []);
  const mutations = tested.flatMap(({ mutation }) => mutation ?? []);
  const least = (parts: readonly { readonly percent: number }[]): number =>
    Math.min(...parts.map(({ percent }) => percent));
  const sum = (pick: (one: MutationScore) => number): number =>
    mutations.reduce((total, one) => total + pick(one), 0);
  const coverage = {
    rules: coverages.flatMap(({ rules }) => rules),
    limits: coverages.flatMap(({ limits }) => limits),
    constraints: coverages.flatMap(({ constraints }) => constraints),
    percent: least(coverages),
  };
  const mutation = {
    mutants: sum(({ mutants }) => mutants),
    killed: sum(({ killed }) => killed),
    survived: mutations.flatMap(({ survived }) => survived),
    percent: least(mutations),
  };
  return {
    ...(coverages.length === 0 ? {} : { coverage }),
    ...(mutations.length === 0 ? {} : { mutation }),
  };
}
