import { anatomyOf } from '../../../../tool/anatomy.ts';
import { digestOf } from '../../../../tool/manifest.ts';
import { readFile } from '../../../input/files.ts';
import type { Given } from '../../../input/registry.ts';
import { type Exit, type Shell, writeJson } from '../../../output/shell.ts';

/**
 * `vak tool check FILE`: what a tool's code imports, exports and asks of its host. Runs none of it. Exits
 * 1 where a sandbox could not run it: it imports something, or has no default export.
 */
export async function check({ positionals, json }: Given, shell: Shell): Promise<Exit> {
  const [file = ''] = positionals;
  const { text } = readFile(file);
  const anatomy = await anatomyOf(file, text);
  const { imports, exports, needs, dynamic } = anatomy;
  const ok = imports.length === 0 && exports.includes('default');
  if (json) writeJson(shell, { ok, file, digest: digestOf(text), ...anatomy });
  else {
    const list = (names: readonly string[]): string => names.join(', ') || 'nothing';
    shell.out(`${file}: ${digestOf(text)}\n`);
    shell.out(
      `  imports ${list(imports)}${imports.length > 0 ? ' (`vak tool bundle` takes it in)' : ''}\n`,
    );
    shell.out(`  exports ${list(exports)}\n`);
    shell.out(
      `  asks its host for ${list(needs)}${dynamic ? ', and more that is not told' : ''}\n`,
    );
  }
  return ok ? 0 : 1;
}
