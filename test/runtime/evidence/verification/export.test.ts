import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newSigningKey } from '../../../../src/runtime/evidence/head/key.ts';
import { exportLog } from '../../../../src/runtime/evidence/log/export.ts';
import { verifyLog } from '../../../../src/runtime/evidence/verification/verify.ts';
import { withhold } from '../../../../src/runtime/evidence/withheld/commitment.ts';
import { leafHash } from '../../../../src/verify/index.ts';
import { entry, folder, opened, written } from '../../../plugins/records/audit/log-folder.ts';

const count = 6;

/** A log of so many entries and its export; gives both folders. */
async function exported(size = count): Promise<{ base: string; log: string; out: string }> {
  const base = folder();
  const log = await written(base, size);
  const out = join(base, 'out');
  await exportLog(log, out);
  return { base, log, out };
}

async function grow(base: string, by: number): Promise<void> {
  const { log, wired } = await opened(base);
  await Promise.all(Array.from({ length: by }, (_, n) => log.append(entry(n))));
  await wired.stop();
}

const filesIn = (out: string): readonly string[] =>
  readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => relative(out, join(file.parentPath, file.name)))
    .sort();

const found = async (out: string) => {
  const { ok, problems, form } = await verifyLog(out);
  expect([ok, form]).toEqual([problems.length === 0, 'export']);
  return problems;
};
const words = async (out: string): Promise<string> =>
  (await found(out)).map(({ problem }) => problem).join('\n');
const places = async (out: string) => (await found(out)).map(({ index }) => index);

const bundle = (out: string): string => join(out, 'tile', 'entries', '000.p', `${count}`);

/** The entries of the first bundle, each with its length before it. */
function framesIn(out: string): Buffer[] {
  const bytes = readFileSync(bundle(out));
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 2 + bytes.readUInt16BE(at);
    frames.push(bytes.subarray(at, end));
    at = end;
  }
  return frames;
}
const reframe = (out: string, change: (frames: Buffer[]) => readonly Buffer[]): void =>
  writeFileSync(bundle(out), Buffer.concat(change(framesIn(out))));

describe('an export that nobody touched', () => {
  test('verifies with the log gone, and says by which key and what was not handed over', async () => {
    const { log, out } = await exported();
    const whole = await verifyLog(log);
    const key = readFileSync(join(log, 'log.pub'), 'utf8').trim();
    expect(whole).toMatchObject({ form: 'log', key, absent: { plans: 0, content: 0 } });
    rmSync(log, { recursive: true });
    expect(await verifyLog(out, { key })).toEqual({
      ...whole,
      form: 'export',
      absent: { plans: 1, content: 0 },
    });
  });

  test('verifies at any size, after it was brought up to date, and with the marks of a file server only', async () => {
    const { base, log, out } = await exported(1);
    for (const by of [254, 1, 1, 300, 212]) {
      await grow(base, by);
      await exportLog(log, out);
      expect(await found(out)).toEqual([]);
    }
    for (const own of ['reach', 'peaks']) rmSync(join(out, 'tile', own));
    expect(await verifyLog(out)).toMatchObject({ ok: true, entries: 769, unsigned: 0 });
  });

  test('verifies without an entry', async () => {
    const base = folder();
    const out = join(base, 'out');
    const { wired } = await opened(base);
    await wired.stop();
    await exportLog(join(base, 'log'), out);
    expect(await verifyLog(out)).toMatchObject({ ok: true, form: 'export', entries: 0 });
  });

  test('may be handed over with the plans, which are then checked', async () => {
    const { log, out } = await exported();
    cpSync(join(log, 'plans'), join(out, 'plans'), { recursive: true });
    expect(await verifyLog(out)).toMatchObject({ ok: true, absent: { plans: 0 } });
    const [plan = ''] = readdirSync(join(out, 'plans'));
    appendFileSync(join(out, 'plans', plan), ' ');
    expect(await words(out)).toContain('was changed');
  });

  test('holds no withheld value, and says how many there are', async () => {
    const base = folder();
    const { log, wired } = await opened(base);
    const made = withhold({ kind: 'test', to: 'Ada' }, [{ path: ['to'], value: 'Ada' }]);
    await log.append(made.entry, made.withheld);
    await wired.stop();
    await exportLog(join(base, 'log'), join(base, 'out'));
    const { ok, withheld } = await verifyLog(join(base, 'out'));
    expect([ok, withheld]).toEqual([true, { kept: 0, forgotten: 0, absent: 1 }]);
    for (const file of filesIn(join(base, 'out'))) {
      expect(readFileSync(join(base, 'out', file), 'latin1')).not.toContain('"Ada"');
    }
  });

  test('continues a head that was kept, and holds what a receipt promises', async () => {
    const { base, log, out } = await exported();
    const head = readFileSync(join(out, 'checkpoint'), 'utf8');
    const live = await opened(base);
    await live.log.append(entry(6));
    const receipt = (await live.log.vouch?.(6)) ?? '';
    await live.wired.stop();
    expect((await verifyLog(out, { receipts: [receipt] })).problems).toMatchObject([{ index: 6 }]);
    await exportLog(log, out);
    const kept = { heads: [head], receipts: [receipt] };
    expect(await verifyLog(out, kept)).toMatchObject({ ok: true, entries: 7 });
    const other = await exported();
    const foreign = readFileSync(join(other.out, 'checkpoint'), 'utf8');
    expect(await verifyLog(out, { heads: [foreign] })).toMatchObject({ ok: false });
  });
});

