import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { Batch } from '../../../../../src/plugins/records/audit/sealing/batch.ts';
import {
  type EntryJson,
  LineMemory,
  leafHash,
  pieceLines,
  Sealer,
  TreeRange,
} from '../../../../../src/runtime/contract/index.ts';

describe('a batch that is split', () => {
  test.each([0, 1, 3, 7])('at line %i holds the first lines, and another the rest', (at) => {
    const values = [{ pointer: '/n', salt: '00'.repeat(32), value: 1 }];
    const [batch, rest] = [new Batch(), new Batch()];
    for (let n = 0; n < 7; n += 1) batch.add({ kind: 'test', n }, n % 2 === 0 ? values : undefined);
    const [whole, apart] = [batch.bytes.toString(), batch.withheld(10)];
    batch.split(at, rest);
    expect(batch.ends).toHaveLength(at);
    expect(batch.bytes.toString() + rest.bytes.toString()).toBe(whole);
    expect([...batch.withheld(10), ...rest.withheld(10 + at)]).toEqual(apart);
    expect(rest.ends.at(-1) ?? 0).toBe(rest.bytes.length);
  });
});

const written = Promise.resolve();

/** A sealer whose thread is at work. */
async function aside(): Promise<Sealer> {
  const sealer = new Sealer();
  const batch = new Batch();
  for (let n = 0; n < 16 * pieceLines; n += 1) {
    batch.add({ n });
    if (batch.count % pieceLines === 0) sealer.ahead(batch);
  }
  await vi.waitFor(() => expect(sealer.isAside).toBe(true), 60_000);
  return sealer;
}

/** Adds entries as the writer does. */
function fill(sealer: Sealer, batch: Batch, entries: readonly EntryJson[]): void {
  for (const entry of entries) {
    batch.add(entry);
    if (batch.count % pieceLines === 0) sealer.ahead(batch);
  }
}

const entriesOf = (count: number, first: number, length = 7): readonly EntryJson[] =>
  Array.from({ length: count }, (_, n) => ({
    n: first + n,
    text: 'é'.repeat((first + n) % length),
  }));

