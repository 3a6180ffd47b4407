import { anatomyOf } from '../../../../tool/anatomy.ts';
import { packageOf } from '../../../../tool/bundler.ts';
import { digestOf } from '../../../../tool/manifest.ts';
import { readFile } from '../../../input/files.ts';
import type { Given } from '../../../input/registry.ts';
import { type Exit, type Shell, writeJson } from '../../../output/shell.ts';
import { allowed } from './bundle.ts';

/**
 * `vak tool check FILE [--allow PACKAGES]`: what a tool's code imports, exports and asks of its host. Runs none of
 * it. Exits 1 where a sandbox could not run it: it imports something, or has no default export. With `--allow a,b`
 * files and those packages may be imported, as in what is to be bundled.
 */
export async function check({ positionals, json, option }: Given, shell: Shell): Promise<Exit> {
  const [file = ''] = positionals;
  const { text } = readFile(file);
  const anatomy = await anatomyOf(file, text);
  const { imports, exports, needs, dynamic } = anatomy;
  const allow = allowed(option('allow'));
  const outside = imports.filter((name) => !mayImport(name, allow));
  const ok = outside.length === 0 && exports.includes('default');
  if (json) writeJson(shell, { ok, file, digest: digestOf(text), ...anatomy, outside });
  else {
    const list = (names: readonly string[]): string => names.join(', ') || 'nothing';
    shell.out(`${file}: ${digestOf(text)}\n`);
    shell.out(
      `  imports ${list(imports)}${imports.length > 0 ? ' (`vak tool bundle` takes it in)' : ''}\n`,
    );
    if (allow !== undefined && outside.length > 0) {
      shell.out(`  not allowed: ${list(outside)}\n`);
    }
    shell.out(`  exports ${list(exports)}\n`);
    shell.out(
      `  asks its host for ${list(needs)}${dynamic ? ', and more that is not told' : ''}\n`,
    );
  }
  return ok ? 0 : 1;
}

/** Nothing, unless some packages are allowed: then files of its own too. What is computed is never known. */
function mayImport(name: string, allow: readonly string[] | undefined): boolean {
  if (allow === undefined || name === '(computed)' || name.startsWith('node:')) return false;
  const named = packageOf(name);
  return named === undefined || allow.includes(named);
}
