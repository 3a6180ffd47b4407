import { Source } from '../../../dsl/text/source.ts';
import type { Json } from '../../../dsl/values/value.ts';
import type { Analysis } from '../../../reading/analysis.ts';
import type { Decision } from '../../../runtime/contract/call.ts';
import type { Explanation } from '../../../runtime/explanation/explanation.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { analyseFile } from '../../input/analysed.ts';
import type { Given } from '../../input/registry.ts';
import { writeExplanation } from '../../output/explanation.ts';
import { reportBroken } from '../../output/findings.ts';
import { palette, printable, verdictColour } from '../../output/palette.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';
import { type OpinionLine, opinionLines } from '../../script/drive.ts';
import { plain, readJson } from '../../script/json-tree.ts';

/**
 * `vak decide FILE --agent A --tool T --args JSON [--context JSON] [--explain]`: what would be said of
 * one call, and with `--explain` why. Executes nothing and writes nothing; look-ups stay without an
 * answer.
 */
export async function decide(given: Given, shell: Shell): Promise<Exit> {
  const [file = ''] = given.positionals;
  const args = jsonOption(given, 'args');
  const context = jsonOption(given, 'context');
  const analysed = analyseFile(file);
  if (analysed.compiled === undefined) return reportBroken(analysed.diagnostics, given.json, shell);

  const vak = await unrecorded(analysed, file);
  try {
    const request = { agent: given.option('agent') ?? '', tool: given.option('tool') ?? '', args };
    const decision = await vak.decide(context === undefined ? request : { ...request, context });
    const explanation = given.flag('explain') ? await decision.explain() : undefined;
    const agent = analysed.compiled.plan.agents.find(({ name }) => name === request.agent);
    const opinions = opinionLines(decision, agent?.at ?? '');
    write({ ...decision, opinions }, explanation, vak.plan, given, shell);
    return 0;
  } finally {
    await vak.stop();
  }
}

/** A runtime over a file that records nothing. */
export async function unrecorded(analysed: Analysis, file: string): Promise<Runtime> {
  const { openAnalysis } = await import('../../../opening/open-analysis.ts');
  const { unrecordedBuiltins } = await import('../../roads/builtins.ts');
  return openAnalysis(analysed, { cwd: process.cwd(), file, builtins: unrecordedBuiltins() });
}

function write(
  decision: Omit<Decision, 'opinions'> & { readonly opinions: readonly OpinionLine[] },
  explanation: Explanation | undefined,
  plan: string,
  { json }: Given,
  shell: Shell,
): void {
  const { verdict, because, code, opinions } = decision;
  if (json) {
    const refused = code === undefined ? {} : { code };
    const more = explanation === undefined ? {} : { explanation };
    writeJson(shell, { verdict, because, ...refused, opinions, plan, ...more });
    return;
  }
  const colours = palette(shell);
  const paint = verdictColour(colours, verdict);
  shell.out(`${paint(verdict)}  ${printable(because)}\n`);
  for (const { by, verdict, rule, at, because } of opinions) {
    const why = because === undefined ? '' : `  ${printable(because)}`;
    shell.out(`  ${verdict.padEnd(9)} ${rule ?? by}  ${colours.dim(at)}${why}\n`);
  }
  if (explanation !== undefined) writeExplanation(explanation, shell);
}

/** An option that holds JSON; undefined where it is not given. */
export function jsonOption(given: Given, name: string): Json | undefined {
  const text = given.option(name);
  if (text === undefined) return undefined;
  const source = new Source(`--${name}`, text);
  const read = readJson(source, { start: 0, end: text.length });
  if ('tree' in read) return plain(read.tree);
  const { line, column } = source.position(read.fault.span.start);
  const place = `${line}:${column}`;
  throw new WrongUsage(`\`--${name}\` is not JSON: expected ${read.fault.expected} at ${place}`);
}