describe('a sealer', () => {
  test('says under a load that lasts, with its thread, what it says itself', async () => {
    const sealer = new Sealer();
    const [own, other] = [new TreeRange(), { range: new TreeRange() }];
    try {
      const batch = new Batch();
      for (let turn = 0; turn < 60; turn += 1) {
        fill(sealer, batch, entriesOf(200, turn * 200));
        const sealed = await sealer.seal(batch, written);
        const here = batch.seal();
        expect(sealed.hashes.equals(here.hashes)).toBe(true);
        for (const at of [0, 99, 199]) expect(sealed.hexAt(at)).toBe(here.hexAt(at));
        own.take(here.hashes);
        other.range = await sealer.grow(other.range, sealed.hashes);
        expect([other.range.size, other.range.root()]).toEqual([own.size, own.root()]);
        batch.clear();
        if (turn === 30) await vi.waitFor(() => expect(sealer.isAside).toBe(true), 60_000);
      }
      expect(sealer.isAside).toBe(true);
    } finally {
      await sealer.close();
    }
  });

  test('says so of batches that are split, grow, and are used again at once', async () => {
    const sealer = await aside();
    try {
      const batches = [new Batch(), new Batch(), new Batch()];
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            counts: fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 4 }),
            length: fc.constantFrom(7, 60, 3_000),
            split: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
            pauses: fc.boolean(),
          }),
          async ({ counts, length, split, pauses }) => {
            const [batch, rest] = batches.splice(0, 2) as [Batch, Batch];
            for (const count of counts) {
              fill(sealer, batch, entriesOf(count, count * 31, length));
              if (pauses) await new Promise(setImmediate);
            }
            if (split !== undefined) batch.split(Math.round(split * batch.count), rest);
            for (const each of [batch, rest]) {
              const sealed = await sealer.seal(each, written);
              expect(sealed.hashes.equals(each.seal().hashes)).toBe(true);
              each.clear();
            }
            batches.push(batch, rest);
          },
        ),
        { numRuns: 150 },
      );
      expect(sealer.isAside).toBe(true);
    } finally {
      await sealer.close();
    }
  });

  test('goes on here once its thread is gone', async () => {
    const sealer = await aside();
    const batch = new Batch();
    fill(sealer, batch, entriesOf(300, 0));
    await sealer.close();
    fill(sealer, batch, entriesOf(300, 300));
    const sealed = await sealer.seal(batch, written);
    expect(sealed.hashes.equals(batch.seal().hashes)).toBe(true);
  });

  test('ends a thread that it gave up before it is closed: its lines may be used again', async () => {
    const begun = once(process, 'worker') as Promise<[Worker]>;
    const sealer = await aside();
    const [thread] = await begun;
    let isEnded = false;
    thread.once('exit', () => {
      isEnded = true;
    });
    // Busy for longer than anyone is waited for.
    thread.postMessage({ range: { size: 0, peaks: '' }, leaves: new Uint8Array(32 << 20) });
    const batch = new Batch();
    fill(sealer, batch, entriesOf(1, 0));
    const growing = sealer.grow(new TreeRange(), Buffer.alloc(pieceLines * 32));
    await new Promise((resolve) => setTimeout(resolve, 50));
    fill(sealer, batch, entriesOf(pieceLines, 1));
    expect(new LineMemory(batch.memory.shared).claim(0)).toBe(pieceLines);
    const sealed = await sealer.seal(batch, written);
    expect(sealed.hashes.equals(batch.seal().hashes)).toBe(true);
    expect([sealer.isAside, isEnded]).toEqual([false, false]);
    await sealer.close();
    expect(isEnded).toBe(true);
    expect((await growing).size).toBe(pieceLines);
  });

  test('keeps its thread where entries are so long that a piece of them takes longer than it has', async () => {
    const sealer = await aside();
    try {
      const batch = new Batch();
      const text = 'x'.repeat(1024 * 1024);
      fill(sealer, batch, entriesOf(pieceLines, 0));
      fill(
        sealer,
        batch,
        Array.from({ length: pieceLines }, (_, n) => ({ n, text })),
      );
      await new Promise((resolve) => setTimeout(resolve, 5));
      const sealed = await sealer.seal(batch, written);
      expect(sealed.hashes.equals(batch.seal().hashes)).toBe(true);
      expect(sealer.isAside).toBe(true);
    } finally {
      await sealer.close();
    }
  });

  test('does without a thread where none is to be had', () => {
    const script = fileURLToPath(new URL('./without-threads.ts', import.meta.url));
    const node = ['--disable-warning=ExperimentalWarning', '--permission', '--allow-fs-read=*'];
    const { stdout } = spawnSync(process.execPath, [...node, script], { encoding: 'utf8' });
    expect(stdout).toBe('ERR_ACCESS_DENIED\n4096 of 4096 hashed\n');
  });

  test('rejects for lines that cannot be hashed once nothing of them is being written', async () => {
    const sealer = new Sealer();
    const batch = new Batch();
    fill(sealer, batch, entriesOf(3, 0));
    const lines = { memory: batch.memory, count: 3, bytes: batch.bytes, ends: null as never };
    let isWritten = false;
    const writing = new Promise<void>((resolve) => setTimeout(resolve, 20)).then(() => {
      isWritten = true;
    });
    await expect(sealer.seal(lines, writing)).rejects.toThrow(TypeError);
    expect(isWritten).toBe(true);
  });

  test('says nothing of lines that could not be written', async () => {
    const sealer = await aside();
    try {
      for (const count of [3, 300]) {
        const batch = new Batch();
        fill(sealer, batch, entriesOf(count, 0));
        await expect(sealer.seal(batch, Promise.reject(new Error('EIO')))).rejects.toThrow('EIO');
      }
    } finally {
      await sealer.close();
    }
  });
});

describe('a tree', () => {
  test('grows by leaves in one piece as it does by one after another', () => {
    const leaves = Array.from({ length: 70 }, (_, n) => leafHash(Buffer.from(String(n))));
    for (let first = 0; first < 70; first += 1) {
      for (const size of [first, first + 1, first + 2, 69, 70].filter(
        (n) => n <= 70 && n >= first,
      )) {
        const [one, other] = [new TreeRange(), new TreeRange()];
        for (const leaf of leaves.slice(0, size)) one.append(leaf);
        for (const leaf of leaves.slice(0, first)) other.append(leaf);
        const moved = TreeRange.of(other.size, other.peaks);
        moved.take(Buffer.from(leaves.slice(first, size).join(''), 'latin1'));
        expect([moved.size, moved.root()]).toEqual([one.size, one.root()]);
      }
    }
  });
});
