import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import {
  closeSync,
  fdatasync,
  mkdtempSync,
  openSync,
  rmSync,
  write,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSystem } from '../dist/plugins/records/audit/disk/file-system.js';
import { lock } from '../dist/plugins/records/audit/opening/lock.js';
import { openLog } from '../dist/plugins/records/audit/opening/open.js';
import { Batch } from '../dist/plugins/records/audit/sealing/batch.js';
import { FileLog } from '../dist/plugins/records/audit/writing/log.js';
import {
  type EntryJson,
  type Hash,
  newSigningKey,
  signCheckpoint,
} from '../dist/runtime/contract/index.js';
import { prove } from '../dist/runtime/evidence/log/prove.js';
import { hashOf } from '../dist/runtime/evidence/tree/hash.js';
import { TreeRange } from '../dist/runtime/evidence/tree/range.js';
import { layTiles } from '../dist/runtime/evidence/tree/tiles/lay.js';
import { verifyLog } from '../dist/runtime/evidence/verification/verify.js';
import { beside, type Result } from './result.ts';
import { quantile } from './rounds.ts';

// What durable, signed appends cost, beside writing the same bytes and syncing them, on the same disk
// in the same run, round about. Group commit is on both sides: what is under way shares a sync.

const rounds = 9;

const entryOf = (n: number): EntryJson => ({
  v: 1,
  kind: 'decision',
  at: '2026-01-02T03:04:05.678Z',
  call: `call-${n}`,
  session: 's-1',
  tool: 'orders.read',
  args: { id: `ord_${n}`, full: false },
  verdict: 'permit',
  because: 'support may read the orders of its own customers',
  opinions: [{ by: 'policy', rule: 'orders.read', verdict: 'permit', at: 'desk.vak:12:3' }],
});

type Append = (n: number) => Promise<unknown>;

interface Waiting {
  readonly line: Buffer;
  readonly done: () => void;
}

/**
 * A file of lines without hash, tree or signature: appended and synced, those that wait in one go. Keeps how
 * long each write with its sync took, in microseconds.
 */
function plainAppends(
  file: string,
  lineOf: (n: number) => Buffer,
): { append: Append; syncs: readonly number[]; close(): void } {
  const syncs: number[] = [];
  const fd = openSync(file, 'w');
  let [waiting, at, busy]: [Waiting[], number, boolean] = [[], 0, false];
  const commit = (): void => {
    const now = waiting;
    waiting = [];
    busy = now.length > 0;
    if (!busy) return;
    const bytes = Buffer.concat(now.map(({ line }) => line));
    const begun = performance.now();
    write(fd, bytes, 0, bytes.length, at, (failed) => {
      if (failed !== null) throw failed;
      at += bytes.length;
      fdatasync(fd, (unsynced) => {
        if (unsynced) throw unsynced;
        syncs.push((performance.now() - begun) * 1000);
        for (const { done } of now) done();
        setImmediate(commit);
      });
    });
  };
  const append: Append = (n) =>
    new Promise<void>((done) => {
      waiting.push({ line: lineOf(n), done });
      if (busy) return;
      busy = true;
      setImmediate(commit);
    });
  return { append, syncs, close: () => closeSync(fd) };
}

async function vakAppends(folder: string): Promise<{ append: Append; log: FileLog }> {
  const meaning = '{}';
  const digest = `sha256:${createHash('sha256').update(meaning).digest('hex')}`;
  const key = newSigningKey('bench');
  const opening = {
    disk: fileSystem,
    folder: join(folder, 'log'),
    key: async () => key,
    lock,
    plan: { digest, meaning },
    now: Date.now,
    pauseMs: 50,
  };
  const log = new FileLog((failed) => openLog(opening, failed));
  await log.start();
  return { append: (n) => log.append(entryOf(n)), log };
}

interface Round {
  readonly each: number;
  readonly times: readonly number[];
}

/**
 * Appends with so many in flight, each lane one after another; microseconds. The times have their room from the
 * start: a list that grew was moved by each collection of garbage, which made half of its pause, on all sides.
 */
async function drive(append: Append, lanes: number, count: number): Promise<Round> {
  const times = new Array<number>(count).fill(Number.NaN);
  let n = 0;
  const lane = async (): Promise<void> => {
    while (n < count) {
      const at = n;
      n += 1;
      const begun = performance.now();
      await append(n);
      times[at] = (performance.now() - begun) * 1000;
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: lanes }, lane));
  return { each: ((performance.now() - begun) * 1000) / count, times };
}

