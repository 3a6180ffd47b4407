import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leafHash } from '../../../../../src/runtime/evidence/tree/hash.ts';
import {
  consistencyPath,
  inclusionPath,
  rootOf,
  subtreeOf,
} from '../../../../../src/runtime/evidence/tree/proof.ts';
import {
  fold,
  hashesIn,
  subtreeFromTiles,
  tiledIn,
} from '../../../../../src/runtime/evidence/tree/tiles/hashes.ts';
import { layTiles } from '../../../../../src/runtime/evidence/tree/tiles/lay.ts';
import { tilePath } from '../../../../../src/runtime/evidence/tree/tiles/path.ts';
import { folder } from '../../../../plugins/records/audit/log-folder.ts';

const leaf = (index: number) => leafHash(Buffer.from(`${index}`));
const leaves = Array.from({ length: 70_000 }, (_, index) => leaf(index));
const at = (index: number) => leaves[index] as (typeof leaves)[number];

test('a tile stands where C2SP tlog-tiles puts it', () => {
  expect(tilePath(0, 0)).toBe('tile/0/000');
  expect(tilePath(1, 67)).toBe('tile/1/067');
  expect(tilePath(0, 1_234_067)).toBe('tile/0/x001/x234/067');
  expect(tilePath('entries', 5, 17)).toBe('tile/entries/005.p/17');
});

describe('tiles over leaves', () => {
  test('say of each subtree what its leaves say, however they were laid bit by bit', async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: leaves.length }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), async (several, pick) => {
        const below = folder();
        const steps = several.sort((a, b) => a - b);
        for (const size of steps) await layTiles(below, size, at);
        const tiled = steps.at(-1) as number;
        expect((await tiledIn(below)).size).toBe(tiled);
        // The log has grown beyond its tiles meanwhile.
        const size = Math.min(leaves.length, tiled + 1 + (pick % 700));
        const [quick, plain] = [subtreeFromTiles(below, tiled, at), subtreeOf(at)];
        const [index, old] = [pick % size, 1 + (pick % size)];
        expect(rootOf(size, quick)).toBe(rootOf(size, plain));
        expect(inclusionPath(index, size, quick)).toEqual(inclusionPath(index, size, plain));
        expect(consistencyPath(old, size, quick)).toEqual(consistencyPath(old, size, plain));
      }),
      { numRuns: 12 },
    );
  });

  test('come with the roots at the right edge, which cost a proof time where they are wrong', async () => {
    const below = folder();
    await layTiles(below, 1_000, at);
    const peaks = readFileSync(join(below, 'tile/peaks'));
    const perfect = [
      [0, 512],
      [512, 256],
      [768, 128],
      [896, 64],
      [960, 32],
      [992, 8],
    ] as const;
    expect(hashesIn(peaks)).toEqual(
      perfect.map(([from, count]) => subtreeOf(at)(from, from + count)),
    );
    writeFileSync(join(below, 'tile/peaks'), peaks.fill(7, 0, 32));
    expect(rootOf(1_000, subtreeFromTiles(below, 1_000, at))).not.toBe(
      rootOf(1_000, subtreeOf(at)),
    );
    writeFileSync(join(below, 'tile/peaks'), peaks.subarray(1));
    expect(rootOf(1_000, subtreeFromTiles(below, 1_000, at))).toBe(rootOf(1_000, subtreeOf(at)));
  });

  test('hold 256 hashes each, over 256 of the level below', async () => {
    const below = folder();
    await layTiles(below, leaves.length, at);
    const first = hashesIn(readFileSync(join(below, 'tile/1/000')));
    expect(first).toHaveLength(256);
    expect(first[3]).toBe(fold(leaves.slice(768, 1024)));
    expect(hashesIn(readFileSync(join(below, 'tile/2/000.p/1')))).toEqual([fold(first)]);
    expect(hashesIn(readFileSync(join(below, 'tile/1/001.p/17')))).toHaveLength(17);
  });

  test('are made from the leaves where one is torn', async () => {
    const below = folder();
    await layTiles(below, leaves.length, at);
    writeFileSync(join(below, 'tile/1/000'), Buffer.alloc(8191));
    const subtree = subtreeFromTiles(below, leaves.length, at);
    expect(rootOf(leaves.length, subtree)).toBe(rootOf(leaves.length, subtreeOf(at)));
  });
}, 60_000);
