import { describe, expect, test } from 'vitest';
import type { Batch } from '../../../../../src/plugins/records/audit/sealing/batch.ts';
import { GroupCommit } from '../../../../../src/plugins/records/audit/writing/group-commit.ts';

const spin = (ms: number): void => {
  for (const end = performance.now() + ms; performance.now() < end; );
};

/** A disk that takes so long, and fails at one of its writes. */
function given({ ms = 0, failsAt = Number.POSITIVE_INFINITY } = {}) {
  const lines: string[] = [];
  const sizes: number[] = [];
  let [closed, under] = [false, 0];
  const group = new GroupCommit({
    write: async (batch: Batch) => {
      expect(under).toBe(0);
      under += 1;
      const text = batch.bytes.toString();
      const sealed = batch.seal();
      await new Promise((resolve) => setTimeout(resolve, ms));
      // What is on its way to the disk stays as it is.
      expect(batch.bytes.toString()).toBe(text);
      under -= 1;
      if (sizes.length === failsAt) throw new Error('EIO');
      return sealed;
    },
    taken: (batch) => {
      const first = lines.length;
      lines.push(...batch.bytes.toString().split('\n').slice(0, -1));
      sizes.push(batch.ends.length);
      return first;
    },
    failed: async (cause) => {
      closed = true;
      group.refuse(cause);
      return cause;
    },
    isClosed: () => closed,
  });
  return { group, lines, sizes };
}

/** So many lanes that hand over one entry after another, each with so much work before it. */
async function drive(
  { group, lines }: ReturnType<typeof given>,
  { lanes, each, busyMs }: { lanes: number; each: number; busyMs: number },
): Promise<void> {
  const lane = async (own: number): Promise<void> => {
    for (let turn = 0; turn < each; turn += 1) {
      spin(busyMs);
      const entry = { kind: 'test', own, turn };
      const { index } = await group.append(entry);
      expect(JSON.parse(lines[index] as string)).toEqual(entry);
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, own) => lane(own)));
}

describe('a group commit', () => {
  test('sends all that wait in one go where a sync takes longer than they do', async () => {
    const disk = given({ ms: 30 });
    await drive(disk, { lanes: 32, each: 4, busyMs: 0 });
    expect(disk.sizes).toEqual([32, 32, 32, 32]);
  });

  test('goes in two groups by turns where they take longer, in order all the same', async () => {
    const disk = given({ ms: 0 });
    await drive(disk, { lanes: 64, each: 8, busyMs: 0.2 });
    expect(disk.lines).toHaveLength(64 * 8);
    // Two groups, for at least as long as a third of the work.
    expect(disk.sizes.filter((size) => size <= 33).length).toBeGreaterThan(5);
    await disk.group.idle();
  });

  test('tells all who wait that a write failed, and writes nothing more', async () => {
    const disk = given({ ms: 0, failsAt: 2 });
    const told = await Promise.allSettled(
      Array.from({ length: 40 }, () => drive(disk, { lanes: 1, each: 9, busyMs: 0.2 })),
    );
    expect(told.every(({ status }) => status === 'rejected')).toBe(true);
    expect(disk.sizes).toHaveLength(2);
    await disk.group.idle();
    expect(() => disk.group.append({ kind: 'test', text: '\ud800' })).toThrow('no canonical JSON');
  });
});
