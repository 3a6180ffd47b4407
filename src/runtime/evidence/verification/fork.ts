import { parseCheckpoint } from '../head/checkpoint.ts';
import { type Fork, forkOf } from '../head/fork.ts';
import { continuation } from '../log/prove.ts';

/**
 * The evidence that a log in a folder is another history than a head that was kept of it; undefined where
 * it continues the head, or where its own head is over fewer entries, which no signature contradicts.
 * @throws VakError as `prove` does
 */
export async function forkIn(folder: string, kept: string): Promise<Fork | undefined> {
  const older = parseCheckpoint(kept);
  if (older === undefined || older.size === 0) return undefined;
  const { note, ...between } = await continuation(folder, older.size);
  return between.prefix === older.root ? undefined : forkOf(kept, note, between);
}
