import { writeFileSync } from 'node:fs';
import { reportOf } from '../../../runtime/evidence/audit/report/audit-report.ts';
import { unfinishedIn } from '../../../runtime/evidence/audit/report/unfinished.ts';
import { sweepLog } from '../../../runtime/evidence/log/query/query-log.ts';
import type { Given } from '../../input/registry.ts';
import { reportPage } from '../../output/report/report-page.ts';
import { reportText } from '../../output/report/report-text.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';
import { indexing } from './indexing.ts';
import { selectionOf } from './selection.ts';
import { logFolder } from './verify.ts';

/**
 * `vak audit report DIR [filters] [--html FILE]`: decisions counted by agent, tool, verdict and rule over a range of time, as
 * text, as JSON, or as one page that needs nothing else.
 */
export async function report(given: Given, shell: Shell): Promise<Exit> {
  const folder = logFolder(given);
  const query = selectionOf(given, Date.now());
  const open = await unfinishedIn(folder);
  const made = await reportOf(sweepLog(folder, query, indexing(shell, given)), open);
  const file = given.option('html');
  if (file !== undefined) {
    try {
      writeFileSync(file, reportPage(made, folder));
    } catch {
      throw new WrongUsage(`\`${file}\` cannot be written`);
    }
  }
  if (given.json) writeJson(shell, made);
  else if (file === undefined) shell.out(reportText(made, shell));
  else shell.out(`${made.decisions} decisions on a page in ${file}\n`);
  return 0;
}
