import { existsSync } from 'node:fs';
import { TieredSandbox } from '../../../../plugins/isolation/index.ts';
import {
  compared,
  jobOf,
  type LoggedRun,
  missingOf,
  type Rerun,
  runAt,
} from '../../../../tool/rerun.ts';
import type { Given } from '../../../input/registry.ts';
import { palette, printable } from '../../../output/palette.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../../output/shell.ts';
import { logFolder } from '../../audit/verify.ts';
import { codeOf, givenCode } from './given-code.ts';

/**
 * `vak tool replay DIR INDEX [--code FILE] [--modules NAMES]`: runs the code of a tool with `replay: exact` again as an entry
 * recorded it: the same arguments, clock, random numbers and answers of its host, and nobody is asked. Exits
 * 1 where it does not come out the same to the byte, and names the first place that differs.
 */
export async function replay(given: Given, shell: Shell): Promise<Exit> {
  const folder = logFolder(given);
  const [, word = ''] = given.positionals;
  if (!/^\d{1,15}$/.test(word)) throw new WrongUsage(`\`${word}\` is no index of an entry`);
  const run = await runAt(folder, Number(word));
  if (typeof run === 'string') throw new WrongUsage(run);
  const again = await rerun(run, given);
  const { index, decision, tool, outcome } = run;
  const calls = Array.isArray(outcome.recorded) ? outcome.recorded.length : 0;
  if (given.json) {
    const { same, ...more } = again;
    writeJson(shell, {
      same,
      index,
      call: decision.call,
      tool: tool.name,
      hostCalls: calls,
      ...more,
    });
  } else write(run, again, calls, shell);
  return again.same === 'yes' ? 0 : 1;
}

async function rerun(run: LoggedRun, given: Given): Promise<Rerun> {
  const missing = missingOf(run);
  if (missing.length > 0) return { same: 'cannot', missing };
  const named = given.option('code');
  const file = named ?? run.file;
  if (named === undefined && !existsSync(file)) {
    throw new WrongUsage(`there is no \`${file}\`; say with --code where the tool’s code is`);
  }
  const modules = given.option('modules');
  const code = modules === undefined ? codeOf(file, run.modules) : givenCode(file, modules);
  if (code.digest !== run.tool.code) {
    const then = `${code.digest} now, ${run.tool.code} then`;
    const why = `\`${file}\` is other code than what ran: ${then}`;
    return { same: 'cannot', missing: [why] };
  }
  const usual = run.engine === 'quickjs' ? 'quickjs' : 'process';
  const sandbox = new TieredSandbox({ least: 1, most: 1, usual });
  try {
    return compared(run, await sandbox.run(jobOf(run, code)));
  } finally {
    await sandbox.stop();
  }
}

const words = {
  yes: 'the same, to the byte',
  no: 'not the same',
  cannot: 'cannot be told',
} as const;

function write({ index, tool }: LoggedRun, again: Rerun, calls: number, shell: Shell): void {
  const { bold, red, green, dim } = palette(shell);
  const { same, difference, missing = [] } = again;
  const what = `${tool.name}, ${calls} ${calls === 1 ? 'answer' : 'answers'} of its host:`;
  const verdict = (same === 'yes' ? green : red)(words[same]);
  shell.out(`${bold(printable(what))} ${verdict}  ${dim(`entry ${index}`)}\n`);
  for (const one of missing) shell.out(`  ${printable(one)}\n`);
  if (difference === undefined) return;
  shell.out(`  first at \`${printable(difference.at)}\`\n`);
  shell.out(`    was ${printable(JSON.stringify(difference.before))}\n`);
  shell.out(`    is  ${printable(JSON.stringify(difference.after))}\n`);
}
