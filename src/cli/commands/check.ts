import { toJson } from '../../dsl/diagnostics/json.ts';
import { analyseFile, together } from '../input/analysed.ts';
import type { Given } from '../input/registry.ts';
import { isError, writeDiagnostics } from '../output/findings.ts';
import { type Exit, type Shell, writeJson } from '../output/shell.ts';

/** `vak check FILE…`: what there is to say about files, and whether they mean something. */
export async function check({ positionals, json }: Given, shell: Shell): Promise<Exit> {
  const diagnostics = together(positionals.map(analyseFile));
  const ok = !diagnostics.some(isError);
  if (json) writeJson(shell, { ok, diagnostics: diagnostics.map(toJson) });
  else {
    writeDiagnostics(diagnostics, shell);
    const clean = diagnostics.some(({ severity }) => severity !== 'info') ? 'no errors' : 'fine';
    if (ok) shell.out(`${positionals.join(', ')}: ${clean}\n`);
  }
  return ok ? 0 : 1;
}
