import {
  appendFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newSigningKey } from '../../../../src/runtime/evidence/head/key.ts';
import { leafHash } from '../../../../src/runtime/evidence/tree/hash.ts';
import { verifyLog } from '../../../../src/runtime/evidence/verification/verify.ts';
import { withhold } from '../../../../src/runtime/evidence/withheld/commitment.ts';
import { folder, opened, written } from '../../../plugins/records/audit/log-folder.ts';

const count = 6;
const lines = (log: string): string[] =>
  readFileSync(join(log, 'entries.jsonl'), 'utf8').split('\n');
const rewrite = (log: string, change: (lines: string[]) => readonly string[]): void => {
  writeFileSync(join(log, 'entries.jsonl'), change(lines(log)).join('\n'));
};
const found = async (log: string) => {
  const { ok, problems } = await verifyLog(log);
  expect(ok).toBe(problems.length === 0);
  return problems;
};

/** The files that count for the verdict, with their sizes. */
const evidence = (log: string): readonly (readonly [name: string, size: number])[] =>
  readdirSync(log, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && !file.name.startsWith('lock'))
    .map((file) => join(file.parentPath, file.name))
    .map((file) => [relative(log, file), statSync(file).size]);

describe('a log that nobody touched', () => {
  test('verifies, with its size, root and head', async () => {
    const log = await written(folder(), count);
    const report = await verifyLog(log);
    expect(report).toMatchObject({ ok: true, entries: count, unsigned: 0, problems: [] });
    expect(report.checkpoint).toMatchObject({ size: count, root: report.root });
  });

  test('verifies under its own key when that is pinned, and under no other', async () => {
    const log = await written(folder(), count);
    const key = readFileSync(join(log, 'log.pub'), 'utf8');
    expect(await verifyLog(log, { key })).toMatchObject({ ok: true });
    const other = newSigningKey('x').as('x').text;
    const { ok, problems } = await verifyLog(log, { key: other });
    expect(ok).toBe(false);
    expect(problems.map(({ problem }) => problem).join()).toContain('pinned');
  });

  test('is refused when there is none', async () => {
    await expect(verifyLog(folder())).rejects.toMatchObject({ code: 'VAK6111' });
  });
});

describe('a log of which one byte was changed', () => {
  test('never verifies, whichever byte it is, and the entry is named', {
    timeout: 120_000,
  }, async () => {
    const base = folder();
    const log = await written(base, count);
    const files = evidence(log);
    expect(files.map(([name]) => name.replace(/[0-9a-f]{64}/, 'P')).sort()).toEqual([
      'checkpoint',
      'entries.jsonl',
      'leaves',
      'log.pub',
      join('plans', 'P.json'),
      join('plans', 'P.json'),
    ]);
    for (const [name, size] of files) {
      const file = join(log, name);
      const good = readFileSync(file);
      let entry = 0;
      for (let at = 0; at < size; at += 1) {
        const bad = Buffer.from(good);
        bad[at] = (good[at] as number) ^ (1 << (at % 8));
        writeFileSync(file, bad);
        const problems = await found(log);
        expect(problems, `${name} at ${at}`).not.toEqual([]);
        const place = problems.map(({ index }) => index);
        if (name === 'entries.jsonl') expect(place, `${name} at ${at}`).toContain(entry);
        if (name === 'leaves') expect(place, `${name} at ${at}`).toEqual([Math.floor(at / 32)]);
        if (good[at] === 0x0a) entry += 1;
      }
      writeFileSync(file, good);
    }
    expect(await found(log)).toEqual([]);
  });
});

describe('a log that only commits to some values', () => {
  test('never verifies with any byte of them changed, and the entry is named', {
    timeout: 120_000,
  }, async () => {
    const base = folder();
    const { log, wired } = await opened(base);
    for (const n of [0, 1, 2]) {
      const value = `person ${n}`;
      const made = withhold({ kind: 'test', n, to: value }, [{ path: ['to'], value }]);
      await log.append(made.entry, made.withheld);
    }
    await wired.stop();
    const kept = join(base, 'log');
    expect(await verifyLog(kept)).toMatchObject({ ok: true, withheld: { kept: 3 } });
    const file = join(kept, 'withheld', '0.jsonl');
    const good = readFileSync(file);
    let entry = 0;
    for (let at = 0; at < good.length; at += 1) {
      for (const bit of [0, 3, 6]) {
        const bad = Buffer.from(good);
        bad[at] = (good[at] as number) ^ (1 << bit);
        writeFileSync(file, bad);
        const places = (await found(kept)).map(({ index }) => index);
        expect(places, `byte ${at}, bit ${bit}`).toContain(entry);
      }
      if (good[at] === 0x0a) entry += 1;
    }
    writeFileSync(file, good);
    expect(await found(kept)).toEqual([]);
  });
});

