import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe } from '../../../packages/manifest.ts';
import { fileDigest } from '../../../packages/plugin-entry.ts';
import { importPlugin } from '../../../packages/plugin-packages.ts';
import { readFile, reason } from '../../input/files.ts';
import type { Given } from '../../input/registry.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';

/**
 * `vak plugin manifest FILE [--to DIR] [--check]`: imports a plugin, and so runs its module, and writes
 * what its definition says to `vak.plugin.json` beside it or in DIR, the head of its package. With
 * `--check` it writes nothing and exits 1 when that file is not current.
 */
export async function manifest(
  { positionals, json, option, flag }: Given,
  shell: Shell,
): Promise<Exit> {
  const [file = ''] = positionals;
  readFile(file);
  const path = resolve(file);
  const home = option('to') ?? dirname(file);
  const entry = `./${relative(resolve(home), path).split(sep).join('/')}`;
  if (entry.startsWith('./..')) throw new WrongUsage(`\`${file}\` lies outside \`${home}\``);
  const plugin = await importPlugin(path, { package: file, at: 'the command line' });
  const described = describe(plugin, entry, fileDigest(path));
  const text = `${JSON.stringify(described, null, 2)}\n`;
  const to = join(home, 'vak.plugin.json');
  const current = textOf(to) === text;
  const written = !current && !flag('check');
  if (written) replace(to, text);
  const ok = current || written;
  if (json) writeJson(shell, { ok, written, manifest: described });
  else shell.out(`${to}: ${current ? 'current' : written ? 'written' : 'not current'}\n`);
  return ok ? 0 : 1;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function replace(file: string, text: string): void {
  const fresh = `${file}.${process.pid}.new`;
  try {
    writeFileSync(fresh, text, { flag: 'wx' });
    renameSync(fresh, file);
  } catch (error) {
    throw new WrongUsage(`cannot write \`${file}\`: ${reason(error)}`);
  }
}
