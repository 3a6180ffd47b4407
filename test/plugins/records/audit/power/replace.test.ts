import { describe, expect, test } from 'vitest';
import { replaceFile } from '../../../../../src/plugins/records/audit/disk/disk.ts';
import { SimulatedDisk } from './simulated-disk.ts';

const file = '/log/checkpoint';
const text = async (disk: SimulatedDisk): Promise<string | undefined> =>
  (await disk.load(file))?.toString();

/** Replaces the file's content, until the power is cut at an operation; gives the disk. */
async function cutAt(disk: SimulatedDisk, at: number, content: string): Promise<boolean> {
  disk.inject({ at, code: 'power' });
  return await replaceFile(disk, file, Buffer.from(content)).then(
    () => false,
    () => true,
  );
}

/** Every fate of up to so many names and of what was not synced. */
function* fates(): Generator<() => number> {
  for (let bits = 0; bits < 16; bits += 1) {
    for (const luck of [0.3, 0.99]) {
      let asked = 0;
      yield () => {
        asked += 1;
        return asked <= 4 && (bits >> (asked - 1)) % 2 === 1 ? 0.25 : asked <= 4 ? 0.75 : luck;
      };
    }
  }
}

describe('a file that is replaced', () => {
  test('is the old one or the new one, whole, though the power is cut twice at any operations', async () => {
    let both = 0;
    for (let first = 0; first < 8; first += 1) {
      for (const fate of fates()) {
        const before = new SimulatedDisk();
        await replaceFile(before, file, Buffer.from('old'));
        await cutAt(before, first, 'newer');
        const between = before.afterCut(fate);
        const found = await text(between);
        expect(['old', 'newer']).toContain(found);
        if (between.files().length > 1) both += 1;
        for (let second = 0; second < 7; second += 1) {
          const again = between.afterCut(() => 0);
          await cutAt(again, second, 'x'.repeat(200));
          for (const luck of [0.3, 0.6]) {
            expect([found, 'x'.repeat(200)]).toContain(await text(again.afterCut(() => luck)));
          }
        }
      }
    }
    expect(both).toBeGreaterThan(0);
  });
});
