import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Source } from '../dsl/index.ts';
import { type Analysis, readPolicy } from '../reading/analysis.ts';
import { readRegular } from '../reading/regular-file.ts';
import { emptyLock, type Lock } from './lock.ts';
import { pinName } from './pin.ts';
import { pinsOf } from './present.ts';

/**
 * The lock that fits what an entry file, and the other entries of its lock, bring in now. Entries whose
 * file is gone are dropped, and with them what only they brought in.
 * @returns besides the lock what there is to say about the files; with an error nothing should be pinned
 */
export function relock(
  entry: Source,
  cwd: string,
  before: Lock = emptyLock,
): { readonly lock: Lock; readonly diagnostics: Analysis['diagnostics'] } {
  const folder = dirname(resolve(cwd, entry.name));
  const own = pinName(entry.name, cwd, folder);
  const others = before.entries.filter((name) => name !== own && existsSync(join(folder, name)));
  const read = [
    readPolicy(entry, cwd),
    ...others.map((name) => {
      const path = join(dirname(entry.name), name);
      return readPolicy(new Source(path, readRegular(resolve(cwd, path)).toString('utf8')), cwd);
    }),
  ];
  const all = read.map(({ found }) => pinsOf(found()));
  const data = Object.assign({}, ...all.map((pins) => pins.data ?? {})) as NonNullable<
    Lock['data']
  >;
  return {
    lock: {
      lock: 1,
      entries: [own, ...others],
      files: Object.assign({}, ...all.map(({ files }) => files)) as Lock['files'],
      plugins: Object.assign({}, ...all.map(({ plugins }) => plugins)) as Lock['plugins'],
      ...(Object.keys(data).length === 0 ? {} : { data }),
    },
    diagnostics: read.flatMap(({ analysis }) => analysis.diagnostics),
  };
}