describe('the tiles of a log', () => {
  test('are never taken for right with any of their bytes changed, and the tile is named', {
    timeout: 120_000,
  }, async () => {
    const log = await written(folder(), 520);
    for (const name of [join('tile', '1', '000.p', '2'), join('tile', 'peaks')]) {
      const file = join(log, name);
      const good = readFileSync(file);
      expect(good).toHaveLength(64);
      for (let at = 0; at < good.length; at += 1) {
        const bad = Buffer.from(good);
        bad[at] = (good[at] as number) ^ (1 << (at % 8));
        writeFileSync(file, bad);
        const problems = await found(log);
        expect(problems.map(({ problem }) => problem).join(), `byte ${at}`).toContain(name);
      }
      writeFileSync(file, good.subarray(0, 33));
      expect(await found(log), 'cut').toHaveLength(1);
      writeFileSync(file, good);
    }
    expect(await found(log)).toEqual([]);
  });

  test('may be missing their peaks: whoever needs those makes them', async () => {
    const log = await written(folder(), 520);
    rmSync(join(log, 'tile', 'peaks'));
    expect(await found(log)).toEqual([]);
  });
});

describe('a log of which lines were changed', () => {
  test('names an entry that was taken out', async () => {
    for (const gone of [0, 2, count - 1]) {
      const log = await written(folder(), count);
      rewrite(log, (all) => all.toSpliced(gone, 1));
      expect((await found(log)).map(({ index }) => index)).toEqual([gone]);
    }
  });

  test('names the first of several that were taken out, once', async () => {
    const log = await written(folder(), count);
    rewrite(log, (all) => all.toSpliced(1, 3));
    expect(await found(log)).toEqual([{ index: 1, problem: 'missing, like the 2 after it' }]);
  });

  test('names where a line was put in', async () => {
    const log = await written(folder(), count);
    rewrite(log, (all) => all.toSpliced(3, 0, '{"kind":"test","n":99}'));
    expect(await found(log)).toEqual([{ index: 3, problem: '1 line before it never recorded' }]);
  });

  test('names two entries that changed places', async () => {
    const log = await written(folder(), count);
    rewrite(log, ([a = '', b = '', ...rest]) => [b, a, ...rest]);
    expect((await found(log)).map(({ index }) => index)).toContain(0);
  });

  test('says from which entry on a log was cut after its head was signed', async () => {
    for (const left of [0, 1, count - 1]) {
      const log = await written(folder(), count);
      rewrite(log, (all) => [...all.slice(0, left), '']);
      const [first, ...more] = await found(log);
      expect(more).toEqual([]);
      expect(first?.index).toBe(left);
      expect(first?.problem).toContain('missing');
    }
  });

  test('is still found when its leaf hashes were changed to match', async () => {
    const log = await written(folder(), count);
    const forged = '{"kind":"test","n":2,"text":"entry 7"}';
    rewrite(log, (all) => all.toSpliced(2, 1, forged));
    const leaves = readFileSync(join(log, 'leaves'));
    leaves.write(leafHash(Buffer.from(forged)), 2 * 32, 'latin1');
    writeFileSync(join(log, 'leaves'), leaves);
    const problems = await found(log);
    expect(problems.map(({ problem }) => problem).join()).toContain('leaf hashes were changed too');
  });

  test('does not mind entries beyond the head, and says how many', async () => {
    const log = await written(folder(), count);
    appendFileSync(join(log, 'entries.jsonl'), '{"kind":"test"}\n{"ki');
    expect(await verifyLog(log)).toMatchObject({ ok: true, entries: count + 1, unsigned: 1 });
  });

  test('minds a line beyond the head that is not canonical', async () => {
    const log = await written(folder(), count);
    appendFileSync(join(log, 'entries.jsonl'), '{ "kind": "test" }\n');
    expect(await found(log)).toEqual([{ index: count, problem: 'not canonical JSON' }]);
  });
});

describe('a log of which files are missing', () => {
  test('says which', async () => {
    for (const file of ['checkpoint', 'leaves', 'log.pub', 'plans']) {
      const log = await written(folder(), count);
      rmSync(join(log, file), { recursive: true });
      const problems = await found(log);
      const word = file === 'plans' ? 'plan' : file;
      expect(problems.map(({ problem }) => problem).join()).toContain(word);
    }
  });
});
