import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { AuditQuery } from '../../../../../src/runtime/contract/index.ts';
import { indexAgrees } from '../../../../../src/runtime/evidence/log/query/index-check.ts';
import { LogIndex } from '../../../../../src/runtime/evidence/log/query/log-index.ts';
import { queryLog, sweepLog } from '../../../../../src/runtime/evidence/log/query/query-log.ts';
import { readNewest } from '../../../../../src/runtime/evidence/log/read.ts';
import { folder, opened } from '../../../../plugins/records/audit/log-folder.ts';

/** A log of `count` decisions in `base/log`: every third is forbidden. */
async function decided(base: string, count: number, from = 0): Promise<string> {
  const { log, wired } = await opened(base);
  const entries = Array.from({ length: count }, (_, n) => ({
    v: 1,
    kind: 'decision',
    at: new Date(from + n).toISOString(),
    call: `c-${from + n}`,
    session: 's',
    verdict: n % 3 === 0 ? 'forbid' : 'permit',
  }));
  await Promise.all(entries.map((one) => log.append(one)));
  await wired.stop();
  return join(base, 'log');
}

async function indices(log: string, query: AuditQuery): Promise<readonly number[]> {
  const found: number[] = [];
  for await (const { index } of queryLog(log, query)) found.push(index);
  return found;
}

const forbidden: AuditQuery = { verdicts: ['forbid'] };

describe('a log without an index', () => {
  test('gives its last entries, of all or of the first so many', async () => {
    const log = await decided(folder(), 9);
    const last = async (count: number, to?: number): Promise<readonly number[]> =>
      (await readNewest(log, count, to)).map(({ index }) => index);
    expect(await last(3)).toEqual([6, 7, 8]);
    expect(await last(3, 5)).toEqual([2, 3, 4]);
    expect(await last(99)).toHaveLength(9);
    expect(await last(0)).toEqual([]);
    expect(await readNewest(log, 1)).toMatchObject([{ index: 8, entry: { call: 'c-8' } }]);
    expect(existsSync(join(log, 'index.db'))).toBe(false);
    const entries = join(log, 'entries.jsonl');
    writeFileSync(entries, `${readFileSync(entries, 'utf8')}{"b":1,"a":2}\n`);
    await expect(readNewest(log, 1)).rejects.toMatchObject({ code: 'VAK6108' });
    await expect(readNewest(folder(), 1)).rejects.toMatchObject({ code: 'VAK6111' });
  });

  test('is swept for what its entries say themselves, as an index finds it', async () => {
    const log = await decided(folder(), 40);
    const swept = async (query: AuditQuery): Promise<readonly number[]> => {
      const found: number[] = [];
      for await (const { index } of sweepLog(log, query)) found.push(index);
      return found;
    };
    const queries: readonly AuditQuery[] = [
      {},
      forbidden,
      { ...forbidden, since: 7, until: 30 },
      { from: 3, to: 9, kinds: ['decision'] },
      { levels: ['info'] },
      { kinds: ['outcome'] },
    ];
    const all: (readonly number[])[] = [];
    for (const query of queries) all.push(await swept(query));
    expect(existsSync(join(log, 'index.db'))).toBe(false);
    for (const [at, query] of queries.entries()) expect(await indices(log, query)).toEqual(all[at]);
    expect(await swept({ calls: ['c-4'] })).toEqual([4]);
  });
});

describe('the index of a log', () => {
  test('is made from the entries when it is missing', async () => {
    const log = await decided(folder(), 9);
    expect(existsSync(join(log, 'index.db'))).toBe(false);
    expect(await indices(log, forbidden)).toEqual([0, 3, 6]);
    rmSync(join(log, 'index.db'));
    expect(await indices(log, forbidden)).toEqual([0, 3, 6]);
  });

  test('takes in what was appended since', async () => {
    const base = folder();
    const log = await decided(base, 3);
    expect(await indices(log, forbidden)).toEqual([0]);
    await decided(base, 3, 10);
    expect(await indices(log, forbidden)).toEqual([0, 3]);
    expect(await indices(log, { calls: ['c-11'] })).toEqual([4]);
  });

  test('is made anew when it is damaged, wherever that is', async () => {
    const log = await decided(folder(), 300);
    const file = join(log, 'index.db');
    const expected = await indices(log, forbidden);
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at += 509) {
      const damaged = Buffer.from(whole);
      damaged.fill(0xff, at, at + 64);
      writeFileSync(file, damaged);
      const found = await indices(log, forbidden);
      // Rows may be missed where SQLite cannot tell; none is ever invented.
      expect(expected).toEqual(expect.arrayContaining([...found]));
    }
    for (const content of ['', 'no database', whole.subarray(0, 5_000)]) {
      writeFileSync(file, content);
      expect(await indices(log, forbidden)).toEqual(expected);
    }
  });

  test('that tells of other places is not believed', async () => {
    const log = await decided(folder(), 9);
    await indices(log, {});
    const database = new DatabaseSync(join(log, 'index.db'));
    const word = database.prepare("SELECT id FROM word WHERE text = 'forbid'").get()?.id ?? 0;
    database.exec(`UPDATE entry SET verdict = ${word}`);
    database.close();
    expect(await indices(log, forbidden)).toEqual([0, 3, 6]);
    expect(await indices(log, { ...forbidden, newest: true, limit: 2 })).toEqual([6, 3]);
  });

  test.each([
    ['a trigger', 'CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry; END'],
    ['a view', 'ALTER TABLE entry RENAME TO other; CREATE VIEW entry AS SELECT * FROM other'],
    ['a table more', 'CREATE TABLE more (a)'],
    ['another table', 'ALTER TABLE entry ADD COLUMN more'],
    ['a number beyond all', 'UPDATE entry SET start = 9223372036854775807'],
    ['a reach beyond all', 'UPDATE reach SET bytes = 9223372036854775807'],
  ])('with %s in it is made anew', async (_, sql) => {
    const base = folder();
    const log = await decided(base, 6);
    await indices(log, {});
    const database = new DatabaseSync(join(log, 'index.db'));
    database.exec(sql);
    database.close();
    expect(await indices(log, forbidden)).toEqual([0, 3]);
    await decided(base, 3, 10);
    expect(await indices(log, forbidden)).toEqual([0, 3, 6]);
    expect(await indexAgrees(log)).toBe(true);
  });

  test('that says nothing which a log could say does not agree with it', async () => {
    const log = await decided(folder(), 6);
    await indices(log, {});
    const database = new DatabaseSync(join(log, 'index.db'));
    database.exec('UPDATE entry SET at = 9223372036854775807 WHERE at_index = 2');
    database.close();
    expect(await indexAgrees(log)).toBe(false);
  });

  test('of another log is not taken for that of this one', async () => {
    const [one, other] = [await decided(folder(), 9), await decided(folder(), 12, 100)];
    await indices(one, {});
    await indices(other, {});
    writeFileSync(join(other, 'index.db'), readFileSync(join(one, 'index.db')));
    expect(await indices(other, { calls: ['c-100'] })).toEqual([0]);
  });

  test('says the same, however many times it was brought up to date', async () => {
    const base = folder();
    const contents = async (log: string): Promise<readonly string[]> => {
      const index = new LogIndex(log);
      await index.catchUp();
      const rows = [...index.contents()];
      index.close();
      return rows;
    };
    for (let round = 0; round < 3; round += 1) await contents(await decided(base, 5, round * 10));
    const log = join(base, 'log');
    const grown = await contents(log);
    rmSync(join(log, 'index.db'));
    expect(await contents(log)).toEqual(grown);
  });
});
