import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileSystem } from '../../../plugins/records/audit/disk/file-system.ts';
import {
  keyIn,
  makeNextKey,
  nextKey,
  promoteKey,
} from '../../../plugins/records/audit/opening/keys.ts';
import { lock } from '../../../plugins/records/audit/opening/lock.ts';
import { rotate as handOver } from '../../../plugins/records/audit/opening/rotate.ts';
import type { SigningKey } from '../../../runtime/contract/index.ts';
import { logIn } from '../../../runtime/evidence/log/layout.ts';
import { readVerifier } from '../../../verify/index.ts';
import { algorithmIn } from '../../input/algorithm.ts';
import { readFile } from '../../input/files.ts';
import { requireLogKey } from '../../input/log-key.ts';
import type { Given } from '../../input/registry.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';

/**
 * `vak audit rotate DIR [--secret FILE] [--algorithm NAME]`: a new signing key for a log that nobody has open. The old key
 * signs the hand-over and is then replaced in FILE, that of the state folder unless told. Run again after
 * an interruption, it ends what was begun, and then begins no other rotation.
 */
export async function rotate(given: Given, shell: Shell): Promise<Exit> {
  const [dir = ''] = given.positionals;
  const folder = resolve(dir);
  const layout = logIn(folder);
  if (!existsSync(layout.key)) throw new WrongUsage(`there is no log in \`${dir}\``);
  const file = requireLogKey(folder, given);
  const over = async (): Promise<Exit> => {
    await promoteKey(file);
    return told({ to: readVerifier(readFile(layout.key).text).id }, given, shell);
  };
  const begun = await nextKey(file);
  if (begun !== undefined && signsNow(begun, layout.key)) return over();
  const next = await makeNextKey(file, algorithmIn(given));
  const opening = {
    disk: fileSystem,
    folder,
    key: () => keyIn(file),
    next: () => nextKey(file),
    lock,
    now: Date.now,
    pauseMs: 50,
  };
  const done = await handOver(opening, next);
  if (done === undefined) return over();
  await promoteKey(file);
  return told(done, given, shell);
}

/** Whether the hand-over to a key is over. */
const signsNow = (key: SigningKey, file: string): boolean => {
  const { name, text } = readVerifier(readFile(file).text);
  return key.as(name).text === text;
};

function told(
  done: { readonly from?: string; readonly to: string; readonly size?: number },
  given: Given,
  shell: Shell,
): Exit {
  if (given.json) writeJson(shell, { ok: true, ...done });
  else if (done.from === undefined) shell.out(`the key ${done.to} signs from here on\n`);
  else shell.out(`${done.from} signed ${done.size} entries; ${done.to} signs from here on\n`);
  return 0;
}
