import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { newSigningKey, readSigningKey, type Signer } from '../../../runtime/contract/index.ts';

/**
 * The key that webhooks are signed with, in a file that nobody else may read; made with the first event
 * that is sent, with its public part beside it as `….pub`.
 */
export function eventsKey(file: string): Signer {
  try {
    return signerOf(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const { secret, name, as } = newSigningKey('vak-events');
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  writeFileSync(`${file}.pub`, `${as(name).text}\n`);
  return as(name);
}

function signerOf(text: string): Signer {
  const key = readSigningKey(text);
  return key.as(key.name);
}
