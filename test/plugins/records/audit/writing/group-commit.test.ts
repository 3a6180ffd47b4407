import { describe, expect, test } from 'vitest';
import type { Batch } from '../../../../../src/plugins/records/audit/sealing/batch.ts';
import { GroupCommit } from '../../../../../src/plugins/records/audit/writing/group-commit.ts';
import type { Receipt } from '../../../../../src/runtime/contract/index.ts';

/** A write that the test ends. */
interface Write {
  readonly text: string;
  end(failure?: Error): void;
}

/** A disk that takes what is written, and ends each write when it is told to. */
function given(filled = (): void => undefined) {
  const lines: string[] = [];
  const sizes: number[] = [];
  /** How much memory each batch had. */
  const rooms: number[] = [];
  const writes: Write[] = [];
  const heard: (() => void)[] = [];
  let [closed, under] = [false, 0];
  const group = new GroupCommit({
    filled,
    write: async (batch: Batch) => {
      under += 1;
      expect(under).toBeLessThanOrEqual(2);
      const text = batch.bytes.toString();
      const sealed = batch.seal();
      await new Promise<void>((resolve, reject) => {
        const end = (failure?: Error) => (failure === undefined ? resolve() : reject(failure));
        writes.push({ text, end });
        heard.shift()?.();
      }).finally(() => {
        under -= 1;
      });
      // What is on its way to the disk stays as it is.
      expect(batch.bytes.toString()).toBe(text);
      return sealed;
    },
    taken: (batch) => {
      const first = lines.length;
      lines.push(...batch.bytes.toString().split('\n').slice(0, -1));
      sizes.push(batch.ends.length);
      rooms.push(batch.memory.bytes.length);
      return first;
    },
    failed: async (cause) => {
      // Nothing is on its way that what is cut off could come back by.
      expect(under).toBe(0);
      closed = true;
      group.refuse(cause);
      return cause;
    },
    isClosed: () => closed,
  });
  /** The next write that nobody took yet. */
  const next = async (): Promise<Write> => {
    if (writes.length === 0) await new Promise<void>((resolve) => heard.push(resolve));
    return writes.shift() as Write;
  };
  return { group, lines, sizes, rooms, writes, next };
}

const some = ({ group }: ReturnType<typeof given>, count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => group.append({ kind: 'test', n: from + n }));

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 4; turn += 1) await new Promise(setImmediate);
};

describe('a group commit', () => {
  test('sends few that wait in one go, and those that come meanwhile after it', async () => {
    const disk = given();
    const first = some(disk, 8);
    const write = await disk.next();
    const then = some(disk, 63, 8);
    await settled();
    expect(disk.writes).toEqual([]);
    write.end();
    await Promise.all(first);
    (await disk.next()).end();
    await Promise.all(then);
    expect(disk.sizes).toEqual([8, 63]);
    await disk.group.idle();
  });

  test('has two groups of many on their way, and acknowledges them in order', async () => {
    const disk = given();
    const told: number[] = [];
    const all = some(disk, 160).map((one) => one.then(({ index }) => told.push(index)));
    const [first, second] = [await disk.next(), await disk.next()];
    second.end();
    await settled();
    expect(told).toEqual([]);
    first.end();
    await Promise.all(all);
    expect(told).toEqual(Array.from({ length: 160 }, (_, n) => n));
    expect(disk.sizes).toEqual([64, 96]);
  });

  test('makes one group of what waits when another ends, whose entries may come again', async () => {
    const disk = given();
    const first = some(disk, 8);
    const write = await disk.next();
    const then = some(disk, 160, 8);
    write.end();
    await Promise.all(first);
    (await disk.next()).end();
    await Promise.all(then);
    expect(disk.sizes).toEqual([8, 160]);
  });

  test('begins another group as soon as one of two has ended', async () => {
    const disk = given();
    const all: Promise<Receipt>[] = some(disk, 160);
    const [first, second] = [await disk.next(), await disk.next()];
    all.push(...some(disk, 64, 160));
    first.end();
    const third = await disk.next();
    third.end();
    second.end();
    const receipts = await Promise.all(all);
    for (const { index } of receipts) {
      expect(JSON.parse(disk.lines[index] as string)).toEqual({ kind: 'test', n: index });
    }
    expect(disk.sizes).toEqual([64, 96, 64]);
  });

  test('gives each entry its own receipt, though who hears of full pieces fails', async () => {
    const disk = given(() => {
      throw new Error('no more threads');
    });
    const all = Promise.allSettled(
      Array.from({ length: 300 }, async (_, n) => disk.group.append({ kind: 'test', n })),
    );
    (await disk.next()).end();
    (await disk.next()).end();
    const told = await all;
    expect(told.filter(({ status }) => status === 'fulfilled')).toHaveLength(298);
    for (const [n, one] of told.entries()) {
      if (one.status === 'rejected') continue;
      expect(JSON.parse(disk.lines[one.value.index] as string)).toEqual({ kind: 'test', n });
    }
  });

  test('uses the memory of its groups in turn, so that each gives back what long entries made large', async () => {
    const disk = given();
    const send = async (count: number, text: string): Promise<void> => {
      const all = Array.from({ length: count }, () => disk.group.append({ kind: 'test', text }));
      (await disk.next()).end();
      if (count > 64) (await disk.next()).end();
      await Promise.all(all);
    };
    for (let turn = 0; turn < 3; turn += 1) await send(256, 'x'.repeat(12_000));
    expect(Math.min(...disk.rooms.slice(-2))).toBeGreaterThan(1024 * 1024);
    for (let turn = 0; turn < 24; turn += 1) await send(1, 'x');
    disk.rooms.length = 0;
    for (let turn = 0; turn < 3; turn += 1) await send(128, 'x');
    expect(Math.max(...disk.rooms)).toBeLessThan(1024 * 1024);
  });

  test('acknowledges nothing behind a group that failed, and writes nothing more', async () => {
    const disk = given();
    const all = some(disk, 160);
    const [first, second] = [await disk.next(), await disk.next()];
    all.push(...some(disk, 3, 160));
    first.end(new Error('EIO'));
    await settled();
    second.end();
    const told = await Promise.allSettled(all);
    expect(told.every(({ status }) => status === 'rejected')).toBe(true);
    await disk.group.idle();
    expect([disk.sizes, disk.writes]).toEqual([[], []]);
    expect(() => disk.group.append({ kind: 'test', text: '\ud800' })).toThrow('no canonical JSON');
  });

  test('keeps what was acknowledged before the second group failed', async () => {
    const disk = given();
    const all = some(disk, 160);
    const [first, second] = [await disk.next(), await disk.next()];
    second.end(new Error('EIO'));
    await settled();
    first.end();
    const told = await Promise.allSettled(all);
    expect(told.map(({ status }) => status === 'fulfilled')).toEqual(
      Array.from({ length: 160 }, (_, n) => n < 64),
    );
  });
});
