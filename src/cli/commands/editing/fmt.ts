import { toJson } from '../../../dsl/diagnostics/json.ts';
import { format } from '../../../dsl/tools/format.ts';
import { readFile } from '../../input/files.ts';
import type { Given } from '../../input/registry.ts';
import { isError, writeDiagnostics } from '../../output/findings.ts';
import { replace } from '../../output/replace.ts';
import { type Exit, type Shell, writeJson } from '../../output/shell.ts';

/**
 * `vak fmt FILE… [--check]`: lays files out in the one form there is. All are read before the first is
 * written; each is replaced at once or not at all. A file with an error keeps the broken part as it is.
 */
export async function fmt(given: Given, shell: Shell): Promise<Exit> {
  const files = given.positionals.map((name) => ({ name, ...format(readFile(name)) }));
  const diagnostics = files.flatMap((file) => file.diagnostics);
  const changed = files.filter((file) => file.changed);
  const broken = diagnostics.some(isError);
  if (!given.flag('check')) for (const { name, text } of changed) replace(name, text);

  const ok = !broken && !(given.flag('check') && changed.length > 0);
  const names = changed.map((file) => file.name);
  if (given.json) {
    const found = broken ? { diagnostics: diagnostics.map(toJson) } : {};
    writeJson(shell, { ok, changed: names, ...found });
  } else {
    writeDiagnostics(diagnostics.filter(isError), shell);
    const verb = given.flag('check') ? 'would change' : 'formatted';
    for (const name of names) shell.out(`${verb} ${name}\n`);
  }
  return ok ? 0 : 1;
}