describe('an export of which one byte was changed', () => {
  test('never verifies, whichever byte it is, and the place is named', {
    timeout: 120_000,
  }, async () => {
    const { out } = await exported();
    const files = filesIn(out);
    expect(files).toEqual([
      'checkpoint',
      'log.pub',
      join('tile', '0', '000.p', '6'),
      join('tile', 'entries', '000.p', '6'),
      join('tile', 'peaks'),
      join('tile', 'reach'),
    ]);
    const ends = framesIn(out).map((_, n, all) => Buffer.concat(all.slice(0, n + 1)).length);
    for (const name of files) {
      const file = join(out, name);
      const good = readFileSync(file);
      for (let at = 0; at < good.length; at += 1) {
        for (const bit of [at % 8, (at + 3) % 8]) {
          const bad = Buffer.from(good);
          bad[at] = (good[at] as number) ^ (1 << bit);
          writeFileSync(file, bad);
          const problems = await found(out);
          const said = problems.map(({ problem }) => problem).join('\n');
          const where = `${name} at ${at}, bit ${bit}`;
          expect(problems, where).not.toEqual([]);
          if (name === join('tile', 'entries', '000.p', '6')) {
            const own = ends.findIndex((end) => at < end);
            expect(
              problems.map(({ index }) => index),
              where,
            ).toContain(own);
          } else if (name.startsWith('tile')) expect(said, where).toContain(name);
          else expect(said, where).toMatch(/checkpoint|log\.pub/);
        }
      }
      writeFileSync(file, good);
    }
    expect(await found(out)).toEqual([]);
  });

  test('is told also in tiles of an earlier head that lie beside the present ones', async () => {
    const { base, log, out } = await exported();
    await grow(base, 594);
    await exportLog(log, out);
    await grow(base, 100);
    await exportLog(log, out);
    const stale = ['entries/000.p/6', '0/000.p/6', 'entries/002.p/88', '0/002.p/88'];
    for (const name of stale.map((each) => join('tile', each))) {
      const good = readFileSync(join(out, name));
      for (const at of [0, 1, good.length - 1]) {
        const bad = Buffer.from(good);
        bad[at] = (good[at] as number) ^ 1;
        writeFileSync(join(out, name), bad);
        expect(await words(out), `${name} at ${at}`).toContain(name);
      }
      writeFileSync(join(out, name), good);
    }
    expect(await found(out)).toEqual([]);
  });
});

