import { renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { toJson } from '../../../dsl/diagnostics/json.ts';
import { type Change, changesOf } from '../../../lock/changes.ts';
import { emptyLock, lockName, lockText, readLock } from '../../../lock/lock.ts';
import { relock } from '../../../lock/relock.ts';
import { readFile, reason } from '../../input/files.ts';
import type { Given } from '../../input/registry.ts';
import { isError, writeDiagnostics } from '../../output/findings.ts';
import { palette } from '../../output/palette.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';

/**
 * `vak lock FILE [--yes | --check]`: pins what a policy brings in. Shows what has changed before it
 * writes, and writes only with `--yes` or when the terminal answers yes; the lock is replaced at once or
 * not at all. With `--check` it writes nothing and exits 1 when the lock is not current.
 */
export async function lock({ positionals, json, flag }: Given, shell: Shell): Promise<Exit> {
  if (flag('yes') && flag('check'))
    throw new WrongUsage('`--yes` and `--check` exclude each other');
  const [name = ''] = positionals;
  const entry = readFile(name);
  const folder = dirname(name);
  const before = readLock(folder);
  if (before !== undefined && 'problem' in before) {
    throw new WrongUsage(`\`${join(folder, lockName)}\` ${before.problem}; restore or delete it`);
  }
  const { lock: after, diagnostics } = relock(entry, process.cwd(), before);
  if (diagnostics.some(isError)) {
    if (json) writeJson(shell, { ok: false, diagnostics: diagnostics.map(toJson) });
    else writeDiagnostics(diagnostics.filter(isError), shell);
    return 1;
  }
  const changes = changesOf(before ?? emptyLock, after);
  const current = before !== undefined && lockText(before) === lockText(after);
  if (!json) show(changes, shell);
  const write = !current && !flag('check') && (flag('yes') || (!json && (await agreed(shell))));
  if (write) replace(join(folder, lockName), lockText(after));
  const ok = current || write;
  if (json) writeJson(shell, { ok, written: write, changes });
  else shell.out(`${join(folder, lockName)}: ${said(current, write)}\n`);
  return ok ? 0 : 1;
}

const said = (current: boolean, written: boolean): string =>
  current ? 'current' : written ? 'written' : 'not current, and not written (`--yes` writes it)';

function show(changes: readonly Change[], shell: Shell): void {
  const { bold, dim } = palette(shell);
  let last: string | undefined;
  for (const { name, what, change, before, after } of changes) {
    if (name !== last) shell.out(`${bold(name)}\n`);
    last = name;
    shell.out(`  ${what} ${dim('is')} ${change}\n`);
    for (const line of before) shell.out(`    - ${line}\n`);
    for (const line of after) shell.out(`    + ${line}\n`);
  }
}

/** Asks in the terminal; no terminal means no. */
async function agreed(shell: Shell): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  shell.err('pin this? [y/N] ');
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) {
    lines.close();
    return /^y(es)?$/i.test(line.trim());
  }
  return false;
}

function replace(path: string, text: string): void {
  const fresh = `${path}.${process.pid}.new`;
  try {
    writeFileSync(fresh, text, { flag: 'wx' });
    renameSync(fresh, path);
  } catch (error) {
    throw new WrongUsage(`cannot write \`${path}\`: ${reason(error)}`);
  }
}
