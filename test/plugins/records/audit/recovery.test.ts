import {
  appendFileSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AuditLog, EntryJson } from '../../../../src/runtime/contract/index.ts';
import { newSigningKey } from '../../../../src/runtime/contract/index.ts';
import { checkpointOf } from '../../../../src/runtime/evidence/log/read.ts';
import { verifyLog } from '../../../../src/runtime/evidence/verification/verify.ts';
import { folder, opened, written } from './log-folder.ts';

const count = 5;
const last = '{"kind":"test","n":4,"text":"entry 4"}\n';

async function allOf(log: AuditLog): Promise<readonly EntryJson[]> {
  const found: EntryJson[] = [];
  for await (const { entry } of log.read()) found.push(entry);
  return found;
}

/** What the log says when it opens again after something was done to its files. */
async function reopened(base: string): Promise<readonly EntryJson[]> {
  const { log, wired } = await opened(base);
  const found = await allOf(log);
  await wired.stop();
  expect(await verifyLog(join(base, 'log'))).toMatchObject({ ok: true, unsigned: 0 });
  return found;
}

const recovered = (facts: Readonly<Record<string, unknown>>): EntryJson => ({
  v: 1,
  kind: 'recovered',
  at: '2026-01-02T00:00:00.000Z',
  signed: count,
  kept: 0,
  cut: 0,
  mended: false,
  ...facts,
});

describe('a log opened after an orderly end', () => {
  test('is as it was, and nothing is put on record about it', async () => {
    const base = folder();
    await written(base, count);
    expect(await reopened(base)).toHaveLength(count);
  });
});

describe('a log opened after an unclean end', () => {
  test('keeps whole lines behind its head, signs them, and says that it did', async () => {
    const base = folder();
    const log = await written(base, count);
    appendFileSync(join(log, 'entries.jsonl'), last.repeat(2));
    const found = await reopened(base);
    expect(found.slice(count)).toEqual([
      JSON.parse(last),
      JSON.parse(last),
      recovered({ kept: 2 }),
    ]);
    expect(await checkpointOf(log)).toMatchObject({ size: count + 3 });
  });

  test('cuts a torn line off, and says how long it was', async () => {
    for (const torn of ['{', last.slice(0, -1), '\u0000'.repeat(700)]) {
      const base = folder();
      const log = await written(base, count);
      appendFileSync(join(log, 'entries.jsonl'), torn);
      const found = await reopened(base);
      expect(found.slice(count)).toEqual([recovered({ cut: torn.length })]);
    }
  });

  test('cuts from the first line that is none, for no later one can have been acknowledged', async () => {
    const base = folder();
    const log = await written(base, count);
    appendFileSync(join(log, 'entries.jsonl'), `${last}\u0000\u0000\n${last}`);
    const found = await reopened(base);
    const cut = 3 + last.length;
    expect(found.slice(count)).toEqual([JSON.parse(last), recovered({ kept: 1, cut })]);
  });

  test('makes leaf hashes anew, and says so when signed ones were wrong', async () => {
    const base = folder();
    const log = await written(base, count);
    writeFileSync(join(log, 'leaves'), 'x'.repeat(40));
    expect((await reopened(base)).slice(count)).toEqual([recovered({ mended: true })]);
    rmSync(join(log, 'leaves'));
    expect((await reopened(base)).slice(count + 1)).toEqual([
      recovered({ signed: count + 1, mended: true }),
    ]);
  });

  test('goes on with the indices that follow', async () => {
    const base = folder();
    const log = await written(base, count);
    appendFileSync(join(log, 'entries.jsonl'), '{"torn');
    const next = await opened(base);
    expect((await next.log.append({ kind: 'test' })).index).toBe(count + 1);
  });
});

describe('a log that contradicts what was signed', () => {
  const refused = async (base: string, code: string): Promise<void> => {
    await expect(opened(base)).rejects.toMatchObject({ code });
    // And again: the first refusal let the folder go.
    await expect(opened(base)).rejects.toMatchObject({ code });
  };

  test('is not opened when a signed entry is another', async () => {
    const base = folder();
    const log = await written(base, count);
    const file = join(log, 'entries.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('entry 2', 'entry 3'));
    await refused(base, 'VAK6108');
  });

  test('is not opened when signed entries are missing', async () => {
    const base = folder();
    const log = await written(base, count);
    truncateSync(join(log, 'entries.jsonl'), readFileSync(join(log, 'entries.jsonl')).length - 1);
    await refused(base, 'VAK6108');
    truncateSync(join(log, 'entries.jsonl'), 0);
    await refused(base, 'VAK6108');
    rmSync(join(log, 'entries.jsonl'));
    await refused(base, 'VAK6108');
  });

  test('is not opened without its head, or with one that another key signed', async () => {
    const base = folder();
    const log = await written(base, count);
    const head = join(log, 'checkpoint');
    renameSync(head, `${head}.away`);
    await refused(base, 'VAK6108');
    writeFileSync(head, readFileSync(`${head}.away`, 'utf8').replace(/^5$/m, '4'));
    await refused(base, 'VAK6108');
    const other = await written(folder(), count);
    writeFileSync(head, readFileSync(join(other, 'checkpoint')));
    await refused(base, 'VAK6108');
  });

  test('is not opened without its public key, or under another', async () => {
    const base = folder();
    const log = await written(base, count);
    const file = join(log, 'log.pub');
    const own = readFileSync(file);
    rmSync(file);
    await refused(base, 'VAK6110');
    writeFileSync(file, `${newSigningKey('x').as('x').text}\n`);
    await refused(base, 'VAK6110');
    writeFileSync(file, 'nonsense');
    await refused(base, 'VAK6110');
    writeFileSync(file, own);
    expect(await reopened(base)).toHaveLength(count);
  });
});
