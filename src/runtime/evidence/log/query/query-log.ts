import { type FileHandle, open } from 'node:fs/promises';
import { VakError } from '../../../contract/errors.ts';
import type { AuditQuery, EntryJson, Recorded } from '../../../contract/records.ts';
import { entryOfBytes } from '../canonical.ts';
import { logIn } from '../layout.ts';
import { longestLine } from '../lines.ts';
import { readLog } from '../read.ts';
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
  const file = await open(logIn(folder).entries, 'r');
  const places = new Places(file);
  try {
    for (let again = false; ; again = true) {
      try {
        for await (const hits of finder.hits(left, bytes)) {
          for (const [at, hit] of hits.entries()) {
            const entry = await places.entryAt(hit, hits[at + 1]);
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
 * makes it; `told` hears how far that is.
 * @throws VakError VAK6111 when there is no log, VAK6108 when its entries cannot be read
 */
export async function* queryLog(
  folder: string,
  query: AuditQuery = {},
  told?: Progress,
): AsyncGenerator<Recorded, void> {
  const file = await open(logIn(folder).entries, 'r').catch((cause) => {
    throw new VakError('VAK6111', `there is no log to read in \`${folder}\``, { cause });
  });
  const { size: bytes } = await file.stat();
  await file.close();
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
  error instanceof Error && /SQLITE|database|sqlite/i.test(`${error.name} ${error.message}`);

/** What is left of a query once an entry was given. */
function after(query: AuditQuery, index: number): AuditQuery {
  const { limit = Number.MAX_SAFE_INTEGER } = query;
  const rest = { ...query, limit: limit - 1 };
  return query.newest === true ? { ...rest, to: index } : { ...rest, from: index + 1 };
}

/** As much is read at once where what is asked for next stands close behind. */
const stretch = 256 * 1024;

/** Reads entries at their places; those that stand close to one another with one read. */
class Places {
  readonly #file: FileHandle;
  #start = 0;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** @param next where the next one stands, if there is a next */
  async entryAt({ start, length }: Hit, next: Hit | undefined): Promise<EntryJson | undefined> {
    if (!(length > 0 && length <= longestLine && start >= 0)) return undefined;
    if (start < this.#start || start + length > this.#start + this.#bytes.length) {
      const near = next !== undefined && next.start > start && next.start < start + stretch;
      await this.#read(start, near ? Math.max(stretch, length) : length);
    }
    const from = start - this.#start;
    const bytes = this.#bytes.subarray(from, from + length);
    return bytes.length === length ? entryOfBytes(bytes) : undefined;
  }

  async #read(start: number, length: number): Promise<void> {
    const bytes = Buffer.allocUnsafe(length);
    const { bytesRead } = await this.#file.read(bytes, 0, length, start);
    this.#start = start;
    this.#bytes = bytes.subarray(0, bytesRead);
  }
}
