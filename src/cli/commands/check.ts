import { renderGithub } from '../../dsl/diagnostics/formats/github.ts';
import { sarif } from '../../dsl/diagnostics/formats/sarif.ts';
import { toJson } from '../../dsl/diagnostics/json.ts';
import type { Way } from '../../plugins/policy/engine/ways.ts';
import { engine } from '../../version.ts';
import { type Analysed, analyseFile, together } from '../input/analysed.ts';
import type { Given } from '../input/registry.ts';
import { isError, writeDiagnostics } from '../output/findings.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../output/shell.ts';

/**
 * `vak check FILE… [--explain-index] [--format github|sarif]`: what there is to say about files, and whether they mean
 * something; with the flag also how the engine finds each of their rules.
 */
export async function check(given: Given, shell: Shell): Promise<Exit> {
  const { positionals, json, flag } = given;
  const format = given.option('format');
  if (format !== undefined && !['github', 'sarif'].includes(format)) {
    throw new WrongUsage(`there is no format \`${format}\`; there are \`github\` and \`sarif\``);
  }
  const analysed = positionals.map(analyseFile);
  const diagnostics = together(analysed);
  const ok = !diagnostics.some(isError);
  if (format === 'sarif') writeJson(shell, sarif(diagnostics, engine));
  if (format === 'github') shell.out(renderGithub(diagnostics));
  if (format !== undefined) return ok ? 0 : 1;
  const index = flag('explain-index') ? await indexOf(analysed) : undefined;
  if (json) {
    const more = index === undefined ? {} : { index };
    writeJson(shell, { ok, diagnostics: diagnostics.map(toJson), ...more });
  } else {
    writeDiagnostics(diagnostics, shell);
    for (const way of index ?? []) shell.out(`${lineOf(way)}\n`);
    const clean = diagnostics.some(({ severity }) => severity !== 'info') ? 'no errors' : 'fine';
    if (ok) shell.out(`${positionals.join(', ')}: ${clean}\n`);
  }
  return ok ? 0 : 1;
}

/** The ways of every file that compiles; loads the engine alone, not the kernel. */
async function indexOf(analysed: readonly Analysed[]): Promise<readonly Way[]> {
  const { waysOf } = await import('../../plugins/policy/engine/ways.ts');
  return analysed.flatMap(({ compiled }) => (compiled === undefined ? [] : waysOf(compiled.plan)));
}

function lineOf({ rule, at, tool, agents, found, by, on, why }: Way): string {
  const how =
    found === 'lookup' ? `looked up by ${by} on ${on}` : `scanned${why === null ? '' : `: ${why}`}`;
  return `${at}  ${rule}  ${tool} for ${agents.join(', ')}: ${how}`;
}
