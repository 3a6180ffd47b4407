import { closeSync, openSync, rmSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { AuditQuery } from '../../../contract/records.ts';
import { hexOf, leafHash } from '../../tree/hash.ts';
import { entryIn } from '../canonical.ts';
import { type LogLayout, logIn } from '../layout.ts';
import { type Line, readLines } from '../lines.ts';
import { EntryReader } from '../scan/entry-reader.ts';
import { tagsAsked, wordsAsked } from './select.ts';
import { indices, isOwnSchema, Rows, tables, version } from './tables.ts';
import { tagNames, traitsOf } from './traits.ts';

/** Where an entry that was found stands. */
export interface Hit {
  readonly index: number;
  /** Its line in the entries' file, without the line's end. */
  readonly start: number;
  readonly length: number;
}

const most = Number.MAX_SAFE_INTEGER;

/** Hears how many bytes of a log's entries an index has taken in, and of how many. */
export type Progress = (done: number, of: number) => void;

/**
 * An index over a log's entries, in SQLite beside them, made and brought up to date from the entries
 * alone. It only says where to look: whoever asks reads the entries themselves. A database that is
 * missing, damaged, of another version or of another log is made anew; where the folder cannot be written,
 * it is made in memory.
 */
export class LogIndex {
  readonly #layout: LogLayout;
  #database: DatabaseSync;
  #rows: Rows;
  readonly #reader = new EntryReader();

  /** @param apart makes another one, in a file that nobody else sees and that is gone once it is closed */
  constructor(folder: string, { apart = false } = {}) {
    this.#layout = logIn(folder);
    this.#database = apart ? database('') : opened(this.#layout.index);
    this.#rows = new Rows(this.#database);
  }

  /** How much of the entries' file was taken in. */
  get bytes(): number {
    return this.#reach().bytes;
  }

  /** Takes in the entries up to an offset of their file; all whole lines unless told. */
  async catchUp(to = Number.POSITIVE_INFINITY, told?: Progress): Promise<void> {
    try {
      await this.#catchUp(to, told);
    } catch (error) {
      if (!isOfDatabase(error)) throw error;
      await this.anew();
      await this.#catchUp(to, told);
    }
  }

  /** Where the entries stand that a query asks for, in its order. Reads as they are taken. */
  *find(query: AuditQuery): Generator<Hit, void> {
    const statement = this.#statement(query);
    if (statement === undefined) return;
    const rows = this.#database.prepare(statement.sql).iterate(...statement.values);
    for (const { at_index, start, length } of rows) {
      yield { index: Number(at_index), start: Number(start), length: Number(length) };
    }
  }

  /** Every row as text, in order: two indexes of one log say the same. */
  *contents(): Generator<string, void> {
    const words = wordsAsked.map(([name]) => `(SELECT text FROM word WHERE id = entry.${name})`);
    const entries = `SELECT at_index, start, length, at, ${words.join(', ')} FROM entry ORDER BY 1`;
    const tags =
      'SELECT name, at_index, text FROM tag LEFT JOIN word ON id = word ORDER BY 1, 2, 3';
    const ancestors = 'SELECT * FROM ancestor ORDER BY 1, 2';
    for (const sql of [entries, tags, ancestors]) {
      for (const row of this.#database.prepare(sql).iterate()) yield JSON.stringify(row);
    }
  }

  /** Throws the database away and begins a new one. */
  async anew(): Promise<void> {
    this.close();
    const { index } = this.#layout;
    for (const file of filesOf(index)) await rm(file, { force: true }).catch(() => undefined);
    this.#database = opened(index);
    this.#rows = new Rows(this.#database);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  async #catchUp(to: number, told: Progress | undefined): Promise<void> {
    // Another process may have gone on meanwhile.
    this.#rows.undone();
    const file = await open(this.#layout.entries, 'r');
    try {
      if (!(await this.#continues(file))) await this.anew();
      const { bytes } = this.#reach();
      const source = {
        read: async (into: Buffer, at: number) =>
          (await file.read(into, 0, into.length, at)).bytesRead,
      };
      for await (const lines of readLines(source, bytes, to)) {
        this.#take(lines);
        told?.(lines.at(-1)?.end ?? 0, to);
      }
      this.#database.exec(indices);
    } finally {
      await file.close();
    }
  }

  /** Whether the last entry taken in still stands where it stood. */
  async #continues(file: FileHandle): Promise<boolean> {
    const { size, bytes, leaf } = this.#reach();
    if (size === 0) return bytes === 0;
    const sql = 'SELECT start, length FROM entry WHERE at_index = ?';
    const last = this.#database.prepare(sql).get(size - 1);
    const [start, length] = [Number(last?.start), Number(last?.length)];
    if (!(start >= 0 && length >= 0 && start + length + 1 === bytes)) return false;
    const line = Buffer.alloc(length + 1);
    const { bytesRead } = await file.read(line, 0, line.length, start);
    return bytesRead === line.length && hexOf(leafHash(line.subarray(0, length))) === leaf;
  }

  /** All or nothing, and only what no other process has taken in meanwhile. */
  #take(lines: readonly Line[]): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      let { size, bytes } = this.#reach();
      let last: Line | undefined;
      for (const line of lines) {
        if (line.start !== bytes) {
          this.#rows.undone();
          continue;
        }
        const place = { index: size, start: line.start, length: line.end - line.start - 1 };
        const read = line.read(this.#reader) ?? entryIn(line);
        const entry = read === undefined || read === 'other' ? {} : read;
        this.#rows.add(place, traitsOf(entry, this.#rows.ancestry));
        [size, bytes, last] = [size + 1, line.end, line];
      }
      if (last !== undefined) {
        const set = this.#database.prepare('UPDATE reach SET size = ?, bytes = ?, leaf = ?');
        set.run(size, bytes, hexOf(last.leaf));
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#rows.undone();
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #reach(): { readonly size: number; readonly bytes: number; readonly leaf: string } {
    const row = this.#database.prepare('SELECT size, bytes, leaf FROM reach').get();
    return { size: Number(row?.size), bytes: Number(row?.bytes), leaf: String(row?.leaf) };
  }

  #statement(query: AuditQuery) {
    const [parts, values]: [string[], SQLInputValue[]] = [[], []];
    const bound = (sql: string, value: number | undefined): void => {
      if (value === undefined || !Number.isFinite(value)) return;
      parts.push(sql);
      values.push(value);
    };
    bound('at_index >= ?', query.from);
    bound('at_index < ?', query.to);
    bound('at >= ?', query.since);
    bound('at < ?', query.until);
    const numbers = (key: keyof AuditQuery): readonly number[] | undefined =>
      (query[key] as readonly string[] | undefined)?.flatMap((word) => {
        const number = this.#rows.numberOf(word);
        return number === undefined ? [] : [number];
      });
    for (const [name, key] of wordsAsked) {
      const asked = numbers(key);
      if (asked !== undefined) parts.push(`${name} IN (${asked.join(', ')})`);
    }
    for (const [name, key] of tagsAsked) {
      const asked = numbers(key);
      if (asked === undefined) continue;
      const tag = `name = ${tagNames.indexOf(name)} AND word IN (${asked.join(', ')})`;
      parts.push(`at_index IN (SELECT at_index FROM tag WHERE ${tag})`);
    }
    if (parts.some((part) => part.includes('IN ()'))) return undefined;
    const where = parts.length === 0 ? '' : ` WHERE ${parts.join(' AND ')}`;
    const order = ` ORDER BY at_index${query.newest === true ? ' DESC' : ''}`;
    const sql = `SELECT at_index, start, length FROM entry${where}${order} LIMIT ?`;
    return { sql, values: [...values, Math.min(query.limit ?? most, most)] };
  }
}

const busy = 5;

/** Memory for what is written at random places, and so much of it between two syncs: 64 MB each at most. */
const room = 'PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 16384';

/** Whether SQLite found its own files wrong; that another process holds them is no such thing. */
export const isOfDatabase = (error: unknown): boolean => {
  const { code, errcode } = (error ?? {}) as { readonly code?: string; readonly errcode?: number };
  // A number in a row that no log reaches.
  return (code === 'ERR_SQLITE_ERROR' && errcode !== busy) || code === 'ERR_OUT_OF_RANGE';
};

/**
 * The database of a file, made anew where it is none, for its owner alone as the log itself; in memory where there
 * can be no file.
 */
function opened(file: string): DatabaseSync {
  try {
    return database(owned(file));
  } catch {
    // Damaged, of another version, or in a folder that cannot be written.
  }
  try {
    for (const each of filesOf(file)) rmSync(each, { force: true });
    return database(owned(file));
  } catch {
    return database(':memory:');
  }
}

function owned(file: string): string {
  closeSync(openSync(file, 'a', 0o600));
  return file;
}

function database(path: string): DatabaseSync {
  const made = new DatabaseSync(path, { timeout: 5_000 });
  try {
    made.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${room}; BEGIN IMMEDIATE`);
    const found = made.prepare('PRAGMA user_version').get()?.user_version;
    if (found === 0) made.exec(tables);
    else if (found !== version) throw new RangeError('an index of another version');
    // Whoever had the folder may have left a trigger that drops rows, or a view that never ends.
    if (!isOwnSchema(made)) throw new RangeError('an index of another make');
    made.exec('COMMIT');
    return made;
  } catch (error) {
    made.close();
    throw error;
  }
}

/** All files of a database. */
export const filesOf = (file: string): readonly string[] => [file, `${file}-wal`, `${file}-shm`];
