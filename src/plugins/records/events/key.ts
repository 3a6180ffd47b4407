import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { newSigningKey, readSigningKey, type Signer } from '../../../runtime/contract/index.ts';

/**
 * The key that webhooks are signed with, in a file that nobody else may read; made with the first event
 * that is sent, with its public part beside it as `….pub`. Both are durable before anything is signed: receivers
 * that know the key are never sent another one. A file that is empty was left so by a power cut, and is made anew.
 */
export function eventsKey(file: string): Signer {
  const text = existing(file);
  if (text !== '') {
    const key = readSigningKey(text);
    return key.as(key.name);
  }
  const { secret, name, as } = newSigningKey('vak-events');
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  put(`${file}.pub`, `${as(name).text}\n`, 0o644);
  put(file, `${secret}\n`, 0o600);
  for (const each of [folder, dirname(folder)]) synced(each, 'r', () => undefined);
  return as(name);
}

function existing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return '';
  }
}

/** The file is there whole or not at all. */
function put(file: string, text: string, mode: number): void {
  synced(`${file}.new`, 'w', (handle) => writeFileSync(handle, text), mode);
  renameSync(`${file}.new`, file);
}

function synced(path: string, flag: 'r' | 'w', work: (handle: number) => void, mode?: number) {
  const handle = openSync(path, flag, mode);
  try {
    work(handle);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
