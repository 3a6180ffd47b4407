import type { AuditQuery, Recorded } from '../../../runtime/contract/records.ts';
import { LogFollower } from '../../../runtime/evidence/audit/stream/log-follower.ts';
import type { Entry } from '../../../runtime/evidence/entry.ts';
import type { Progress } from '../../../runtime/evidence/log/query/log-index.ts';
import { queryLog } from '../../../runtime/evidence/log/query/query-log.ts';
import { checkpointOf, readLog, readNewest } from '../../../runtime/evidence/log/read.ts';
import type { Given } from '../../input/registry.ts';
import { LogLines } from '../../output/log-lines.ts';
import { type Exit, type Shell, writeJson } from '../../output/shell.ts';
import { indexing } from './indexing.ts';
import { selectionOf } from './selection.ts';
import { logFolder } from './verify.ts';

/**
 * `vak audit show DIR [filters] [--last N] [--follow] [--full]`: the entries in their order, as a timeline for people or as JSON
 * lines with `--json`. `--follow` goes on with what comes until it is stopped or nobody reads it.
 */
export async function show(given: Given, shell: Shell): Promise<Exit> {
  const folder = logFolder(given);
  const query = selectionOf(given, Date.now());
  const follow = given.flag('follow');
  const lines = new LogLines({ colour: shell.colour, full: given.flag('full') });
  let [shown, next] = [0, query.from ?? 0];
  const print = ({ index, entry }: Pick<Recorded, 'index' | 'entry'>): void => {
    shown += 1;
    next = index + 1;
    if (given.json) writeJson(shell, { index, ...entry });
    else shell.out(lines.of(index, entry as unknown as Entry));
  };
  const told = indexing(shell, given);
  // What is followed is signed; the present is read up to where that goes on.
  const follower = follow ? new LogFollower(folder, { told }) : undefined;
  const end = follower === undefined ? query.to : await follower.size();
  const asked = end === undefined ? query : { ...query, to: end };
  for await (const one of await entriesOf(folder, asked, told)) {
    if (shell.closed) return 0;
    print(one);
  }
  if (follower !== undefined) await tail(follower, query, Math.max(next, end ?? 0), print, shell);
  else if (shown > 0) {
    const signed = (await checkpointOf(folder))?.size ?? 0;
    if (next > signed) shell.err(`from entry ${signed} on, nobody has signed the log yet\n`);
  }
  if (shown === 0)
    shell.err(Object.keys(query).length === 0 ? 'the log is empty\n' : 'no such entries here\n');
  return 0;
}

async function tail(
  follower: LogFollower,
  query: AuditQuery,
  from: number,
  print: (one: Pick<Recorded, 'index' | 'entry'>) => void,
  shell: Shell,
): Promise<void> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const watch = setInterval(() => shell.closed && stop(), 250);
  const { limit: _, newest: __, from: ___, ...filter } = query;
  try {
    for await (const one of follower.follow(filter, from, stopped.signal)) print(one);
  } finally {
    clearInterval(watch);
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await follower.close();
  }
}

/** In the order of the log, whichever end was asked for. */
async function entriesOf(
  folder: string,
  query: AuditQuery,
  told: Progress,
): Promise<AsyncIterable<Pick<Recorded, 'index' | 'entry'>> | readonly Recorded[]> {
  if (Object.keys(query).length === 0) return readLog(folder);
  const { limit, newest, to, ...filter } = query;
  if (newest !== true) return queryLog(folder, query, told);
  if (limit !== undefined && Object.keys(filter).length === 0) {
    return readNewest(folder, limit, to);
  }
  const last: Recorded[] = [];
  for await (const one of queryLog(folder, query, told)) last.push(one);
  return last.reverse();
}
