import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileSystem } from '../../../plugins/records/audit/disk/file-system.ts';
import {
  keyIn,
  keyVariable,
  nextKey,
  signingKey,
} from '../../../plugins/records/audit/opening/keys.ts';
import { lock } from '../../../plugins/records/audit/opening/lock.ts';
import { openLog } from '../../../plugins/records/audit/opening/open.ts';
import { FileLog } from '../../../plugins/records/audit/writing/log.ts';
import type { EntryJson } from '../../../runtime/contract/index.ts';
import { stamp } from '../../../runtime/evidence/entry.ts';
import { logIn } from '../../../runtime/evidence/log/layout.ts';
import { type Forgetting, forgetIn } from '../../../runtime/evidence/withheld/forget.ts';
import { logKey, requireLogKey } from '../../input/log-key.ts';
import type { Given } from '../../input/registry.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';

/**
 * `vak audit forget DIR --by WHO`, with at least one of `--principal`, `--session`, `--call`, `--index`,
 * `--containing` or `--all`: erases the values that the selected entries only commit to, in a log that
 * nobody has open. The log says so first; run again after an interruption, it ends what was begun.
 */
export async function forget(given: Given, shell: Shell): Promise<Exit> {
  const [dir = ''] = given.positionals;
  const folder = resolve(dir);
  if (!existsSync(logIn(folder).key)) throw new WrongUsage(`there is no log in \`${dir}\``);
  const which = selection(given);
  const by = given.option('by') ?? '';
  if (by.trim() === '') throw new WrongUsage('--by must say who asks for it');
  const because = given.option('because');
  const log = logAt(folder, given);
  await log.start();
  try {
    const said = { by, ...(because === undefined ? {} : { because }) };
    const { values, entries, receipts } = await forgetIn(log, which, said, (one) =>
      log.forget({ v: 1, kind: 'forgotten', at: stamp(Date.now()), ...one } as EntryJson),
    );
    const at = receipts.map(({ index }) => index);
    if (given.json) writeJson(shell, { ok: true, values, entries, at });
    else if (values === 0) shell.out('nothing is kept there that could be forgotten\n');
    else shell.out(`${values} values of ${entries} entries are forgotten; see ${at.join(', ')}\n`);
  } finally {
    await log.stop();
  }
  return 0;
}

function selection(given: Given): Forgetting {
  const list = (name: string): readonly string[] | undefined => {
    const value = given.option(name);
    return value === undefined ? undefined : [value];
  };
  const index = given.option('index');
  if (index !== undefined && !/^\d{1,15}$/.test(index)) {
    throw new WrongUsage(`\`${index}\` is no index of an entry`);
  }
  const at = index === undefined ? undefined : Number(index);
  const asked = {
    principals: list('principal'),
    sessions: list('session'),
    calls: list('call'),
    from: at,
    to: at === undefined ? undefined : at + 1,
    containing: given.option('containing'),
  };
  const told = Object.entries(asked).filter(([, value]) => value !== undefined);
  if (told.length === 0 && !given.flag('all')) {
    throw new WrongUsage('say whose values: --principal, --session, --call, --index, --containing');
  }
  return Object.fromEntries(told);
}

function logAt(folder: string, given: Given): FileLog {
  const { [keyVariable]: inEnvironment = '' } = process.env;
  const file = (inEnvironment === '' ? requireLogKey : logKey)(folder, given);
  const opening = {
    disk: fileSystem,
    folder,
    key: () => (inEnvironment === '' ? keyIn(file) : signingKey(dirname(file), process.env)),
    next: () => nextKey(file),
    lock,
    now: Date.now,
    pauseMs: 50,
  };
  return new FileLog((failed, told) => openLog(opening, failed, told));
}
