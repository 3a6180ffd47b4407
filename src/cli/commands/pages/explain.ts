import { allEntries, explainCode, findCode } from '../../../dsl/diagnostics/codes.ts';
import { suggest } from '../../../dsl/diagnostics/suggest.ts';
import type { Given } from '../../input/registry.ts';
import { type Exit, type Shell, writeJson } from '../../output/shell.ts';

/** `vak explain CODE`: what a code is about, with an example that draws it and the mended example. */
export async function explain({ positionals, json }: Given, shell: Shell): Promise<Exit> {
  const [asked = ''] = positionals;
  const entry = findCode(/^\d{4}$/.test(asked) ? `VAK${asked}` : asked);
  if (entry !== undefined) {
    const { code, title } = entry;
    if (json) writeJson(shell, { code, title, text: explainCode(entry) });
    else shell.out(explainCode(entry));
    return 0;
  }
  const codes = allEntries.map(({ code }) => code);
  const meant = suggest(asked.toUpperCase(), codes);
  const help = meant === undefined ? '' : `; did you mean \`${meant}\`?`;
  const message = `there is no code \`${asked}\`${help}`;
  if (json) writeJson(shell, { ok: false, message });
  else shell.out(`${message}\n`);
  return 1;
}
