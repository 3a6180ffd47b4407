import { describe, expect, test } from 'vitest';
import { Batch } from '../../../../../src/plugins/records/audit/sealing/batch.ts';

const mebibyte = 1024 * 1024;

/** Uses a batch once, for so many entries of a length. */
function use(batch: Batch, count: number, length: number): void {
  for (let n = 0; n < count; n += 1) batch.add({ kind: 'test', n, text: 'x'.repeat(length) });
  batch.clear();
}

describe('the memory of a batch', () => {
  test('stays where long entries come again and again', () => {
    const batch = new Batch();
    use(batch, 256, 12_000);
    const { memory } = batch;
    for (let turn = 0; turn < 40; turn += 1) use(batch, turn % 4 === 0 ? 256 : 3, 12_000);
    expect(batch.memory === memory).toBe(true);
  });

  test('is given back once some uses in a row needed little of it', () => {
    const batch = new Batch();
    use(batch, 256, 12_000);
    expect(batch.memory.bytes.length).toBeGreaterThan(mebibyte);
    for (let turn = 0; turn < 8; turn += 1) use(batch, 256, 100);
    expect(batch.memory.bytes.length).toBeLessThan(mebibyte);
  });
});
