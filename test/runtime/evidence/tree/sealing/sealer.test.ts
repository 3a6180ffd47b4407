import { describe, expect, test, vi } from 'vitest';
import { Batch } from '../../../../../src/plugins/records/audit/sealing/batch.ts';
import { leafHash, Sealer, TreeRange } from '../../../../../src/runtime/contract/index.ts';

/** A batch of so many entries. */
function batchOf(size: number, first = 0): Batch {
  const batch = new Batch();
  for (let n = 0; n < size; n += 1)
    batch.add({ kind: 'test', n: first + n, text: 'é'.repeat(n % 7) });
  return batch;
}

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

describe('a sealer', () => {
  test('says under a load that lasts, from its thread, what it says itself', async () => {
    const sealer = new Sealer();
    const [own, aside] = [new TreeRange(), { range: new TreeRange() }];
    try {
      for (let turn = 0; turn < 60; turn += 1) {
        const batch = batchOf(200, turn * 200);
        const sealed = await sealer.seal(batch);
        const here = batch.seal();
        expect(sealed.hashes.equals(here.hashes)).toBe(true);
        for (const at of [0, 99, 199]) expect(sealed.hexAt(at)).toBe(here.hexAt(at));
        own.take(here.hashes);
        aside.range = await sealer.grow(aside.range, sealed.hashes);
        expect([aside.range.size, aside.range.root()]).toEqual([own.size, own.root()]);
        if (turn === 30) await vi.waitFor(() => expect(sealer.isAside).toBe(true), 60_000);
      }
      expect(sealer.isAside).toBe(true);
    } finally {
      await sealer.close();
    }
  });

  test('goes on here once its thread is gone', async () => {
    const sealer = new Sealer();
    await sealer.close();
    const sealed = await sealer.seal(batchOf(200));
    expect(sealed.hashes.equals(batchOf(200).seal().hashes)).toBe(true);
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
