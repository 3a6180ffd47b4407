import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { VakError } from '../../contract/errors.ts';
import type { EntryJson } from '../../contract/records.ts';
import { parseCheckpoint } from '../head/checkpoint.ts';
import { base64Of, type Hash } from '../tree/hash.ts';
import { entryIn, entryOf, entryOfBytes } from './canonical.ts';
import { logIn } from './layout.ts';
import { type ByteSource, type Line, readLines } from './lines.ts';
import { EntryReader } from './scan/entry-reader.ts';

/** An entry where it stands. */
export interface LoggedEntry {
  /** Counted from 0. */
  readonly index: number;
  readonly entry: EntryJson;
  readonly leaf: Hash;
}

/** An entry where it stands, with the canonical JSON of its `args` where that is at hand. */
interface ReadEntry extends Omit<LoggedEntry, 'leaf'> {
  readonly args: string | undefined;
}

/**
 * Every whole line of a log's folder, in order, as far as it was written when the reading began. Checks
 * the form of the lines, not their truth: `verifyLog` does.
 * @throws VakError VAK6111 when there is no log, VAK6108 naming the first line that is no entry.
 */
export async function* readLog(folder: string): AsyncGenerator<LoggedEntry, void> {
  const file = await openEntries(folder);
  try {
    let index = 0;
    for await (const lines of linesOf(file)) {
      for (const line of lines) {
        const entry = entryIn(line);
        if (entry === undefined) {
          throw new VakError('VAK6108', `entry ${index} of \`${folder}\` is not canonical JSON`);
        }
        yield { index, entry, leaf: line.leaf };
        index += 1;
      }
    }
  } finally {
    await file.close();
  }
}

/**
 * The last entries of a log, in its order, of the first `to`. Counts the lines before them and reads no more
 * of those; needs no index.
 * @throws VakError VAK6111 when there is no log, VAK6108 for one of them that is no entry
 */
export async function readNewest(
  folder: string,
  count: number,
  to = Number.POSITIVE_INFINITY,
): Promise<readonly Omit<LoggedEntry, 'leaf'>[]> {
  const file = await openEntries(folder);
  try {
    let [size, last]: [number, { start: number; length: number }[]] = [0, []];
    for await (const lines of linesOf(file)) {
      const own = lines.slice(0, Math.max(0, to - size)).slice(count === 0 ? lines.length : -count);
      const places = own.map(({ start, end }) => ({ start, length: end - start - 1 }));
      last = [...last, ...places].slice(count === 0 ? Number.MAX_SAFE_INTEGER : -count);
      size = Math.min(to, size + lines.length);
      if (size === to) break;
    }
    const first = size - last.length;
    const found: Omit<LoggedEntry, 'leaf'>[] = [];
    for (const [at, { start, length }] of last.entries()) {
      const bytes = Buffer.allocUnsafe(length);
      await file.read(bytes, 0, length, start);
      const entry = entryOfBytes(bytes);
      if (entry === undefined) {
        throw new VakError('VAK6108', `entry ${first + at} of \`${folder}\` is not canonical JSON`);
      }
      found.push({ index: first + at, entry });
    }
    return found;
  } finally {
    await file.close();
  }
}

/**
 * As `readLog`, but only entries of some kinds are given, in batches whose entries are read one at a time as
 * they are asked for; values that come again may be shared by them, so nobody may change one. The form of the
 * others is checked all the same, at a fraction of the cost. Of a share, the lines of others are passed over,
 * but for kinds that all need.
 */
