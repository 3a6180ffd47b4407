import { applyFixes } from '../../../dsl/diagnostics/apply.ts';
import { file as fileCodes } from '../../../dsl/diagnostics/catalogue/text/file.ts';
import type { Diagnostic } from '../../../dsl/diagnostics/diagnostic.ts';
import { toJson } from '../../../dsl/diagnostics/json.ts';
import { Source } from '../../../dsl/text/source.ts';
import { analyseSource } from '../../../reading/analysis.ts';
import { readFile } from '../../input/files.ts';
import type { Given } from '../../input/registry.ts';
import { isError, writeDiagnostics } from '../../output/findings.ts';
import { replace } from '../../output/replace.ts';
import { type Exit, type Shell, writeJson } from '../../output/shell.ts';

/** Fixes may bring up others; what is not done by then is left to the author. */
const mostRounds = 20;

interface Mended {
  readonly name: string;
  readonly changed: boolean;
  readonly text: string;
  readonly taken: readonly Diagnostic[];
  /** What there is to say about the file as it is then. */
  readonly left: readonly Diagnostic[];
}

/**
 * `vak fix FILE… [--unsafe]`: takes the safe fixes of files' diagnostics, or all, and checks again until
 * none is left. All files are read before the first is written; a second run changes nothing.
 */
export async function fix({ positionals, json, flag }: Given, shell: Shell): Promise<Exit> {
  const unsafe = flag('unsafe');
  const mended = positionals.map((name) => mend(readFile(name), unsafe));
  const changed = mended.filter((one) => one.changed);
  for (const { name, text } of changed) replace(name, text);
  const left = mended.flatMap((one) => one.left);
  const ok = !left.some(isError);
  if (json) {
    const fixed = mended.flatMap(({ taken }) =>
      taken.map(({ code, source, span }) => ({ code, at: source.at(span) })),
    );
    const names = changed.map(({ name }) => name);
    writeJson(shell, { ok, changed: names, fixed, diagnostics: left.map(toJson) });
  } else {
    writeDiagnostics(left, shell);
    for (const { name, taken } of changed) {
      shell.out(`fixed ${taken.length} in ${name}: ${taken.map(({ code }) => code).join(', ')}\n`);
    }
    if (ok && changed.length === 0) shell.out(`${positionals.join(', ')}: nothing to fix\n`);
  }
  return ok ? 0 : 1;
}

function mend(source: Source, unsafe: boolean): Mended {
  const { name } = source;
  let text = source.text;
  const taken: Diagnostic[] = [];
  let left = found(name, text);
  // What a file in another encoding says is not in its text: writing that would lose it.
  const rounds = left.some(({ code }) => code === fileCodes.notUtf8.code) ? 0 : mostRounds;
  for (let round = 0; round < rounds; round += 1) {
    const own = left.filter((one) => one.source.name === name);
    const applied = applyFixes(text, own, { unsafe });
    if (applied.taken.length === 0 || applied.text === text) break;
    text = applied.text;
    taken.push(...applied.taken);
    left = found(name, text);
  }
  return { name, changed: text !== source.text, text, taken, left };
}

const found = (name: string, text: string): readonly Diagnostic[] =>
  analyseSource(new Source(name, text), process.cwd()).diagnostics;
