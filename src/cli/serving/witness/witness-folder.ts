import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { put } from '../../../plugins/records/heads/file.ts';
import { type Witness, witnessWith } from '../../../runtime/evidence/head/cosignature.ts';
import { type Fork, formatFork } from '../../../runtime/evidence/head/fork.ts';
import { newSigningKey, readSigningKey } from '../../../runtime/evidence/head/key.ts';
import { NotAKeyError, readVerifier, type Verifier } from '../../../verify/index.ts';
import { WrongUsage } from '../../output/shell.ts';

/**
 * What a witness keeps, as files: its key in `key`, readable by its owner alone, with the public part in `witness.pub`;
 * the keys of the logs it knows in `logs/*.pub`, put there by hand; per log the newest head in `heads/`, and in `forks/` the first
 * evidence that it signed two histories.
 */
export class WitnessFolder {
  readonly #folder: string;
  readonly witness: Witness;

  private constructor(folder: string, witness: Witness) {
    this.#folder = folder;
    this.witness = witness;
  }

  /**
   * The witness in a folder; a new one with a key of ML-DSA-44 where there is none.
   * @throws WrongUsage for a key that others may read, or that is none
   */
  static async in(folder: string): Promise<WitnessFolder> {
    for (const name of ['logs', 'heads', 'forks']) {
      await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
    }
    const file = join(folder, 'key');
    const secret = await secretIn(file);
    try {
      const witness = witnessWith(readSigningKey(secret));
      await put(join(folder, 'witness.pub'), `${witness.text}\n`, 0o600);
      await chmod(join(folder, 'witness.pub'), 0o644);
      return new WitnessFolder(folder, witness);
    } catch (error) {
      if (!(error instanceof NotAKeyError)) throw error;
      throw new WrongUsage(`\`${file}\` cannot be used: ${error.message}`);
    }
  }

  /** The keys that are known for a log, by its origin; read anew, so that a log may be added at any time. */
  async keysOf(origin: string): Promise<readonly Verifier[]> {
    const names = (await readdir(join(this.#folder, 'logs'))).filter((one) => one.endsWith('.pub'));
    const texts = await Promise.all(
      names.map((name) => readFile(join(this.#folder, 'logs', name), 'utf8').catch(() => '')),
    );
    return texts.flatMap((text) => {
      const key = keyIn(text);
      return key?.name === origin ? [key] : [];
    });
  }

  /** The newest head of a log, with the witness's own cosignature; undefined where none was ever taken. */
  async head(origin: string): Promise<string | undefined> {
    return existing(this.#file('heads', origin));
  }

  /** Durable when it resolves. */
  async keep(origin: string, note: string): Promise<void> {
    await put(this.#file('heads', origin), note, 0o600);
  }

  /** Keeps the first evidence of a log's fork; durable when it resolves. */
  async accuse(origin: string, fork: Fork): Promise<void> {
    const file = `${this.#file('forks', origin)}.json`;
    if ((await existing(file)) === undefined) await put(file, formatFork(fork), 0o600);
  }

  #file(kind: 'heads' | 'forks', origin: string): string {
    return join(this.#folder, kind, createHash('sha256').update(origin).digest('hex'));
  }
}

function keyIn(text: string): Verifier | undefined {
  try {
    return readVerifier(text);
  } catch (error) {
    if (error instanceof NotAKeyError) return undefined;
    throw error;
  }
}

async function existing(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The secret in a file; made with the file where there is none. */
async function secretIn(file: string): Promise<string> {
  const there = await existing(file);
  if (there === undefined) {
    const { secret } = newSigningKey(`vak-witness/${randomBytes(8).toString('hex')}`, 'ml-dsa-44');
    await put(file, `${secret}\n`, 0o600);
    return secret;
  }
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new WrongUsage(`others may read \`${file}\`; make it readable by its owner only`);
  }
  return there;
}
