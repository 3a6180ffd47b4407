import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LogFollower } from '../../../../../src/runtime/evidence/audit/stream/log-follower.ts';
import { entry, folder, opened, written } from '../../../../plugins/records/audit/log-folder.ts';

/** Follows the log in `base/log` from an entry on. */
function following(base: string, from: number) {
  const follower = new LogFollower(join(base, 'log'), { pauseMs: 10 });
  onTestFinished(() => follower.close());
  const stopped = new AbortController();
  onTestFinished(() => stopped.abort());
  return follower.follow({}, from, stopped.signal);
}

test('whoever follows a log is given what comes, over a stop and a start of its writer', async () => {
  const base = folder();
  await written(base, 3);
  const seen = following(base, 2);
  expect((await seen.next()).value).toMatchObject({ index: 2, entry: entry(2) });
  const { log } = await opened(base);
  await log.append(entry(3));
  expect((await seen.next()).value).toMatchObject({ index: 3, entry: entry(3) });
});

test('whoever follows a log that is put back is told, and does not wait for ever', async () => {
  const base = folder();
  const log = await written(base, 3);
  const before = join(base, 'before');
  cpSync(log, before, { recursive: true });
  const { log: more, wired } = await opened(base);
  await more.append(entry(3));
  await wired.stop();
  const seen = following(base, 3);
  expect((await seen.next()).value).toMatchObject({ index: 3 });
  const next = seen.next();
  next.catch(() => undefined);
  rmSync(join(log, 'entries.jsonl'));
  cpSync(before, log, { recursive: true });
  await expect(next).rejects.toMatchObject({
    code: 'VAK6108',
    message: expect.stringContaining('4 entries were signed here'),
  });
});
