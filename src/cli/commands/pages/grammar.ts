import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publish } from '../../../dsl/tools/publish.ts';
import { reason } from '../../input/files.ts';
import type { Given } from '../../input/registry.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';

/**
 * `vak grammar [--to DIR] [--check]`: writes the grammar as the parser has it into DIR, `grammar` if
 * none is named; with `--check` only says which files there are not current.
 */
export async function grammar(given: Given, shell: Shell): Promise<Exit> {
  const folder = given.option('to') ?? 'grammar';
  const changed = Object.entries(publish()).filter(
    ([name, text]) => textOf(join(folder, name)) !== text,
  );
  const names = changed.map(([name]) => join(folder, name));
  if (!given.flag('check')) for (const [name, text] of changed) write(folder, name, text);
  const ok = !given.flag('check') || changed.length === 0;
  if (given.json) writeJson(shell, { ok, changed: names });
  else {
    const verb = given.flag('check') ? 'is not current:' : 'wrote';
    for (const name of names) shell.out(`${verb} ${name}\n`);
  }
  return ok ? 0 : 1;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function write(folder: string, name: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text);
  } catch (error) {
    throw new WrongUsage(`cannot write \`${join(folder, name)}\`: ${reason(error)}`);
  }
}
