import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { LineMemory } from '../../../../../src/runtime/contract/index.ts';

/** Another view of the same memory, as another thread has it. */
const otherOf = (memory: LineMemory): LineMemory => new LineMemory(memory.shared);

describe('a piece of lines', () => {
  test('is nobody’s until it is offered, and then of the first who claims it', () => {
    const memory = LineMemory.of(1_024, 256);
    const other = otherOf(memory);
    expect(other.claim(1)).toBeUndefined();
    memory.offer(1, 200);
    expect(other.claim(1)).toBe(200);
    expect(otherOf(memory).claim(1)).toBeUndefined();
    expect(other.claim(0)).toBeUndefined();
    expect(other.claim(2)).toBeUndefined();
  });

  test('is made once its hashes are in place', () => {
    const memory = LineMemory.of(1_024, 128);
    const other = otherOf(memory);
    memory.offer(0, 128);
    other.claim(0);
    other.done(0);
    expect(memory.withdraw(0, 0)).toBe('made');
    memory.reset();
    expect(memory.withdraw(0, 0)).toBe('free');
  });

  test('that is withdrawn before anyone claims it is hashed by nobody else', () => {
    const memory = LineMemory.of(1_024, 128);
    memory.offer(0, 128);
    expect(memory.withdraw(0, 0)).toBe('free');
    expect(otherOf(memory).claim(0)).toBeUndefined();
  });

  test('is late where who claimed it does not end in time', () => {
    const memory = LineMemory.of(1_024, 128);
    memory.offer(0, 128);
    otherOf(memory).claim(0);
    expect(memory.withdraw(0, 5)).toBe('late');
  });

  test('is waited for where who claimed it ends meanwhile', async () => {
    const memory = LineMemory.of(1_024, 128);
    memory.offer(0, 128);
    const other = otherOf(memory);
    other.claim(0);
    const ends = `
      import { workerData } from 'node:worker_threads';
      import { LineMemory } from ${JSON.stringify(new URL('../../../../../src/runtime/evidence/tree/sealing/line-memory.ts', import.meta.url).href)};
      setTimeout(() => new LineMemory(workerData).done(0), 20);
    `;
    const thread = new Worker(new URL(`data:text/javascript,${encodeURIComponent(ends)}`), {
      workerData: memory.shared,
    });
    try {
      expect(memory.withdraw(0, 60_000)).toBe('made');
    } finally {
      await thread.terminate();
    }
  });
});
