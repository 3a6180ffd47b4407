import type { ConstraintReport } from '../../../runtime/contract/host.ts';
import { analyseFile } from '../../input/analysed.ts';
import type { Given } from '../../input/registry.ts';
import { reportBroken } from '../../output/findings.ts';
import { printable } from '../../output/palette.ts';
import { type Exit, type Shell, writeJson } from '../../output/shell.ts';
import { unrecorded } from './decide.ts';

/**
 * `vak constraints FILE`: what the constraints of a file, and of files beside it, mean together. What the
 * search leaves open is put to the solvers that the file uses. Executes nothing and writes nothing; exit
 * status 1 where there is a finding.
 */
export async function constraints(given: Given, shell: Shell): Promise<Exit> {
  const [file = ''] = given.positionals;
  const analysed = analyseFile(file);
  if (analysed.compiled === undefined) return reportBroken(analysed.diagnostics, given.json, shell);
  const vak = await unrecorded(analysed, file);
  try {
    const report = await vak.constraints();
    const ok = report.findings.length === 0;
    if (given.json) writeJson(shell, { ok, ...report });
    else for (const line of linesOf(report)) shell.out(`${printable(line)}\n`);
    return ok ? 0 : 1;
  } finally {
    await vak.stop();
  }
}

/** People are shown so many questions that nobody could tell. */
const mostUndecided = 20;

function linesOf({ findings, shown, undecided }: ConstraintReport): readonly string[] {
  const lines = findings.map(
    ({ at, by, ...each }) => `${inWords(each)}  (${at.join(', ')}, by ${by})`,
  );
  for (const { what, tool, values, by } of shown) {
    const fields = Object.entries(values).map(
      ([name, value]) => `${name} = ${JSON.stringify(value)}`,
    );
    lines.push(`${what}, for \`${tool}\`: as ${fields.join(', ')} shows  (by ${by})`);
  }
  for (const { what, tool, code, because } of undecided.slice(0, mostUndecided)) {
    lines.push(`${code}: ${what}, for \`${tool}\`, is undecided: ${because}`);
  }
  const more = undecided.length - mostUndecided;
  if (more > 0) lines.push(`${more} further questions are undecided; \`--json\` has them all`);
  return lines.length === 0 ? ['nothing found'] : lines;
}

function inWords({
  finding,
  constraints: names,
  tool,
}: Pick<ConstraintReport['findings'][number], 'finding' | 'constraints' | 'tool'>): string {
  const [first, second] = names;
  if (finding === 'vacuous') return `every call meets \`${first}\``;
  if (finding === 'implied') return `whatever meets \`${first}\` meets \`${second}\``;
  return `no call of \`${tool}\` can meet ${names.map((name) => `\`${name}\``).join(' and ')}`;
}