async function appends(folder: string, lanes: number, count: number): Promise<readonly Result[]> {
  const ready = Buffer.from(`${JSON.stringify(entryOf(123_456))}\n`);
  const raw = plainAppends(join(folder, 'raw'), () => ready);
  const json = plainAppends(join(folder, 'json'), (n) =>
    Buffer.from(`${JSON.stringify(entryOf(n))}\n`),
  );
  const vak = await vakAppends(folder);
  const [floor, lines, own]: [Round[], Round[], Round[]] = [[], [], []];
  for (let round = -1; round < rounds; round += 1) {
    const each = [
      await drive(raw.append, lanes, count),
      await drive(json.append, lanes, count),
      await drive(vak.append, lanes, count),
    ] as const;
    if (round < 0) continue;
    floor.push(each[0]);
    lines.push(each[1]);
    own.push(each[2]);
  }
  raw.close();
  json.close();
  await vak.log.stop();
  const figure = (what: string, of: (rounds: readonly Round[]) => number): Result => ({
    name: `audit/${what}/${lanes}`,
    value: of(own),
    unit: 'us',
    better: 'lower',
    peers: [
      beside('raw append+fdatasync', of(floor), of(own)),
      beside('JSON lines append+fdatasync', of(lines), of(own)),
    ],
  });
  const p99 = figure('append-p99', late);
  const sync = beside('a sync of the raw run', quantile(sorted(raw.syncs), 0.99), p99.value);
  return [figure('append', middle), { ...p99, peers: [...(p99.peers ?? []), sync] }];
}

const sorted = (of: readonly number[]): readonly number[] => [...of].sort((a, b) => a - b);
const middle = (of: readonly Round[]): number => quantile(sorted(of.map(({ each }) => each)), 0.5);
const late = (of: readonly Round[]): number =>
  quantile(sorted(of.flatMap(({ times }) => times)), 0.99);

/** Canonical form, leaf hash and tree, without the disk. */
function sealing(): Result {
  const entries = Array.from({ length: 2_000 }, (_, n) => entryOf(n));
  const [times, floor]: [number[], number[]] = [[], []];
  for (let round = -5; round < 40; round += 1) {
    const [batch, range] = [new Batch(), new TreeRange()];
    const begun = performance.now();
    for (const entry of entries) batch.add(entry);
    range.take(batch.seal().hashes);
    const middle = performance.now();
    for (const entry of entries) JSON.stringify(entry);
    const end = performance.now();
    if (round < 0) continue;
    times.push(((middle - begun) * 1000) / entries.length);
    floor.push(((end - middle) * 1000) / entries.length);
  }
  const mid = (of: number[]): number =>
    quantile(
      of.sort((a, b) => a - b),
      0.5,
    );
  const [value, theirs] = [mid(times), mid(floor)];
  const peers = [beside('JSON.stringify alone', theirs, value)];
  return { name: 'audit/seal/400B', value, unit: 'us', better: 'lower', peers };
}

async function verifying(folder: string, count: number): Promise<Result> {
  const { append, log } = await vakAppends(folder);
  await drive(append, 1_024, count);
  await log.stop();
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const begun = performance.now();
    const report = await verifyLog(join(folder, 'log'));
    if (!report.ok || report.entries !== count) throw new Error('the log does not verify');
    times.push(performance.now() - begun);
  }
  const value =
    (count * 1000) /
    quantile(
      times.sort((a, b) => a - b),
      0.5,
    );
  return { name: `audit/verify/${count}`, value, unit: 'entries/s', better: 'higher' };
}

/**
 * One proof from a log of ten million entries, its tiles made from hashes, each with a fresh start: no tile
 * and no leaf is held in memory before. The system's own file cache is as warm as it happens to be.
 */
async function proving(folder: string, size: number): Promise<Result> {
  const signer = newSigningKey('bench').as('bench/log');
  const seed = createHash('sha256').update('leaf').digest();
  const leaf = (index: number): Hash => {
    seed.writeUInt32BE(index, 0);
    return hashOf(seed);
  };
  const leaves = openSync(join(folder, 'leaves'), 'w');
  const range = new TreeRange();
  const chunk = Buffer.alloc(32 * 8_192);
  for (let from = 0; from < size; from += 8_192) {
    const count = Math.min(8_192, size - from);
    for (let n = 0; n < count; n += 1) {
      const hash = leaf(from + n);
      chunk.write(hash, n * 32, 'latin1');
      range.append(hash);
    }
    writeSync(leaves, chunk, 0, count * 32);
  }
  closeSync(leaves);
  await layTiles(folder, size, leaf);
  writeFileSync(join(folder, 'checkpoint'), signCheckpoint({ size, root: range.root() }, signer));
  const times: number[] = [];
  for (let round = -20; round < 200; round += 1) {
    const index = Math.floor(((round + 21) * 7_368_787) % size);
    const begun = performance.now();
    await prove(folder, index);
    if (round >= 0) times.push(performance.now() - begun);
  }
  const value = quantile(
    times.sort((a, b) => a - b),
    0.5,
  );
  return { name: `audit/prove/${size}`, value, unit: 'ms', better: 'lower' };
}

/** Measures the log: appends at 1, 64 and 1,024 in flight, sealing, a full verification, and one proof. */
export async function run(): Promise<readonly Result[]> {
  const results: Result[] = [sealing()];
  const within = async <T>(measure: (folder: string) => Promise<T>): Promise<T> => {
    const folder = mkdtempSync(join(tmpdir(), 'vak-bench-'));
    try {
      return await measure(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  for (const [lanes, count] of [
    [1, 300],
    [64, 6_400],
    [1_024, 40_960],
  ] as const) {
    results.push(...(await within((folder) => appends(folder, lanes, count))));
  }
  results.push(await within((folder) => verifying(folder, 100_000)));
  results.push(await within((folder) => proving(folder, 10_000_000)));
  return results;
}
