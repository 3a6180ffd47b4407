import { existsSync, rmSync } from 'node:fs';
import { logIn } from '../layout.ts';
import { filesOf, isOfDatabase, LogIndex } from './log-index.ts';

/**
 * Whether the index beside a log says what the entries say: an index that was doctored finds nothing wrong, but
 * may leave out what it was asked for. True where there is none. Makes another index, in a file of its own that is
 * gone afterwards.
 */
export async function indexAgrees(folder: string): Promise<boolean> {
  if (!existsSync(logIn(folder).index)) return true;
  const [own, anew] = [new LogIndex(folder), new LogIndex(folder, { apart: true })];
  try {
    await own.catchUp();
    await anew.catchUp(own.bytes);
    const [said, told] = [own.contents(), anew.contents()];
    for (;;) {
      const [one, other] = [said.next(), told.next()];
      if (one.done !== other.done || one.value !== other.value) return false;
      if (one.done === true) return true;
    }
  } catch (error) {
    if (isOfDatabase(error)) return false;
    throw error;
  } finally {
    own.close();
    anew.close();
  }
}

/** Takes the index away; the next question makes it anew. */
export function dropIndex(folder: string): void {
  for (const file of filesOf(logIn(folder).index)) rmSync(file, { force: true });
}
