import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { bundleText, isSequence, readBundle } from '../../../bundle/bundle.ts';
import { pack } from '../../../bundle/pack.ts';
import { toJson } from '../../../dsl/diagnostics/json.ts';
import { NotCanonicalError } from '../../../dsl/plan/canonical.ts';
import { readLock } from '../../../lock/lock.ts';
import {
  NotAKeyError,
  readSigningKey,
  type SigningKey,
} from '../../../runtime/evidence/head/key.ts';
import { readFile, reason } from '../../input/files.ts';
import type { Given } from '../../input/registry.ts';
import { isError, writeDiagnostics } from '../../output/findings.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';

/**
 * `vak bundle FILE --key KEY --seq N -o BUNDLE [--name NAME]`: packs a policy with its imports, tool code,
 * the files that its facts name and its lock into one signed file. N is higher than that of a bundle it replaces. Replaced at once or not at all.
 */
export async function bundle({ positionals, json, option }: Given, shell: Shell): Promise<Exit> {
  const [name = ''] = positionals;
  const entry = readFile(name);
  const out = option('out') ?? '';
  const sequence = Number(option('seq'));
  if (!isSequence(sequence)) throw new WrongUsage('`--seq` is a whole number from 1');
  if (!out.endsWith('.vakb')) throw new WrongUsage('the name of a bundle ends in `.vakb`');
  const key = readKey(option('key') ?? '');
  refuseOlder(out, sequence);

  const locked = readLock(dirname(name));
  if (locked !== undefined && 'problem' in locked) {
    throw new WrongUsage(`\`vak.lock\` ${locked.problem}`);
  }
  const packed = pack(entry, process.cwd(), locked, option('name'));
  if ('problem' in packed) throw new WrongUsage(packed.problem);
  if ('diagnostics' in packed) {
    const { diagnostics } = packed;
    if (json) writeJson(shell, { ok: false, diagnostics: diagnostics.map(toJson) });
    else writeDiagnostics(diagnostics.filter(isError), shell);
    return 1;
  }
  const text = signed(() => bundleText(packed.contents, sequence, key.as(key.name)));
  write(out, text);
  const files = Object.keys(packed.contents.files);
  const digest = readBundle(text)?.digest;
  if (json) writeJson(shell, { ok: true, bundle: out, sequence, digest, files });
  else shell.out(`${out}: number ${sequence}, ${files.join(', ')}, signed by ${key.name}\n`);
  return 0;
}

function readKey(file: string): SigningKey {
  const text = readFile(file).text;
  try {
    return readSigningKey(text);
  } catch (error) {
    if (!(error instanceof NotAKeyError)) throw error;
    throw new WrongUsage(`\`${file}\`: ${error.message} (\`vak key\` makes one)`);
  }
}

function refuseOlder(out: string, sequence: number): void {
  let text: string;
  try {
    text = readFileSync(out, 'utf8');
  } catch {
    return;
  }
  const there = readBundle(text)?.sequence ?? 0;
  if (sequence <= there) {
    throw new WrongUsage(`\`${out}\` has the number ${there}; \`--seq\` must be higher`);
  }
}

function signed(make: () => string): string {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof NotCanonicalError)) throw error;
    throw new WrongUsage(`a file is not well-formed text: ${error.message}`);
  }
}

function write(out: string, text: string): void {
  const fresh = `${out}.${process.pid}.new`;
  try {
    writeFileSync(fresh, text, { flag: 'wx' });
    renameSync(fresh, out);
  } catch (error) {
    throw new WrongUsage(`cannot write \`${out}\`: ${reason(error)}`);
  }
}
