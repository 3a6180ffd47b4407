import { rmSync, writeFileSync } from 'node:fs';
import { isKeyName, newSigningKey } from '../../../runtime/evidence/head/key.ts';
import { algorithmIn } from '../../input/algorithm.ts';
import { reason } from '../../input/files.ts';
import type { Given } from '../../input/registry.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';

/**
 * `vak key NAME -o KEY [--algorithm NAME]`: a key for signing bundles or a log, of Ed25519 or ML-DSA-44, readable by
 * its owner alone, and its public part in `KEY.pub`. Nothing is overwritten.
 */
export async function key(given: Given, shell: Shell): Promise<Exit> {
  const { positionals, json, option } = given;
  const [name = ''] = positionals;
  const file = option('out') ?? '';
  if (!isKeyName(name))
    throw new WrongUsage(`\`${name}\` has white space, a \`+\` or nothing in it`);
  const made = newSigningKey(name, algorithmIn(given));
  write(file, `${made.secret}\n`, 0o600);
  const shown = made.as(name).text;
  try {
    write(`${file}.pub`, `${shown}\n`, 0o644);
  } catch (error) {
    rmSync(file);
    throw error;
  }
  if (json) writeJson(shell, { ok: true, key: file, public: shown });
  else shell.out(`${shown}\n`);
  return 0;
}

function write(file: string, text: string, mode: number): void {
  try {
    writeFileSync(file, text, { mode, flag: 'wx' });
  } catch (error) {
    throw new WrongUsage(`cannot write \`${file}\`: ${reason(error)}`);
  }
}
