import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Actual, Admission, Living, RateLimiter, Shortage, Take } from 'vak/plugin';
import { type Counted, drainedAt, waitFor } from './arithmetic.ts';

/**
 * With a write-ahead log nothing is lost when the process dies. A power cut may take the last counts;
 * `restore` brings them back from the audit log, which is synced before any call has an effect.
 */
const tables = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS counted (
    reservation TEXT NOT NULL, place INTEGER NOT NULL,
    window TEXT NOT NULL, key TEXT NOT NULL,
    amount TEXT NOT NULL, at INTEGER NOT NULL, until INTEGER NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (reservation, place)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS by_key ON counted (window, key, at);
  CREATE INDEX IF NOT EXISTS by_end ON counted (until);
  CREATE TABLE IF NOT EXISTS clock (one INTEGER PRIMARY KEY CHECK (one = 1), latest INTEGER) STRICT;
`;

/**
 * Counts in a database: every admission is a row until it no longer matters. Each method is one
 * transaction and one step of the process; whatever goes wrong is thrown, and the runtime forbids the
 * call. Amounts are stored as digits, for they may be larger than the database's integers.
 */
export class Ledger implements RateLimiter, Living {
  readonly #file: string;
  #open: DatabaseSync | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  start(): void {
    mkdirSync(dirname(this.#file), { recursive: true });
    this.#open = new DatabaseSync(this.#file);
    this.#open.exec(tables);
  }

  stop(): void {
    this.#open?.close();
    this.#open = undefined;
  }

  reserve(reservation: string, takes: readonly Take[], now: number): Admission {
    return this.#transaction(() => {
      if (this.#has(reservation)) return { ok: true };
      const time = this.#move(now);
      this.#db.prepare('DELETE FROM counted WHERE until <= ?').run(Math.floor(time));
      const short = this.#shortages(takes, time, now);
      if (short.length > 0) return { ok: false, short };
      for (const [place, take] of takes.entries()) this.#count(reservation, place, take, time);
      return { ok: true };
    });
  }

  peek(takes: readonly Take[], now: number): Admission {
    const short = this.#shortages(takes, Math.max(now, this.#latest()), now);
    return short.length === 0 ? { ok: true } : { ok: false, short };
  }

  release(reservation: string): void {
    this.#db.prepare('DELETE FROM counted WHERE reservation = ? AND settled = 0').run(reservation);
  }

  settle(reservation: string, actual?: Actual): void {
    this.#transaction(() => {
      for (const [place, used] of actual?.used.entries() ?? []) {
        const take = actual?.takes[place] as Take;
        if (used < 0n) throw new RangeError('an amount below zero');
        if (used < take.amount) this.#lower(reservation, place, used);
        else if (used > take.amount) {
          this.#exceed(
            reservation,
            place,
            { ...take, amount: used - take.amount },
            actual?.at ?? 0,
          );
        }
      }
      this.#db.prepare('UPDATE counted SET settled = 1 WHERE reservation = ?').run(reservation);
    });
  }

  /** Counts what a power cut took from the file; what is still there is not counted twice. */
  restore(reservation: string, takes: readonly Take[], at: number): void {
    this.#transaction(() => {
      if (this.#has(reservation)) return;
      this.#move(at);
      for (const [place, take] of takes.entries()) this.#count(reservation, place, take, at);
    });
  }

  #shortages(takes: readonly Take[], time: number, now: number): readonly Shortage[] {
    return takes.flatMap((take, index) => {
      if (take.amount < 0n || !(take.perMs > 0)) throw new RangeError('an amount below zero');
      if (take.forced === true) return [];
      const beside = takes
        .slice(0, index)
        .filter(({ window, key }) => window === take.window && key === take.key)
        .reduce((sum, { amount }) => sum + amount, 0n);
      const wanted = { ...take, amount: take.amount + beside };
      const wait = waitFor(wanted, this.#counted(take), Math.floor(time));
      if (wait === 0) return [];
      const retryAfterMs = wait === undefined ? undefined : Math.floor(time) + wait - now;
      return [{ take: index, retryAfterMs, exact: true }];
    });
  }

  #count(reservation: string, place: number, take: Take, time: number): void {
    const { window, key, amount, form, perMs } = take;
    const at = Math.ceil(time);
    this.#db
      .prepare(
        `INSERT INTO counted (reservation, place, window, key, amount, at, until)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(reservation, place, window, key, amount.toString(), at, at + perMs);
    if (form === 'at most') return;
    // A bucket remembers through all of its rows; they leave together, when it has run dry.
    const until = drainedAt(take, this.#counted(take));
    this.#db
      .prepare('UPDATE counted SET until = ? WHERE window = ? AND key = ?')
      .run(until, window, key);
  }

  #counted({ window, key }: Take): readonly Counted[] {
    const rows = this.#db
      .prepare('SELECT amount, at FROM counted WHERE window = ? AND key = ? ORDER BY at, rowid')
      .all(window, key);
    return rows.map(({ amount, at }) => ({ amount: BigInt(String(amount)), at: Number(at) }));
  }

  #lower(reservation: string, place: number, amount: bigint): void {
    this.#db
      .prepare('UPDATE counted SET amount = ? WHERE reservation = ? AND place = ? AND settled = 0')
      .run(amount.toString(), reservation, place);
  }

  /** What was used beyond a take has a place of its own beside it, so that it counts once. */
  #exceed(reservation: string, place: number, take: Take, at: number): void {
    const beside = -1 - place;
    const row = this.#db
      .prepare('SELECT 1 FROM counted WHERE reservation = ? AND place = ?')
      .get(reservation, beside);
    if (row === undefined) this.#count(reservation, beside, take, this.#move(at));
  }

  #has(reservation: string): boolean {
    const row = this.#db
      .prepare('SELECT 1 FROM counted WHERE reservation = ? LIMIT 1')
      .get(reservation);
    return row !== undefined;
  }

  #latest(): number {
    const row = this.#db.prepare('SELECT latest FROM clock').get();
    return row === undefined ? Number.NEGATIVE_INFINITY : Number(row.latest);
  }

  /** The time to count at, which never goes back, not even across a restart. */
  #move(now: number): number {
    const latest = Math.max(now, this.#latest());
    this.#db.prepare('INSERT OR REPLACE INTO clock VALUES (1, ?)').run(Math.ceil(latest));
    return latest;
  }

  #transaction<T>(body: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = body();
      this.#db.exec('COMMIT');
      return result;
    } catch (cause) {
      this.#db.exec('ROLLBACK');
      throw cause;
    }
  }

  get #db(): DatabaseSync {
    if (this.#open === undefined) throw new Error('the counts are not open');
    return this.#open;
  }
}
