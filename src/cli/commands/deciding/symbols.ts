import type { Decision } from '../../../runtime/contract/call.ts';
import { analyseFile } from '../../input/analysed.ts';
import type { Given } from '../../input/registry.ts';
import { reportBroken } from '../../output/findings.ts';
import { palette, printable, verdictColour } from '../../output/palette.ts';
import { type Exit, type Shell, writeJson } from '../../output/shell.ts';
import { jsonOption, unrecorded } from './decide.ts';

/**
 * `vak symbols why FILE --agent A --tool T --args JSON [--context JSON]`: what symbolic rules and stages
 * find of one call, each objection with the facts it follows from. Executes nothing and writes nothing.
 */
export async function symbolsWhy(given: Given, shell: Shell): Promise<Exit> {
  const [file = ''] = given.positionals;
  const args = jsonOption(given, 'args');
  const context = jsonOption(given, 'context');
  const analysed = analyseFile(file);
  if (analysed.compiled === undefined) return reportBroken(analysed.diagnostics, given.json, shell);
  const vak = await unrecorded(analysed, file);
  try {
    const decision = await vak.decide({
      agent: given.option('agent') ?? '',
      tool: given.option('tool') ?? '',
      args,
      stages: 'always',
      ...(context === undefined ? {} : { context }),
    });
    write(decision, vak.plan, given, shell);
    return 0;
  } finally {
    await vak.stop();
  }
}

const isSymbolic = ({ by }: Decision['opinions'][number]): boolean =>
  by === 'pipeline' || by === 'vak/symbolic';

function write(decision: Decision, plan: string, { json }: Given, shell: Shell): void {
  const objections = decision.opinions.filter(isSymbolic);
  const { stages = [] } = decision;
  if (json) {
    const told = objections.map(({ by, verdict, rule, at, because, detail }) => {
      const why = detail === undefined ? {} : { why: detail.split('\n') };
      return { by, verdict, rule, at, because, ...why };
    });
    writeJson(shell, { objections: told, stages, plan });
    return;
  }
  const colours = palette(shell);
  if (objections.length === 0) shell.out('no rule objects\n');
  for (const { verdict, rule, because, at, detail } of objections) {
    const paint = verdictColour(colours, verdict);
    const place = at === undefined ? '' : `  ${colours.dim(at)}`;
    shell.out(`${paint(verdict)}  ${printable(rule ?? '')}${place}  ${printable(because ?? '')}\n`);
    for (const line of detail?.split('\n') ?? []) shell.out(`  ${printable(line)}\n`);
  }
  for (const { stage, verdict, missing = [] } of stages) {
    const needs = missing.length === 0 ? '' : `  ${missing.map(printable).join(', ')}`;
    shell.out(`${colours.dim(`stage ${stage}`)}  ${verdict}${needs}\n`);
  }
}
