import type { Coverage, RuleCoverage } from '../../runtime/testing/blocks/coverage.ts';
import type { MutationScore } from '../../runtime/testing/blocks/mutation.ts';
import type { TestResult } from '../../runtime/testing/blocks/run-tests.ts';
import { palette } from './palette.ts';
import type { Shell } from './shell.ts';

/** One line a test, with what it missed, and a last line that counts them. */
export function writeResults(tests: readonly TestResult[], shell: Shell): void {
  const { red, green, dim, bold } = palette(shell);
  for (const { name, file, line, ok, message } of tests) {
    shell.out(`${ok ? green('✓') : red('✗')} ${name} ${dim(`${file}:${line}`)}\n`);
    if (message !== undefined) shell.out(`    ${message}\n`);
  }
  const failed = tests.filter((result) => !result.ok).length;
  const failures = failed === 0 ? '' : `, ${red(`${failed} failed`)}`;
  shell.out(`${bold(`${tests.length - failed} passed`)}${failures}\n`);
}

/** What tests have not made the policy do, by place, and the share of what they have. */
export function writeCoverage(coverage: Coverage, shell: Shell): void {
  const { yellow, dim, bold } = palette(shell);
  const missed: (readonly [at: string, what: string])[] = [];
  const parts = (word: string, list: readonly RuleCoverage[]): void => {
    for (const { name, at, spoke, conditions } of list) {
      if (!spoke) missed.push([at, `${word} \`${name}\` never spoke`]);
      for (const one of conditions) {
        if (!one.true) missed.push([one.at, `a condition of \`${name}\` was never true`]);
        if (!one.false) missed.push([one.at, `a condition of \`${name}\` was never false`]);
      }
    }
  };
  parts('rule', coverage.rules);
  parts('constraint', coverage.constraints);
  for (const { name, at, counted, spoke } of coverage.limits) {
    if (!spoke)
      missed.push([at, `limit \`${name}\` ${counted ? 'was never reached' : 'never counted'}`]);
  }
  for (const [at, what] of missed) shell.out(`${yellow('○')} ${what} ${dim(at)}\n`);
  shell.out(`${bold(`${coverage.percent} % covered`)}\n`);
}

/** The mutants that no test noticed, by place, and the share of those that one did. */
export function writeMutation(score: MutationScore, shell: Shell): void {
  const { yellow, dim, bold } = palette(shell);
  for (const { what, at, tests } of score.survived) {
    const passing = tests === 1 ? '1 test still passes' : `${tests} tests still pass`;
    const ran = tests === 0 ? 'no test calls it' : passing;
    shell.out(`${yellow('○')} survived: ${what} ${dim(`${at}, ${ran}`)}\n`);
  }
  shell.out(`${bold(`${score.killed} of ${score.mutants} mutants killed`)} (${score.percent} %)\n`);
}