describe('an export of which entries were changed', () => {
  test('names one that was taken out, put twice, or put in', async () => {
    const { out } = await exported();
    const good = readFileSync(bundle(out));
    for (const at of [0, 2, 5]) {
      reframe(out, (all) => all.toSpliced(at, 1));
      expect(await places(out), `without ${at}`).toContain(at);
      writeFileSync(bundle(out), good);
      reframe(out, (all) => all.toSpliced(at, 0, all[at] as Buffer));
      const twice = await found(out);
      expect(twice.length, `${at} twice`).toBeGreaterThan(0);
      writeFileSync(bundle(out), good);
    }
    reframe(out, (all) => [...all, all[0] as Buffer]);
    expect(await words(out)).toContain('behind its last entry');
    writeFileSync(bundle(out), Buffer.concat([good, Buffer.alloc(1)]));
    expect(await words(out)).toContain('1 bytes behind its last entry');
  });

  test('names two that changed places', async () => {
    const { out } = await exported();
    reframe(out, ([a, b, ...rest]) => [b, a, ...rest] as Buffer[]);
    expect(await places(out)).toContain(0);
  });

  test('names from where on a bundle was cut, at any byte', async () => {
    const { out } = await exported();
    const good = readFileSync(bundle(out));
    const ends = framesIn(out).map((_, n, all) => Buffer.concat(all.slice(0, n + 1)).length);
    for (let length = 0; length < good.length; length += 1) {
      writeFileSync(bundle(out), good.subarray(0, length));
      const own = ends.findIndex((end) => length < end);
      expect(await places(out), `cut at ${length}`).toContain(own);
    }
  });

  test('still judges what stands behind a bundle that is missing or torn', async () => {
    const { out } = await exported(1_000);
    const second = join(out, 'tile', 'entries', '001');
    const good = readFileSync(second);
    rmSync(second);
    expect(await found(out)).toEqual([
      { index: 256, problem: 'the bundle `tile/entries/001` is missing' },
      { index: 256, problem: 'missing, like the 255 after it' },
    ]);
    const torn = Buffer.from(good);
    torn[0] = 0xff;
    writeFileSync(second, torn);
    const named = await found(out);
    expect(named[0]).toEqual({ index: 256, problem: 'the bundle `tile/entries/001` is torn here' });
    expect(named.every(({ index = 0 }) => index >= 256 && index < 512)).toBe(true);
  });

  test('is found though the leaf tiles were changed to match', async () => {
    const { out } = await exported();
    const other = await exported();
    const changed = readFileSync(bundle(out), 'latin1').replace('entry 3', 'entry 8');
    writeFileSync(bundle(out), changed, 'latin1');
    cpSync(join(other.out, 'tile', '0'), join(out, 'tile', '0'), { recursive: true });
    expect(await places(out)).toContain(3);
    const leaves = framesIn(out).map((frame) => leafHash(frame.subarray(2)));
    writeFileSync(join(out, 'tile', '0', '000.p', '6'), leaves.join(''), 'latin1');
    expect(await words(out)).toContain('the leaf hashes were changed too');
  });
});

describe('an export with another head or key', () => {
  test('is not one under the key of another log', async () => {
    const { out } = await exported();
    const key = newSigningKey('x').as('x').text;
    const { ok, problems } = await verifyLog(out, { key });
    expect([ok, problems.map(({ problem }) => problem).join()]).toEqual([
      false,
      expect.stringContaining('pinned'),
    ]);
  });

  test('is not one under a head of another log, or of itself earlier or later', async () => {
    const { base, log, out } = await exported();
    const file = join(out, 'checkpoint');
    const early = readFileSync(file, 'utf8');
    await grow(base, 3);
    const late = readFileSync(join(log, 'checkpoint'), 'utf8');
    writeFileSync(file, late);
    expect(await words(out)).toContain('the bundle `tile/entries/000.p/9` is missing');
    const later = join(base, 'later');
    await exportLog(log, later);
    writeFileSync(join(later, 'checkpoint'), early);
    expect(await words(later)).toMatch(/missing|beyond the signed head/);
    // An export that had been brought up to date holds the earlier tiles too.
    await exportLog(log, out);
    writeFileSync(file, early);
    expect(await words(out)).toContain('`tile/entries/000.p/9` lies beyond the signed head');
    const foreign = await exported();
    cpSync(join(foreign.out, 'checkpoint'), file);
    expect(await words(out)).toContain('speaks of the log');
    cpSync(join(foreign.out, 'log.pub'), join(out, 'log.pub'));
    expect(await found(out)).not.toEqual([]);
  });

  test('whose head claims more than there can be ends all the same', async () => {
    const { out } = await exported();
    const file = join(out, 'checkpoint');
    const [origin, , ...rest] = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [origin, '9007199254740991', ...rest].join('\n'));
    expect(await words(out)).toContain('the signature of `checkpoint` does not fit');
  });

  test('names files that are missing', async () => {
    for (const name of ['checkpoint', 'log.pub', 'tile/0', 'tile/entries', 'tile/1']) {
      const { out } = await exported(300);
      rmSync(join(out, name), { recursive: true });
      expect(await words(out)).toContain(name);
    }
  });

  test('is a log, and a broken one, once a file of entries is put into it', async () => {
    const { out } = await exported();
    mkdirSync(join(out, 'plans'));
    writeFileSync(join(out, 'entries.jsonl'), '');
    expect(await verifyLog(out)).toMatchObject({ ok: false, form: 'log' });
  });
});
