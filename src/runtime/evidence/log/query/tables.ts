import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type Ancestry, type Inherited, type Traits, tagNames, wordNames } from './traits.ts';

/** Changes whenever the tables do: an index of another version is made anew. */
export const version = 2;

/** The tables of an index. Words stand in one table, everything else holds their numbers. */
export const tables = `
  CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
  CREATE TABLE entry (
    at_index INTEGER PRIMARY KEY, start INTEGER NOT NULL, length INTEGER NOT NULL, at INTEGER,
    ${wordNames.map((name) => `${name} INTEGER`).join(', ')}
  );
  CREATE TABLE tag (
    name INTEGER, word INTEGER, at_index INTEGER, PRIMARY KEY (name, word, at_index)
  ) WITHOUT ROWID;
  CREATE TABLE ancestor (
    name TEXT, id TEXT, words TEXT NOT NULL, PRIMARY KEY (name, id)
  ) WITHOUT ROWID;
  CREATE TABLE reach (
    one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER, bytes INTEGER, leaf TEXT
  );
  INSERT INTO reach VALUES (1, 0, 0, '');
  PRAGMA user_version = ${version};
`;

/** What finds entries by their words: made once the first entries are in, which costs a part of keeping it meanwhile. */
export const indices = ['at', 'session', 'agent', 'principal', 'tool', 'call', 'verdict']
  .map((name) => `CREATE INDEX IF NOT EXISTS entry_${name} ON entry (${name});`)
  .join('\n');

/** Whether a database holds the tables of an index as they are made here, and nothing else that SQLite acts on. */
export function isOwnSchema(database: DatabaseSync): boolean {
  const own = new DatabaseSync(':memory:');
  try {
    own.exec(tables);
    const needed = schemaOf(own);
    own.exec(indices);
    const may = schemaOf(own);
    const found = schemaOf(database);
    return needed.every((one) => found.includes(one)) && found.every((one) => may.includes(one));
  } finally {
    own.close();
  }
}

const schemaOf = (database: DatabaseSync): readonly string[] =>
  database
    .prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema')
    .all()
    .map((row) => JSON.stringify(row));

/** How many words, and how many ancestors, are kept in memory. */
const mostKept = 65_536;

/** Writes rows of an index; made once for each database. */
export class Rows {
  readonly #word: StatementSync;
  readonly #newWord: StatementSync;
  readonly #entry: StatementSync;
  readonly #tag: StatementSync;
  readonly #ancestor: StatementSync;
  readonly #newAncestor: StatementSync;
  readonly #words = new Map<string, number>();
  readonly #ancestors = new Map<string, Inherited>();

  constructor(database: DatabaseSync) {
    const marks = wordNames.map(() => '?').join(', ');
    this.#word = database.prepare('SELECT id FROM word WHERE text = ?');
    this.#newWord = database.prepare('INSERT INTO word (text) VALUES (?)');
    this.#entry = database.prepare(`INSERT INTO entry VALUES (?, ?, ?, ?, ${marks})`);
    this.#tag = database.prepare('INSERT INTO tag VALUES (?, ?, ?)');
    this.#ancestor = database.prepare('SELECT words FROM ancestor WHERE name = ? AND id = ?');
    this.#newAncestor = database.prepare('INSERT OR REPLACE INTO ancestor VALUES (?, ?, ?)');
  }

  /** What entries indexed so far said of sessions, calls and tickets. */
  readonly ancestry: Ancestry = {
    get: (of, id) => {
      const known = this.#ancestors.get(`${of} ${id}`);
      if (known !== undefined) return known;
      const row = this.#ancestor.get(of, id) as { readonly words: string } | undefined;
      return row === undefined ? undefined : (JSON.parse(row.words) as Inherited);
    },
    set: (of, id, words) => {
      if (this.#ancestors.size >= mostKept) this.#ancestors.clear();
      this.#ancestors.set(`${of} ${id}`, words);
      this.#newAncestor.run(of, id, JSON.stringify(words));
    },
  };

  add(place: { index: number; start: number; length: number }, traits: Traits): void {
    const { index, start, length } = place;
    const words = wordNames.map((name) => {
      const word = traits.words[name];
      return word === undefined ? null : this.#made(word);
    });
    this.#entry.run(index, start, length, traits.at ?? null, ...words);
    for (const [number, name] of tagNames.entries()) {
      for (const tag of traits.tags[name]) this.#tag.run(number, this.#made(tag), index);
    }
  }

  /** The number of a word; undefined when no entry holds it. */
  numberOf(word: string): number | undefined {
    const known = this.#words.get(word);
    if (known !== undefined) return known;
    const row = this.#word.get(word) as { readonly id: number } | undefined;
    if (row !== undefined && this.#words.size < mostKept) this.#words.set(word, row.id);
    return row?.id;
  }

  /** Forgets what a transaction that was undone had made, or what another process has gone beyond. */
  undone(): void {
    this.#words.clear();
    this.#ancestors.clear();
  }

  #made(word: string): number {
    const known = this.numberOf(word);
    if (known !== undefined) return known;
    return Number(this.#newWord.run(word).lastInsertRowid);
  }
}
