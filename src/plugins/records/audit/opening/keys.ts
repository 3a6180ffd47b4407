import { randomBytes } from 'node:crypto';
import { link, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  NotAKeyError,
  newSigningKey,
  readSigningKey,
  type SigningKey,
  VakError,
} from '../../../../runtime/contract/index.ts';
import { fileSystem } from '../disk/file-system.ts';

/** Where the log's signing key may be given, as the text `PRIVATE+KEY+name+id+base64`. */
export const keyVariable = 'VAK_AUDIT_KEY';

/**
 * The key that signs: from the environment, else from `<state>/keys/audit`, which is made when it is
 * missing, readable by its owner alone. Two processes that make it at once agree on one.
 * @throws VakError VAK6110 when it cannot be used or others may read it; holds nothing of the key.
 */
export async function signingKey(
  state: string,
  environment: NodeJS.ProcessEnv,
): Promise<SigningKey> {
  const given = environment[keyVariable];
  if (given !== undefined && given !== '') return parsed(given, keyVariable);
  const file = join(state, 'keys', 'audit');
  const text = (await existing(file)) ?? (await made(file));
  return parsed(text, file);
}

/** The key that a rotation under way hands over to: it lies beside the old one until that is done. */
export async function nextKey(file: string): Promise<SigningKey | undefined> {
  const text = await existing(`${file}.next`);
  return text === undefined ? undefined : parsed(text, `${file}.next`);
}

/** A key that lies in a file. @throws VakError VAK6110 when there is none that can be used. */
export async function keyIn(file: string): Promise<SigningKey> {
  const text = await existing(file);
  if (text === undefined) throw new VakError('VAK6110', `there is no key in \`${file}\``);
  return parsed(text, file);
}

/** Makes the key that a rotation will hand over to, durably; an earlier one that was made is used. */
export const makeNextKey = async (
  file: string,
  algorithm: SigningKey['algorithm'] = 'ed25519',
): Promise<SigningKey> =>
  (await nextKey(file)) ?? parsed(await made(`${file}.next`, algorithm), `${file}.next`);

/** Puts the key that was handed over to in the place of the old one, which is gone. */
export const promoteKey = async (file: string): Promise<void> => rename(`${file}.next`, file);

async function existing(file: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(file);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new VakError(
        'VAK6110',
        `others may read \`${file}\`; make it readable by its owner only`,
      );
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function made(file: string, algorithm: SigningKey['algorithm'] = 'ed25519'): Promise<string> {
  const folder = dirname(file);
  await fileSystem.makeFolder(folder);
  const fresh = `${file}.${randomBytes(6).toString('hex')}`;
  const opened = await open(fresh, 'wx', 0o600);
  try {
    await opened.writeFile(`${newSigningKey('vak-audit', algorithm).secret}\n`);
    await opened.sync();
  } finally {
    await opened.close();
  }
  try {
    await link(fresh, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(fresh);
  }
  // A log whose key a power cut took away could never be opened again.
  await fileSystem.syncFolder(folder);
  return readFile(file, 'utf8');
}

function parsed(text: string, where: string): SigningKey {
  try {
    return readSigningKey(text);
  } catch (error) {
    if (!(error instanceof NotAKeyError)) throw error;
    throw new VakError('VAK6110', `the key in \`${where}\` cannot be used: ${error.message}`);
  }
}
