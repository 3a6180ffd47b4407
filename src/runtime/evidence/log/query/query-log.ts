import { open } from 'node:fs/promises';
import { VakError } from '../../../contract/errors.ts';
import type { AuditQuery, EntryJson, Recorded } from '../../../contract/records.ts';
import { entryOf } from '../canonical.ts';
import { logIn } from '../layout.ts';
import { type Finder, finderHere } from './finder.ts';
import type { Hit } from './log-index.ts';
import { contradicts } from './select.ts';

/** How far a log reaches for a query. */
export interface Extent {
  readonly size: number;
  readonly bytes: number;
}

/**
 * The entries that a query asks for, found through an index and read from the log itself. An index that
 * leads astray is thrown away and made anew, once; then the query goes on where it was.
 * @throws VakError VAK6108 when the entries themselves cannot be read as such
 */
export async function* queryWith(
  finder: Finder,
  folder: string,
  query: AuditQuery,
  { size, bytes }: Extent,
): AsyncGenerator<Recorded, void> {
  let left: AuditQuery = { ...query, to: Math.min(query.to ?? size, size) };
  const file = await open(logIn(folder).entries, 'r');
  try {
    for (let again = false; ; again = true) {
      try {
        for await (const hits of finder.hits(left, bytes)) {
          for (const hit of hits) {
            const entry = await entryAt(file, hit);
            const found = entry && { index: hit.index, entry };
            if (found === undefined || contradicts(query, found)) throw new Astray();
            yield found;
            left = after(left, hit.index);
          }
        }
        return;
      } catch (error) {
        if (again || !(error instanceof Astray || isOfIndex(error))) throw error;
        await finder.forget();
      }
    }
  } catch (error) {
    if (!(error instanceof Astray)) throw error;
    throw new VakError('VAK6108', `entries of \`${folder}\` are no longer where they were`);
  } finally {
    await file.close();
  }
}

/**
 * The entries of a log in a folder that a query asks for. Brings the log's index up to date first, or
 * makes it.
 * @throws VakError VAK6111 when there is no log, VAK6108 when its entries cannot be read
 */
export async function* queryLog(
  folder: string,
  query: AuditQuery = {},
): AsyncGenerator<Recorded, void> {
  const file = await open(logIn(folder).entries, 'r').catch((cause) => {
    throw new VakError('VAK6111', `there is no log to read in \`${folder}\``, { cause });
  });
  const { size: bytes } = await file.stat();
  await file.close();
  const finder = finderHere(folder);
  try {
    const size = Number.MAX_SAFE_INTEGER;
    yield* queryWith(finder, folder, query, { size, bytes });
  } finally {
    await finder.close();
  }
}

class Astray extends Error {}

const isOfIndex = (error: unknown): boolean =>
  error instanceof Error && /SQLITE|database|sqlite/i.test(`${error.name} ${error.message}`);

/** What is left of a query once an entry was given. */
function after(query: AuditQuery, index: number): AuditQuery {
  const { limit = Number.MAX_SAFE_INTEGER } = query;
  const rest = { ...query, limit: limit - 1 };
  return query.newest === true ? { ...rest, to: index } : { ...rest, from: index + 1 };
}

async function entryAt(
  file: {
    read(into: Buffer, at: number, count: number, from: number): Promise<{ bytesRead: number }>;
  },
  { start, length }: Hit,
): Promise<EntryJson | undefined> {
  if (!(length > 0 && length <= 16 * 1024 * 1024 && start >= 0)) return undefined;
  const bytes = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(bytes, 0, length, start);
  return bytesRead === length ? entryOf(bytes.toString('utf8')) : undefined;
}