export async function* readKinds(
  folder: string,
  kinds: readonly string[],
  share?: Share,
): AsyncGenerator<Iterable<ReadEntry>, void> {
  const file = await openEntries(folder);
  const reader = new EntryReader(kinds);
  const needed = share?.needed.map(wordFor) ?? [];
  const within = function* (lines: readonly Line[], first: number) {
    for (const at of share === undefined ? lines.keys() : ownOf(lines, first, share, needed)) {
      const entry = entryOfKind(lines[at] as Line, reader, kinds);
      if (entry === undefined) {
        throw new VakError('VAK6108', `entry ${first + at} of \`${folder}\` is not canonical JSON`);
      }
      if (entry !== 'other') yield { index: first + at, entry, args: reader.args };
    }
  };
  try {
    let first = 0;
    for await (const lines of linesOf(file, share?.bytes)) {
      yield within(lines, first);
      first += lines.length;
    }
  } finally {
    await file.close();
  }
}

/** Which lines are of a share, and which of the others hold what all need: a stretch is looked through at once. */
function* ownOf(
  lines: readonly Line[],
  first: number,
  share: Share,
  needed: readonly Buffer[],
): Generator<number, void> {
  for (let at = 0; at < lines.length; ) {
    let end = at;
    while (end < lines.length && !share.isMine(first + end)) end += 1;
    if (end > at && (lines[at] as Line).mentions(needed, lines[end - 1])) {
      for (let other = at; other < end; other += 1) {
        if ((lines[other] as Line).mentions(needed)) yield other;
      }
    }
    if (end < lines.length) yield end;
    at = end + 1;
  }
}

const wordFor = (kind: string): Buffer => Buffer.from(`"kind":"${kind}"`);

/** Which lines one of several readers takes. */
export interface Share {
  /** Up to where the log is read, for all alike. */
  readonly bytes: number;
  isMine(index: number): boolean;
  /** Kinds of entries that each reader is given. */
  readonly needed: readonly string[];
}

/** The entry of a line, where it is of one of the kinds; undefined where the line is no entry. */
function entryOfKind(
  line: Line,
  reader: EntryReader,
  kinds: readonly string[],
): EntryJson | 'other' | undefined {
  const read = line.read(reader);
  if (read !== undefined) return read;
  const entry = entryOf(line.text());
  return entry === undefined || kinds.includes(entry.kind as string) ? entry : 'other';
}

/** How many whole lines a log has, whatever they say. @throws VakError VAK6111 when there is no log */
export async function countLines(folder: string): Promise<number> {
  const file = await openEntries(folder);
  try {
    let count = 0;
    for await (const lines of linesOf(file)) count += lines.length;
    return count;
  } finally {
    await file.close();
  }
}

/** A log's signed head, as text and taken apart. */
export interface SignedHead {
  readonly origin: string;
  readonly size: number;
  /** base64 */
  readonly root: string;
  /** The signed note as it stands in `checkpoint`. */
  readonly note: string;
}

/** A file of a few lines, read at once: a turn through the thread pool would cost more. */
function smallFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** The last signed head of a log; undefined when none can be read. Checks no signature. */
export async function checkpointOf(folder: string): Promise<SignedHead | undefined> {
  const note = smallFile(logIn(folder).checkpoint);
  const head = note === undefined ? undefined : parseCheckpoint(note);
  if (note === undefined || head === undefined) return undefined;
  return { origin: head.origin, size: head.size, root: base64Of(head.root), note };
}

/** Opens the entries of a log. @throws VakError VAK6111 */
export async function openEntries(folder: string): Promise<FileHandle> {
  try {
    return await open(logIn(folder).entries, 'r');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what = `there is no log to read in \`${folder}\``;
    throw new VakError('VAK6111', code === 'ENOENT' ? what : `${what}: ${code}`, { cause });
  }
}

/** The lines of an open file, up to an offset or as long as it is now. */
export async function* linesOf(
  file: FileHandle,
  to?: number,
): AsyncGenerator<readonly Line[], void> {
  yield* readLines(sourceOf(file), 0, to ?? (await file.stat()).size);
}

const sourceOf = (file: FileHandle): ByteSource => ({
  read: async (into, at) => (await file.read(into, 0, into.length, at)).bytesRead,
});
