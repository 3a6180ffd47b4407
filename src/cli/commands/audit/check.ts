import { Buffer } from 'node:buffer';
import {
  type Checkpoint,
  checkFork,
  checkProof,
  type Hash,
  leafHash,
  NotAKeyError,
  readCosigner,
  readFork,
  readProof,
  readReceipt,
  readVerifier,
  type Verifier,
} from '../../../verify/index.ts';
import { readFile } from '../../input/files.ts';
import type { Given } from '../../input/registry.ts';
import { palette, printable } from '../../output/palette.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';

/** What a file turned out to be, and whether it holds. */
interface Checked {
  readonly ok: boolean;
  readonly is: 'proof' | 'receipt' | 'fork' | 'nothing';
  readonly origin?: string;
  readonly index?: number;
  /** Of a proof: how many entries its head covers. Of a fork: the sizes of both heads. */
  readonly size?: number;
  readonly sizes?: readonly [number, number];
  /** The entry, as its line stands in the log; only where it is proven or promised. */
  readonly entry?: string;
  readonly problem?: string;
}

/**
 * `vak audit check FILE --key FILE [--entry FILE] [--witness FILE]`: whether a proof, a receipt or the evidence of a fork holds
 * under a log's key. Needs no log. A proof without its entry, and a receipt, are checked against the line in `--entry`.
 */
export async function check(given: Given, shell: Shell): Promise<Exit> {
  const [file = ''] = given.positionals;
  const { text } = readFile(file);
  const checked = checkedBy(text, keyIn(given), {
    line: optional(given, 'entry')?.replace(/\r?\n$/, ''),
    witness: optional(given, 'witness'),
  });
  if (given.json) writeJson(shell, checked);
  else write(checked, shell);
  return checked.ok ? 0 : 1;
}

interface Beside {
  readonly line: string | undefined;
  readonly witness: string | undefined;
}

function checkedBy(text: string, key: Verifier, beside: Beside): Checked {
  if (readProof(text) !== undefined) return proof(text, key, beside);
  if (readFork(text) !== undefined) return fork(text, key);
  if (/^[^\n]+\nentry \d+\n/.test(text)) return receipt(text, key, beside);
  return { ok: false, is: 'nothing', problem: 'neither a proof nor a receipt nor a fork' };
}

function proof(text: string, key: Verifier, { line, witness }: Beside): Checked {
  const read = readProof(text);
  if (read === undefined) return { ok: false, is: 'proof', problem: 'no proof' };
  const { index, checkpoint } = read;
  const of = { is: 'proof', origin: checkpoint.origin, index, size: checkpoint.size } as const;
  const bytes = line === undefined ? read.entry : Buffer.from(line);
  if (bytes === undefined) {
    return { ok: false, ...of, problem: 'it does not bring its entry: give --entry FILE' };
  }
  if (!checkProof(text, leafHash(bytes), key)) {
    return { ok: false, ...of, problem: 'it does not prove this entry under this key' };
  }
  const entry = bytes.toString('utf8');
  if (witness !== undefined && !cosigned(checkpoint, witness)) {
    return { ok: false, ...of, entry, problem: 'its head is not cosigned by the witness' };
  }
  return { ok: true, ...of, entry };
}

function cosigned(head: Checkpoint, witness: string): boolean {
  return keyed(() => readCosigner(witness)).check(head) !== undefined;
}

function receipt(text: string, key: Verifier, { line }: Beside): Checked {
  const promised = readReceipt(text, key);
  if (promised === undefined) {
    return { ok: false, is: 'receipt', problem: 'it is not signed by this key' };
  }
  const { origin, index, leaf } = promised;
  const of = { is: 'receipt', origin, index } as const;
  if (line === undefined) return { ok: true, ...of };
  const own: Hash = leafHash(Buffer.from(line));
  if (own === leaf) return { ok: true, ...of, entry: line };
  return { ok: false, ...of, problem: 'it is for another entry than this' };
}

function fork(text: string, key: Verifier): Checked {
  const proven = checkFork(text, key);
  if (proven === undefined) {
    return { ok: false, is: 'fork', problem: 'it does not prove a fork under this key' };
  }
  const { origin, older, newer } = proven;
  return { ok: true, is: 'fork', origin, sizes: [older, newer] };
}

function keyIn(given: Given): Verifier {
  const text = optional(given, 'key') ?? '';
  return keyed(() => readVerifier(text.trim()));
}

function keyed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotAKeyError) throw new WrongUsage(`no public key: ${error.message}`);
    throw error;
  }
}

function optional(given: Given, name: string): string | undefined {
  const file = given.option(name);
  return file === undefined ? undefined : readFile(file).text;
}

function write(checked: Checked, shell: Shell): void {
  const { green, red, bold } = palette(shell);
  const { ok, is, origin = '', index, size, sizes, entry, problem } = checked;
  const words = {
    proof: `entry ${index} of ${origin} is in the log, under its head over ${size} entries`,
    receipt: `${origin} promised that entry ${index} stands in it`,
    fork: `${origin} signed two histories, over ${sizes?.join(' and ')} entries`,
    nothing: '',
  };
  if (ok) shell.out(`${bold(green(printable(words[is])))}\n`);
  else shell.out(`${bold(red('not proven'))}: ${problem}\n`);
  if (ok && entry !== undefined) shell.out(`${printable(entry)}\n`);
}
