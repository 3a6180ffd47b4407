import { hash } from 'node:crypto';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import {
  AuditLog,
  base64Of,
  type ContentStore,
  canonicalJson,
  consistencyPath,
  definePlugin,
  type EntryJson,
  formatProof,
  fromBase64,
  type Hash,
  hexOf,
  type Integrity,
  inclusionPath,
  type Living,
  leafHash,
  type Plugin,
  type Receipt,
  type Recorded,
  rootOf,
  type SentHead,
  type Signer,
  type SigningKey,
  signCheckpoint,
  signReceipt,
  subtreeOf,
  takeForgotten,
  VakError,
  type Withheld,
} from '../../../../../src/runtime/contract/index.ts';

const tables = `
  CREATE TABLE IF NOT EXISTS entry (at INTEGER PRIMARY KEY, line TEXT NOT NULL, leaf TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS withheld (at INTEGER, pointer TEXT, salt TEXT, value TEXT);
  CREATE TABLE IF NOT EXISTS content (digest TEXT PRIMARY KEY, bytes BLOB);
`;

/**
 * A log in a database, as somebody writes it who has `vak/plugin` and nothing else: entries are durable with
 * their transaction, heads and receipts are signed, proofs are made from the hashes in a column.
 */
export const databaseLog = (file: string, key: SigningKey): Plugin =>
  definePlugin({
    name: '@acme/database-log',
    version: '1.0.0',
    api: 1,
    runs: 'process',
    provides: [AuditLog],
    setup({ fill }) {
      fill(AuditLog, [], () => new DatabaseLog(file, key.as(`${key.name}/desk`)));
    },
  });

class DatabaseLog implements AuditLog, Living {
  readonly #file: string;
  readonly #signer: Signer;
  readonly #listeners: ((head: SentHead) => void)[] = [];
  #database: DatabaseSync | undefined;
  readonly content: ContentStore = {
    put: async (bytes) => {
      const digest = `sha256:${hash('sha256', bytes)}`;
      this.#all('INSERT OR IGNORE INTO content VALUES (?, ?)', digest, bytes);
      return digest;
    },
    get: async (digest) => {
      const [found] = this.#all('SELECT bytes FROM content WHERE digest = ?', digest);
      return found?.bytes as Uint8Array | undefined;
    },
  };

  constructor(file: string, signer: Signer) {
    this.#file = file;
    this.#signer = signer;
  }

  start(): void {
    const database = new DatabaseSync(this.#file);
    try {
      // From here to the end of the process or the log, the database is this runtime's alone.
      database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; BEGIN EXCLUSIVE');
      database.exec(`${tables} COMMIT`);
    } catch (cause) {
      database.close();
      throw new VakError('VAK6109', 'another runtime writes this log', { cause });
    }
    this.#database = database;
  }

  stop(): void {
    this.#database?.close();
    this.#database = undefined;
  }

  async append(entry: EntryJson, withheld: readonly Withheld[] = []): Promise<Receipt> {
    return this.#write(entry, (at) => {
      for (const { pointer, salt, value } of withheld) {
        const json = JSON.stringify(value);
        this.#all('INSERT INTO withheld VALUES (?, ?, ?, ?)', at, pointer, salt, json);
      }
    });
  }

  async forget(entry: EntryJson): Promise<Receipt> {
    const named = new Map<number, readonly string[]>();
    takeForgotten(entry, named);
    return this.#write(entry, () => {
      for (const [at, pointers] of named) {
        for (const pointer of pointers) {
          this.#all('DELETE FROM withheld WHERE at = ? AND pointer = ?', at, pointer);
        }
      }
    });
  }

  read(from = 0): AsyncIterable<Recorded> {
    return this.#entries(from, this.#size());
  }

  async vouch(index: number): Promise<string> {
    const [leaf] = this.#leaves(index, index + 1);
    if (leaf === undefined) throw new VakError('VAK6112', `there is no entry ${index}`);
    return signReceipt({ index, leaf }, this.#signer);
  }

  async prove(index: number): Promise<string> {
    const leaves = this.#leaves(0, this.#size());
    const leaf = leaves[index];
    if (leaf === undefined) throw new VakError('VAK6112', `there is no entry ${index}`);
    const path = inclusionPath(index, leaves.length, treeOver(leaves)).map(base64Of);
    const [size, root] = [leaves.length, base64Of(rootOver(leaves))];
    const checkpoint = this.#head(leaves);
    return formatProof({ index, leaf: base64Of(leaf), path, size, root, checkpoint });
  }

  async verify(): Promise<Integrity> {
    const problems: { index: number; problem: string }[] = [];
    const leaves = this.#leaves(0, this.#size());
    for await (const { index, entry } of this.read()) {
      if (leafHash(Buffer.from(canonicalJson(entry))) === leaves[index]) continue;
      problems.push({ index, problem: 'changed after it was recorded' });
    }
    const root = base64Of(rootOver(leaves));
    return { ok: problems.length === 0, entries: leaves.length, root, problems };
  }

  onHead(listener: (head: SentHead) => void): void {
    this.#listeners.push(listener);
  }

  #write(entry: EntryJson, more: (at: number) => void): Receipt {
    const line = canonicalJson(entry);
    const leaf = leafHash(Buffer.from(line));
    this.#all('BEGIN IMMEDIATE');
    let index: number;
    try {
      index = this.#size();
      this.#all('INSERT INTO entry VALUES (?, ?, ?)', index, line, base64Of(leaf));
      more(index);
      this.#all('COMMIT');
    } catch (error) {
      this.#all('ROLLBACK');
      throw error;
    }
    if (this.#listeners.length > 0) this.#tell(this.#leaves(0, index + 1));
    return { index, leaf: hexOf(leaf) };
  }

  #tell(leaves: readonly Hash[]): void {
    const since = async (size: number): Promise<readonly string[]> =>
      consistencyPath(size, leaves.length, treeOver(leaves)).map(base64Of);
    for (const listener of this.#listeners) listener({ note: this.#head(leaves), since });
  }

  #head(leaves: readonly Hash[]): string {
    return signCheckpoint({ size: leaves.length, root: rootOver(leaves) }, this.#signer);
  }

  async *#entries(from: number, to: number): AsyncGenerator<Recorded, void> {
    for (let index = from; index < to; index += 1) {
      const [row] = this.#all('SELECT line FROM entry WHERE at = ?', index);
      const entry = JSON.parse(String(row?.line)) as EntryJson;
      const values = this.#all('SELECT * FROM withheld WHERE at = ? ORDER BY rowid', index);
      const withheld = values.map(({ pointer, salt, value }) => {
        return { pointer: String(pointer), salt: String(salt), value: JSON.parse(String(value)) };
      });
      yield withheld.length === 0 ? { index, entry } : { index, entry, withheld };
    }
  }

  #size(): number {
    return Number(this.#all('SELECT count(*) AS size FROM entry')[0]?.size);
  }

  #leaves(from: number, to: number): readonly Hash[] {
    const rows = this.#all('SELECT leaf FROM entry WHERE at >= ? AND at < ? ORDER BY at', from, to);
    return rows.map(({ leaf }) => fromBase64(String(leaf)) as Hash);
  }

  #all(sql: string, ...values: readonly SQLInputValue[]) {
    if (this.#database === undefined) throw new VakError('VAK6105', 'the log is not open');
    return this.#database.prepare(sql).all(...values);
  }
}

const treeOver = (leaves: readonly Hash[]) => subtreeOf((at) => leaves[at] as Hash);
const rootOver = (leaves: readonly Hash[]): Hash => rootOf(leaves.length, treeOver(leaves));
