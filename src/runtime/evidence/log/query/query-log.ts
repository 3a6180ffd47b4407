import { open } from 'node:fs/promises';
import { VakError } from '../../../contract/errors.ts';
import type { AuditQuery, EntryJson, Recorded } from '../../../contract/records.ts';
import { entryOfBytes } from '../canonical.ts';
import { logIn } from '../layout.ts';
import { longestLine } from '../lines.ts';
import { openEntries, readLog } from '../read.ts';
import { type Finder, finderHere } from './finder.ts';
import type { Hit, Progress } from './log-index.ts';
import { contradicts, selects } from './select.ts';
import { ownTraits } from './traits.ts';

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
  const { entries: file } = logIn(folder);
  try {
    for (let again = false; ; again = true) {
      try {
        for await (const hits of finder.hits(left, bytes)) {
          for (let at = 0; at < hits.length; ) {
            for (const entry of await entriesAt(file, hits.slice(at))) {
              const { index } = hits[at] as Hit;
              at += 1;
              if (entry === undefined || contradicts(query, { index, entry })) throw new Astray();
              yield { index, entry };
              left = after(left, index);
            }
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
  }
}

/**
 * The entries of a log in a folder that a query asks for. Brings the log's index up to date first, or
 * makes it; `told` hears how far that is.
 * @throws VakError VAK6111 when there is no log, VAK6108 when its entries cannot be read
 */
export async function* queryLog(
  folder: string,
  query: AuditQuery = {},
  told?: Progress,
): AsyncGenerator<Recorded, void> {
  const file = await openEntries(folder);
  const { size: bytes } = await file.stat().finally(() => file.close());
  const finder = finderHere(folder, told);
  try {
    const size = Number.MAX_SAFE_INTEGER;
    yield* queryWith(finder, folder, query, { size, bytes });
  } finally {
    await finder.close();
  }
}

/** What an entry may have from its session, its call or its ticket; the rest it says itself. */
const inherited = ['sessions', 'agents', 'principals', 'tenants', 'tools', 'calls'] as const;

/**
 * As `queryLog`, for a query that most entries may fit: read from the first to the last without an index,
 * unless it asks for what entries have from others.
 * @throws VakError VAK6111 when there is no log, VAK6108 when its entries cannot be read
 */
export async function* sweepLog(
  folder: string,
  query: AuditQuery,
  told?: Progress,
): AsyncGenerator<Recorded, void> {
  if (query.limit !== undefined || inherited.some((key) => query[key] !== undefined)) {
    yield* queryLog(folder, query, told);
    return;
  }
  const all = Object.keys(query).length === 0;
  for await (const { index, entry } of readLog(folder)) {
    if (all || selects(query, index, ownTraits(entry))) yield { index, entry };
  }
}

class Astray extends Error {}

const isOfIndex = (error: unknown): boolean =>
  error instanceof Error &&
  /SQLITE|database|sqlite|too large to be represented/i.test(`${error.name} ${error.message}`);

/** What is left of a query once an entry was given. */
function after(query: AuditQuery, index: number): AuditQuery {
  const { limit = Number.MAX_SAFE_INTEGER } = query;
  const rest = { ...query, limit: limit - 1 };
  return query.newest === true ? { ...rest, to: index } : { ...rest, from: index + 1 };
}

/** As much is read at once where what is found stands close together. */
const stretch = 256 * 1024;

/**
 * The entries of the first hits, of as many as stand close together, with one read. The file is open for no longer
 * than that: an iterator that nobody takes to its end holds nothing.
 */
async function entriesAt(
  file: string,
  hits: readonly Hit[],
): Promise<readonly (EntryJson | undefined)[]> {
  const near: Hit[] = [];
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const hit of hits) {
    const { start, length } = hit;
    if (!(length > 0 && length <= longestLine && start >= 0)) throw new Astray();
    const [from, to] = [Math.min(low, start), Math.max(high, start + length)];
    if (near.length > 0 && to - from > stretch) break;
    [low, high] = [from, to];
    near.push(hit);
  }
  await using handle = await open(file, 'r');
  const bytes = Buffer.allocUnsafe(high - low);
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, low);
  return near.map(({ start, length }) =>
    start - low + length > bytesRead
      ? undefined
      : entryOfBytes(bytes.subarray(start - low, start - low + length)),
  );
}
