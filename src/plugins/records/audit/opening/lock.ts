import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { VakError } from '../../../../runtime/contract/index.ts';

/** A folder held by this process alone. */
export interface Lock {
  release(): void;
}

const busy = 5;

/**
 * Holds a log's folder until it is released or the process ends, however it ends: the lock is the
 * kernel's, taken through SQLite on an empty file, so none can go stale and no process id can be
 * mistaken for another's, not even across containers that share the folder. The file beside it only
 * tells people who holds it. Within this process, nothing else may open the lock's file: closing it
 * would let the lock go.
 * @throws VakError VAK6109 naming the holder, as far as it is known; VAK6105 when the disk lets nobody hold it.
 */
export async function lock(file: string): Promise<Lock> {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    if ((cause as { errcode?: number }).errcode !== busy) throw unlockable(cause);
    const holder = await readFile(`${file}.holder`, 'utf8').catch(() => 'another process');
    throw new VakError(
      'VAK6109',
      `the log is being written by ${holder.trim()}; give each process its own folder`,
      { cause },
    );
  }
  const held = database;
  try {
    await writeFile(`${file}.holder`, `process ${process.pid} on ${hostname()}\n`, { mode: 0o600 });
  } catch (cause) {
    held.close();
    throw unlockable(cause);
  }
  return { release: () => held.close() };
}

const unlockable = (cause: unknown): VakError => {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new VakError('VAK6105', `the log's folder cannot be locked: ${why}`, { cause });
};
